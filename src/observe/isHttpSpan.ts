// SPDX-License-Identifier: Apache-2.0
import { type Span, SpanKind } from '@opentelemetry/api';

/** The method, by its name in the semantic conventions and by the one before. */
const METHOD = ['http.request.method', 'http.method'] as const;

/** Whether a span says of itself that it is one of an outgoing HTTP request, whoever opened it. */
export function isHttpSpan(span: Span): boolean {
  const { kind, attributes = {} } = span as { readonly kind?: SpanKind; readonly attributes?: object };
  return kind === SpanKind.CLIENT && METHOD.some((name) => Object.hasOwn(attributes, name));
}
