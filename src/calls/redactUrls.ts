// SPDX-License-Identifier: Apache-2.0
import type { Attributes, Span } from '@opentelemetry/api';
import * as names from '../record/attributeNames.ts';
import type { KnownCall } from './KnownCall.ts';

type Redact = (known: KnownCall) => string;

const whole: Redact = ({ url }) => url;

/** `http.url` is what the Azure SDK's own tracing calls `url.full`. */
const REDACTED: readonly (readonly [name: string, redact: Redact])[] = [
  [names.ATTR_URL_FULL, whole],
  ['http.url', whole],
  ['url.path', ({ template }) => template],
  ['url.query', () => ''],
];

/** Takes object names and query out of the URL attributes that another instrumentation's span has. */
export function redactUrls(span: Span | undefined, known: KnownCall): void {
  if (span === undefined || !span.isRecording()) return;
  const present = attributesOf(span);
  for (const [name, redact] of REDACTED) {
    if (present[name] !== undefined) span.setAttribute(name, redact(known));
  }
}

/** What a span has already, as the SDK's spans tell; nothing is known of others. */
export function attributesOf(span: Span): Attributes {
  return (span as { readonly attributes?: Attributes }).attributes ?? {};
}
