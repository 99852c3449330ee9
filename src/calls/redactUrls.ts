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
  ['url.path', ({ call }) => call.operation.template],
  ['url.query', () => ''],
];

/** Takes object names and query out of the URL attributes that another instrumentation's span has. */
export function redactUrls(span: Span, present: Attributes, known: KnownCall): void {
  for (const [name, redact] of REDACTED) {
    if (present[name] !== undefined) span.setAttribute(name, redact(known));
  }
}
