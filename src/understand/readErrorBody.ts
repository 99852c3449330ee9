// SPDX-License-Identifier: Apache-2.0
import { scanJson } from './scanJson.ts';

/** What kind of text answered: the service writes JSON, the web server in front of it HTML. */
export type BodyKind = 'json' | 'html' | 'text' | 'empty';

/** The parts of an error body that later steps look at. Holds the raw message: not for telemetry. */
export interface ErrorBody {
  readonly kind: BodyKind;
  /** `error.code` of a vault, `error` of an OAuth response. */
  readonly code?: string | undefined;
  readonly innerCode?: string | undefined;
  /** Text for people; of HTML the beginning of the page. */
  readonly message: string;
  readonly suberror?: string | undefined;
  /** `error_codes` of Entra ID. */
  readonly errorCodes: readonly number[];
  /** `statusCode` in the body of an App Service identity endpoint. */
  readonly statusCode?: number | undefined;
  readonly traceId?: string | undefined;
  readonly correlationId?: string | undefined;
}

const maxBodyLength = 64 * 1024;
const maxMessageLength = 8 * 1024;
const maxCodeLength = 128;
const maxErrorCodes = 16;

const paths = new Set([
  'error',
  'error.code',
  'error.message',
  'error.innererror.code',
  'error_description',
  'error_codes',
  'suberror',
  'trace_id',
  'correlation_id',
  'code',
  'message',
  'exceptionmessage',
  'statuscode',
]);

/**
 * Takes an error body apart: `{"error":{"code","message","innererror":{"code"}}}` in any order of keys, the OAuth form, and
 * the forms of App Service. JSON may be cut. Bounded, linear, never throws.
 */
export function readErrorBody(contentType: string | undefined, body: string | undefined): ErrorBody {
  const text =
    body === undefined
      ? ''
      : body
          .slice(0, maxBodyLength)
          .replace(/^\uFEFF/, '')
          .trim();
  const kind = bodyKind(contentType, text);
  if (kind !== 'json') return { kind, message: text.slice(0, maxMessageLength), errorCodes: [] };
  const texts = new Map<string, string>();
  const errorCodes: number[] = [];
  let statusCode: number | undefined;
  scanJson(text, paths, (path, value) => {
    if (path === 'error_codes') {
      const number = Number(value);
      if (Number.isSafeInteger(number) && errorCodes.length < maxErrorCodes) errorCodes.push(number);
    } else if (path === 'statuscode' && typeof value === 'number') statusCode = value;
    else if (typeof value === 'string' && value !== '') texts.set(path, value);
  });
  const message =
    texts.get('error.message') ??
    texts.get('error_description') ??
    texts.get('message') ??
    texts.get('exceptionmessage') ??
    '';
  return {
    kind,
    code: (texts.get('error.code') ?? texts.get('error') ?? texts.get('code'))?.slice(0, maxCodeLength),
    innerCode: texts.get('error.innererror.code')?.slice(0, maxCodeLength),
    message: message.slice(0, maxMessageLength),
    suberror: texts.get('suberror')?.slice(0, maxCodeLength),
    errorCodes,
    statusCode,
    traceId: texts.get('trace_id')?.slice(0, maxCodeLength),
    correlationId: texts.get('correlation_id')?.slice(0, maxCodeLength),
  };
}

/** The first sign decides; where no body was seen, the content type does. */
function bodyKind(contentType: string | undefined, text: string): BodyKind {
  const first = text.charAt(0);
  if (first === '{' || first === '[') return 'json';
  if (first === '<') return 'html';
  const type = contentType?.slice(0, 256).toLowerCase() ?? '';
  if (type.includes('html')) return 'html';
  if (first !== '') return 'text';
  return type.includes('json') ? 'json' : 'empty';
}
