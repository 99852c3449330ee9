// SPDX-License-Identifier: Apache-2.0
import { aadstsNumber } from './aadsts.ts';
import { messageFields } from './messageFields.ts';
import type { ErrorBody } from './readErrorBody.ts';
import type { ErrorFields, ServiceError } from './ServiceError.ts';

/** Codes that the service puts into the message of a 401: `AKV10022: ...`, `[TokenExpired] ...`, `...: IDX10223`. */
const messageCode = /\b((?:AKV|IDX)\d{3,8})\b|^\[(\w{1,64})\]/;

/**
 * What the body of an error says.
 *
 * @returns `undefined` when nothing in the body names a code or a field, as in an HTML page or an empty body. Bounded,
 * linear, never throws.
 */
export function serviceErrorOf(body: ErrorBody, status: number): ServiceError | undefined {
  if (body.kind === 'html' || body.kind === 'empty') return undefined;
  const aadsts = aadstsNumber(body);
  const fields: ErrorFields = {
    ...(aadsts === undefined ? {} : { aadsts }),
    ...oauthFields(body),
    ...messageFields(body.message),
  };
  const innerCode = body.innerCode ?? (aadsts === undefined ? codeInMessage(body, status) : `AADSTS${aadsts}`);
  if (body.code === undefined && innerCode === undefined && Object.keys(fields).length === 0) return undefined;
  return { code: body.code, innerCode, fields };
}

function codeInMessage(body: ErrorBody, status: number): string | undefined {
  if (status !== 401) return undefined;
  const found = messageCode.exec(body.message);
  return found?.[1] ?? found?.[2];
}

/** The members of an OAuth error, and of the forms that identity endpoints use in its place. */
function oauthFields(body: ErrorBody): ErrorFields {
  const isOAuth = body.code !== undefined && /^[a-z_]+$/.test(body.code);
  const fields: Record<string, string | number> = {};
  if (isOAuth && body.code !== undefined) fields['error'] = body.code;
  if (body.suberror !== undefined) fields['suberror'] = body.suberror;
  if (body.traceId !== undefined) fields['traceId'] = body.traceId;
  if (body.correlationId !== undefined) fields['correlationId'] = body.correlationId;
  if (body.statusCode !== undefined) fields['statusCode'] = body.statusCode;
  return fields;
}
