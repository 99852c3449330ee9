// SPDX-License-Identifier: Apache-2.0
import { type Attributes, type Span, SpanKind } from '@opentelemetry/api';
import { attempt } from '../host/guarded.ts';
import type { RequestHead } from '../observe/ObservedCall.ts';
import * as names from '../record/attributeNames.ts';
import type { Recorder } from '../record/Recorder.ts';
import { knownMethod } from './knownMethod.ts';
import { originOf } from './originOf.ts';

/**
 * Opens the client span of a request that no other instrumentation has a span for, as the HTTP conventions say.
 *
 * @param named.spanName Method and template.
 * @param named.template Path with names replaced.
 * @returns `undefined` where there is nothing to open it with, or that fails.
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function openSpan(
  recorder: Recorder,
  head: RequestHead,
  named: { readonly spanName: string; readonly template: string },
): Span | undefined {
  const { origin, port } = originOf(head);
  // What a sampler may want to know; all else is laid on the span when it is not left out.
  const attributes: Attributes = {
    [names.ATTR_HTTP_REQUEST_METHOD]: knownMethod(head.method),
    [names.ATTR_SERVER_ADDRESS]: head.endpoint.host,
    [names.ATTR_SERVER_PORT]: port,
    [names.ATTR_URL_FULL]: `${origin}${named.template}`,
    [names.ATTR_URL_TEMPLATE]: named.template,
  };
  const options = { kind: SpanKind.CLIENT, startTime: head.startedAt, attributes };
  return attempt('start of a span', () => recorder.tracer?.startSpan(named.spanName, options, head.parent));
}
