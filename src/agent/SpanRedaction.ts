// SPDX-License-Identifier: Apache-2.0
import { type Attributes, SpanKind } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { redactedTokenUrl } from '../calls/redactedTokenUrl.ts';
import { type RedactedUrl, redactAttributes } from '../calls/redactUrls.ts';
import { attempt } from '../host/guarded.ts';
import { INSTRUMENTATION_SCOPES } from '../observe/instrumentationScopes.ts';
import * as names from '../record/attributeNames.ts';
import type { Endpoint, TokenEndpoint } from '../understand/Endpoint.ts';
import { OTHER } from '../understand/OTHER.ts';
import { recognizeOperation } from '../understand/recognizeOperation.ts';
import { errorName } from './errorName.ts';
import { redactSignatures } from './redactSignatures.ts';

const HTTP_SCOPES: ReadonlySet<string> = new Set(Object.values(INSTRUMENTATION_SCOPES));
const ATTR_EXCEPTION_TYPE = 'exception.type';
/** What the Azure SDK's tracing calls `url.full` and `http.request.method`. */
const ATTR_HTTP_URL = 'http.url';
const ATTR_HTTP_METHOD = 'http.method';
const ATTR_METHOD_ORIGINAL = 'http.request.method_original';
/** Of our own: what has one of them was recorded by us, and is redacted. */
const RECORDED = [names.ATTR_AZURE_KEYVAULT_OPERATION_NAME, names.ATTR_AZURE_KEYVAULT_IDENTITY_SOURCE] as const;

/** As far as a span tells of it. */
export interface SpanRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Name of the instrumentation that opened it. */
  readonly scope: string;
}

export interface SpanRedactionOptions {
  /** The endpoint that a host name can be, with or without port. */
  readonly endpointOf: (host: string) => Endpoint | undefined;
  /** Whether a request to what can be an endpoint is one to a vault or for a token. */
  readonly accepts: (endpoint: Endpoint, request: SpanRequest) => boolean;
  /** Whether URLs are redacted too. */
  readonly urls: boolean;
}

/**
 * Takes out of the spans to vaults and token endpoints, of the HTTP instrumentations and of the Azure SDK's own tracing, what
 * must not leave and nobody else takes out: messages and stacks of errors, which quote what the program was reading, a
 * method that is none, and names, ids and query in the URL of a request that failed before it was seen, or of a span above
 * the request's. Of the spans to Entra ID for anything else, path and query; of those to other hosts, signatures in URLs. Put it before the processors that export.
 */
export class SpanRedaction implements SpanProcessor {
  readonly #endpointOf: (host: string) => Endpoint | undefined;
  readonly #accepts: SpanRedactionOptions['accepts'];
  readonly #urls: boolean;

  constructor({ endpointOf, accepts, urls }: SpanRedactionOptions) {
    this.#endpointOf = endpointOf;
    this.#accepts = accepts;
    this.#urls = urls;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    attempt('redaction of a span', () => {
      const { attributes, instrumentationScope, kind } = span;
      if (kind !== SpanKind.CLIENT || !HTTP_SCOPES.has(instrumentationScope.name)) return;
      if (RECORDED.some((name) => name in attributes)) redactText(span);
      else this.#redactUnseen(span);
    });
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  /** Of what was never seen, or declined. */
  #redactUnseen(span: ReadableSpan): void {
    const { attributes } = span;
    const endpoint = this.#endpoint(attributes);
    const request = endpoint && requestOf(span);
    if (request === undefined || endpoint === undefined || !this.#accepts(endpoint, request)) {
      redactSignatures(attributes);
      // Whatever else is asked of Entra ID names people, and holds tokens.
      if (endpoint?.kind === 'token' && endpoint.source === 'entra' && this.#urls)
        redactUrl(attributes, ofSignIn(endpoint));
      return;
    }
    redactText(span);
    if (this.#urls) redactUrl(attributes, redactedUrl(attributes, endpoint, request));
  }

  #endpoint(attributes: Attributes): Endpoint | undefined {
    const address = attributes[names.ATTR_SERVER_ADDRESS];
    if (typeof address !== 'string') {
      const url = urlOf(attributes);
      return url && this.#endpointOf(url.host);
    }
    const port = attributes[names.ATTR_SERVER_PORT];
    const withPort = port === undefined ? undefined : this.#endpointOf(`${address}:${port}`);
    return withPort ?? this.#endpointOf(address);
  }
}

function requestOf({ attributes, instrumentationScope }: ReadableSpan): SpanRequest {
  const url = urlOf(attributes);
  const target = url === undefined ? '/' : url.pathname + url.search;
  const method = String(attributes[names.ATTR_HTTP_REQUEST_METHOD] ?? attributes[ATTR_HTTP_METHOD]);
  return { method, target, scope: instrumentationScope.name };
}

function urlOf(attributes: Attributes): URL | undefined {
  const url = attributes[names.ATTR_URL_FULL] ?? attributes[ATTR_HTTP_URL];
  return typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
}

/** Messages of errors, and what stands in the place of a method, which may be anything. */
function redactText(span: ReadableSpan): void {
  const { attributes } = span;
  if (attributes[names.ATTR_HTTP_REQUEST_METHOD] === OTHER) {
    (span as { name: string }).name = 'HTTP';
    Reflect.deleteProperty(attributes, ATTR_METHOD_ORIGINAL);
  }
  const { code, message } = span.status;
  if (message !== undefined) (span as { status: ReadableSpan['status'] }).status = { code };
  for (const event of span.events) {
    const type = event.attributes?.[ATTR_EXCEPTION_TYPE];
    if (event.name === 'exception')
      event.attributes = type === undefined ? {} : { [ATTR_EXCEPTION_TYPE]: errorName(type) };
  }
}

function ofSignIn({ host }: TokenEndpoint): RedactedUrl {
  const template = '/{path}';
  return { url: `https://${host}${template}`, template };
}

function redactUrl(attributes: Attributes, redacted: RedactedUrl): void {
  redactAttributes(attributes, redacted, (name, value) => {
    attributes[name] = value;
  });
}

function redactedUrl(attributes: Attributes, endpoint: Endpoint, { method, target }: SpanRequest): RedactedUrl {
  if (endpoint.kind === 'token') return redactedTokenUrl(urlOf(attributes)?.href, target, endpoint);
  const { template } = recognizeOperation(endpoint.service, method, target);
  return { url: `https://${endpoint.host}${template}`, template };
}
