// SPDX-License-Identifier: Apache-2.0
import { type Attributes, type Span, SpanKind } from '@opentelemetry/api';
import { attempt } from '../host/guarded.ts';
import type { RequestHead } from '../observe/ObservedCall.ts';
import * as names from '../record/attributeNames.ts';
import type { Recorder } from '../record/Recorder.ts';

/**
 * Opens the client span of a request that no other instrumentation has a span for, as the HTTP conventions say.
 *
 * @param template Path with names replaced.
 * @returns `undefined` where there is nothing to open it with, or that fails.
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function openSpan(recorder: Recorder, head: RequestHead, template: string): Span | undefined {
  const { host } = head.endpoint;
  const colon = (head.header('host') ?? '').lastIndexOf(':');
  const port = colon < 0 ? Number.NaN : Number(head.header('host')?.slice(colon + 1));
  const attributes: Attributes = {
    [names.ATTR_HTTP_REQUEST_METHOD]: head.method,
    [names.ATTR_SERVER_ADDRESS]: host,
    [names.ATTR_URL_FULL]: `https://${host}${template}`,
    [names.ATTR_URL_TEMPLATE]: template,
  };
  attributes[names.ATTR_SERVER_PORT] = Number.isInteger(port) ? port : 443;
  const options = { kind: SpanKind.CLIENT, startTime: head.startedAt, attributes };
  return attempt('start of a span', () =>
    recorder.tracer?.startSpan(`${head.method} ${template}`, options, head.parent),
  );
}
