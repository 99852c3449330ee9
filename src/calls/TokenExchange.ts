// SPDX-License-Identifier: Apache-2.0
import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import { attempt } from '../host/guarded.ts';
import type { ObservedBody, ObservedCall, RequestHead } from '../observe/ObservedCall.ts';
import * as names from '../record/attributeNames.ts';
import { diagnosisAttributes } from '../record/diagnosisAttributes.ts';
import { EVENT_AZURE_KEYVAULT_CLIENT_REQUEST_FAILED } from '../record/eventNames.ts';
import type { Recorder } from '../record/Recorder.ts';
import type { Diagnosis } from '../understand/Diagnosis.ts';
import type { HeaderReader } from '../understand/HeaderReader.ts';
import { identifierOf } from '../understand/identifierOf.ts';
import { isGuid } from '../understand/isGuid.ts';
import type { TokenCall } from '../understand/TokenCall.ts';
import { understandResponse } from '../understand/understandResponse.ts';
import { callHook } from './callHook.ts';
import { contextOf } from './contextOf.ts';
import { openSpan } from './openSpan.ts';
import { redactedTokenUrl } from './redactedTokenUrl.ts';
import { attributesOf, redactUrls } from './redactUrls.ts';
import { spanNameOf } from './spanNameOf.ts';

/** One request for an access token, from the wire to span, metric and event. Its success body is never read. */
export class TokenExchange implements ObservedCall {
  readonly #recorder: Recorder;
  readonly #head: RequestHead;
  readonly #call: TokenCall;
  #span: Span | undefined;
  /** When the request was made, ms since the epoch; it may be looked at with its answer only. */
  readonly #at: number;
  #duration = 0;
  #status: number | undefined;
  #header: HeaderReader | undefined;
  #done = false;

  constructor(options: { readonly recorder: Recorder; readonly head: RequestHead; readonly call: TokenCall }) {
    this.#recorder = options.recorder;
    // The form holds a secret or an assertion, and a request may live long.
    this.#head = { ...options.head, body: undefined };
    this.#at = Math.round(Date.now() - (performance.now() - options.head.startedAt));
    this.#call = options.call;
    // A discovery that works is no news.
    if (!options.call.discovery) this.#openSpan();
  }

  responded(status: number, header: HeaderReader): boolean {
    if (this.#done || this.#status !== undefined) return false;
    this.#duration = (performance.now() - this.#head.startedAt) / 1000;
    this.#status = status;
    this.#header = header;
    if (status >= 400) return true;
    if (this.#call.discovery) this.#end();
    else this.#finish(this.#diagnose(undefined));
    return false;
  }

  body(body: ObservedBody): void {
    if (!this.#done) this.#finish(this.#diagnose(body.text()));
  }

  failed(why?: string): void {
    if (this.#done) return;
    if (this.#status === undefined) this.#duration = (performance.now() - this.#head.startedAt) / 1000;
    this.#finish(this.#diagnose(undefined, why));
  }

  #diagnose(body: string | undefined, missingBecause?: string): Diagnosis {
    const status = this.#status;
    const header = this.#header;
    const response = status === undefined || header === undefined ? undefined : { status, header, body };
    const authorization = this.#head.header('authorization');
    return understandResponse(this.#call, response, { now: this.#at, missingBecause, authorization });
  }

  #openSpan(): void {
    if (!this.#recorder.traces) return;
    this.#span ??= this.#head.span ?? this.#ownSpan();
  }

  #ownSpan(): Span | undefined {
    const { template } = redactedTokenUrl(undefined, this.#head.target, this.#call.endpoint);
    return openSpan(this.#recorder, this.#head, { spanName: spanNameOf(this.#head.method, template), template });
  }

  #end(): void {
    this.#done = true;
    // Fields of undici's headers are views on all that the socket read with them, which may be the token.
    this.#header = undefined;
  }

  #finish(diagnosis: Diagnosis): void {
    this.#end();
    if (this.#recorder.isReleased) return;
    const attributes = diagnosisAttributes(diagnosis);
    attempt('span of a token request', () => {
      this.#openSpan();
      this.#recordSpan(diagnosis, attributes);
    });
    this.#recordMetric(diagnosis);
    if (diagnosis.outcome === 'failure') this.#failureEvent(diagnosis, attributes);
    callHook(this.#recorder.config.onDiagnosis, this.#span, diagnosis);
    if (this.#recorder.hasListeners) this.#tell(diagnosis);
    if (this.#head.span === undefined) attempt('end of a span', () => this.#span?.end(performance.now()));
  }

  #recordSpan(diagnosis: Diagnosis, attributes: Attributes): void {
    const span = this.#span;
    if (span === undefined || !span.isRecording()) return;
    span.setAttributes(this.#attributes());
    span.setAttributes(attributes);
    const status = this.#status;
    if (status !== undefined) span.setAttribute(names.ATTR_HTTP_RESPONSE_STATUS_CODE, status);
    if (this.#head.span !== undefined) {
      span.setAttribute(names.ATTR_SERVER_ADDRESS, this.#call.endpoint.host);
      // The query names the client, and on a managed identity the ARM id of the resource it is for.
      if (this.#recorder.config.redactUrls) {
        const url = attributesOf(span)[names.ATTR_URL_FULL];
        redactUrls(span, redactedTokenUrl(url, this.#head.target, this.#call.endpoint));
      }
      if (diagnosis.outcome === 'challenge') span.setStatus({ code: SpanStatusCode.OK });
      else if (diagnosis.outcome === 'failure') span.setStatus({ code: SpanStatusCode.ERROR });
      return;
    }
    if (diagnosis.outcome !== 'failure') return;
    span.setAttribute(names.ATTR_ERROR_TYPE, status === undefined ? 'connection_failed' : String(status));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }

  #attributes(): Attributes {
    const { endpoint, tenantId, clientId, resource, grantType } = this.#call;
    const attributes: Attributes = {
      [names.ATTR_AZURE_KEYVAULT_CLOUD]: endpoint.cloud,
      [names.ATTR_AZURE_KEYVAULT_IDENTITY_SOURCE]: endpoint.source,
    };
    if (this.#recorder.config.identity === 'none') return attributes;
    const asked = {
      [names.ATTR_AZURE_KEYVAULT_IDENTITY_TENANT_ID]: tenantId,
      [names.ATTR_AZURE_KEYVAULT_IDENTITY_APP_ID]: clientId,
      [names.ATTR_AZURE_KEYVAULT_IDENTITY_AUDIENCE]: resource,
      [names.ATTR_AZURE_KEYVAULT_IDENTITY_GRANT_TYPE]: grantType,
    };
    // Anything else in their place may be a secret.
    for (const [name, value] of Object.entries(asked)) {
      // There, a client has a GUID: a secret that was given in its place may have the form of an identifier.
      if (name === names.ATTR_AZURE_KEYVAULT_IDENTITY_APP_ID && endpoint.source === 'entra' && !isGuid(value)) continue;
      const identifier = identifierOf(value);
      if (identifier !== undefined) attributes[name] = identifier;
    }
    return attributes;
  }

  #recordMetric(diagnosis: Diagnosis): void {
    const { host, source } = this.#call.endpoint;
    const attributes: Attributes = {
      [names.ATTR_SERVER_ADDRESS]: this.#recorder.address(host),
      [names.ATTR_AZURE_KEYVAULT_IDENTITY_SOURCE]: source,
      [names.ATTR_AZURE_KEYVAULT_OUTCOME]: diagnosis.outcome,
    };
    if (diagnosis.cause !== undefined) attributes[names.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE] = diagnosis.cause;
    this.#recorder.instruments.current?.identityRequestDuration.record(this.#duration, attributes);
  }

  #failureEvent(diagnosis: Diagnosis, attributes: Attributes): void {
    const { host, source } = this.#call.endpoint;
    this.#recorder.events.emit({
      name: EVENT_AZURE_KEYVAULT_CLIENT_REQUEST_FAILED,
      severity: 'WARN',
      body: `Request for an access token (${source}) failed: ${diagnosis.cause ?? 'unknown'}. ${diagnosis.remedy ?? ''}`,
      attributes: {
        ...this.#attributes(),
        ...attributes,
        [names.ATTR_SERVER_ADDRESS]: host,
        ...(this.#status === undefined ? {} : { [names.ATTR_HTTP_RESPONSE_STATUS_CODE]: this.#status }),
      },
      context: contextOf({ span: this.#span, parent: this.#head.parent }),
    });
  }

  #tell(diagnosis: Diagnosis): void {
    this.#recorder.tell({
      at: this.#at,
      duration: this.#duration,
      kind: 'token',
      host: this.#call.endpoint.host,
      operation: diagnosis.operation,
      status: this.#status,
      outcome: diagnosis.outcome,
      diagnosis,
      identity: undefined,
      identityLevel: this.#recorder.config.identity,
      throttleClass: undefined,
      limit: undefined,
      utilization: undefined,
      resendCount: 0,
      waited: undefined,
      obeyed: undefined,
      read: false,
      repeated: false,
      savable: false,
    });
  }
}
