// SPDX-License-Identifier: Apache-2.0
import { type Attributes, SpanKind } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { type RedactedUrl, redactAttributes } from '../calls/redactUrls.ts';
import { attempt } from '../host/guarded.ts';
import * as names from '../record/attributeNames.ts';
import type { Endpoint } from '../understand/Endpoint.ts';
import { recognizeOperation } from '../understand/recognizeOperation.ts';
import { tokenPathTemplate } from '../understand/tokenPathTemplate.ts';

const ATTR_EXCEPTION_TYPE = 'exception.type';
/** Of our own: what has one of them was recorded by us, and is redacted. */
const RECORDED = [names.ATTR_AZURE_KEYVAULT_OPERATION_NAME, names.ATTR_AZURE_KEYVAULT_IDENTITY_SOURCE] as const;

/**
 * Takes out of the HTTP instrumentations' spans to vaults and token endpoints what must not leave and nobody else takes
 * out: messages and stacks of errors, which quote what the program was reading, and names, ids and query in the URL of a
 * request that failed before it was seen. Put it before the processors that export.
 */
export class SpanRedaction implements SpanProcessor {
  readonly #endpointOf: (host: string) => Endpoint | undefined;
  readonly #urls: boolean;

  constructor(options: {
    /** The endpoint of a host name, with or without port. */
    readonly endpointOf: (host: string) => Endpoint | undefined;
    /** Whether URLs are redacted too. */
    readonly urls: boolean;
  }) {
    this.#endpointOf = options.endpointOf;
    this.#urls = options.urls;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    attempt('redaction of a span', () => {
      if (span.kind !== SpanKind.CLIENT) return;
      const endpoint = this.#endpoint(span.attributes);
      if (endpoint === undefined) return;
      redactErrors(span);
      if (this.#urls && !RECORDED.some((name) => name in span.attributes)) redactUrl(span.attributes, endpoint);
    });
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  #endpoint(attributes: Attributes): Endpoint | undefined {
    const address = attributes[names.ATTR_SERVER_ADDRESS];
    if (typeof address !== 'string') return undefined;
    const port = attributes[names.ATTR_SERVER_PORT];
    const withPort = port === undefined ? undefined : this.#endpointOf(`${address}:${port}`);
    return withPort ?? this.#endpointOf(address);
  }
}

function redactErrors(span: ReadableSpan): void {
  const { code, message } = span.status;
  if (message !== undefined) (span as { status: ReadableSpan['status'] }).status = { code };
  for (const event of span.events) {
    const type = event.attributes?.[ATTR_EXCEPTION_TYPE];
    if (event.name === 'exception') event.attributes = type === undefined ? {} : { [ATTR_EXCEPTION_TYPE]: type };
  }
}

function redactUrl(attributes: Attributes, endpoint: Endpoint): void {
  redactAttributes(attributes, redactedUrl(attributes, endpoint), (name, value) => {
    attributes[name] = value;
  });
}

function redactedUrl(attributes: Attributes, endpoint: Endpoint): RedactedUrl {
  const url = attributes[names.ATTR_URL_FULL];
  const method = String(attributes[names.ATTR_HTTP_REQUEST_METHOD]);
  const path = typeof url === 'string' && URL.canParse(url) ? new URL(url).pathname : '/';
  const template =
    endpoint.kind === 'vault'
      ? recognizeOperation(endpoint.service, method, path).template
      : tokenPathTemplate(path, endpoint.source);
  return { url: `https://${endpoint.host}${template}`, template };
}
