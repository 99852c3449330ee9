// SPDX-License-Identifier: Apache-2.0
import type { Attributes, Span } from '@opentelemetry/api';
import * as names from '../record/attributeNames.ts';

/** `http.url` is what the Azure SDK's own tracing calls `url.full`. */
const WHOLE = [names.ATTR_URL_FULL, 'http.url'] as const;
const PARTS = { 'url.path': (template: string) => template, 'url.query': () => '' } as const;

/** The URL attributes of another instrumentation's span, with object names and query taken out. */
export function redactedUrl(span: Span, host: string, template: string): Attributes {
  const present = (span as { readonly attributes?: Attributes }).attributes;
  const attributes: Attributes = {};
  for (const name of WHOLE) {
    if (present?.[name] !== undefined) attributes[name] = `https://${host}${template}`;
  }
  for (const [name, redact] of Object.entries(PARTS)) {
    if (present?.[name] !== undefined) attributes[name] = redact(template);
  }
  return attributes;
}
