// SPDX-License-Identifier: Apache-2.0
import type { Attributes, Span } from '@opentelemetry/api';
import * as names from '../record/attributeNames.ts';

const PARTS = { 'url.path': (template: string) => template, 'url.query': () => '' } as const;

/** The URL attributes of another instrumentation's span, with object names and query taken out. */
export function redactedUrl(span: Span, host: string, template: string): Attributes {
  const present = (span as { readonly attributes?: Attributes }).attributes;
  const attributes: Attributes = {};
  if (present?.[names.ATTR_URL_FULL] !== undefined) attributes[names.ATTR_URL_FULL] = `https://${host}${template}`;
  for (const [name, redact] of Object.entries(PARTS)) {
    if (present?.[name] !== undefined) attributes[name] = redact(template);
  }
  return attributes;
}
