// SPDX-License-Identifier: Apache-2.0
import type { Attributes, Span } from '@opentelemetry/api';
import * as names from '../record/attributeNames.ts';

/** What takes the place of a URL. */
export interface RedactedUrl {
  /** URL without query, names and ids replaced. */
  readonly url: string;
  /** Its path. */
  readonly template: string;
}

type Redact = (redacted: RedactedUrl, present: unknown) => string;

/** A URL as it mostly is: without a user, a port in need of correction, or an address of IPv6. */
const PLAIN = /^(https?):\/\/([^/?#:@[\]\\]+)(:(?:[1-9]\d{0,3}|[1-5]\d{4}))?[/?#]/i;
const STANDARD_PORTS: Readonly<Record<string, string>> = { http: ':80', https: ':443' };

/** Scheme and port are those that the span has, where it names the same host. */
const whole: Redact = ({ url, template }, present) => {
  const origin = url.slice(0, url.length - template.length);
  if (typeof present !== 'string' || present.startsWith(`${origin}/`)) return url;
  // Without parsing it, which takes longer.
  const [, given = '', name = '', port = ''] = PLAIN.exec(present) ?? [];
  const scheme = given.toLowerCase();
  if (origin === `https://${name}`)
    return `${scheme}://${name}${port === STANDARD_PORTS[scheme] ? '' : port}${template}`;
  if (!URL.canParse(present)) return url;
  const { protocol, hostname, host } = new URL(present);
  return hostname === new URL(url).hostname ? `${protocol}//${host}${template}` : url;
};

/** `http.url` is what the Azure SDK's own tracing calls `url.full`. */
const REDACTED: readonly (readonly [name: string, redact: Redact])[] = [
  [names.ATTR_URL_FULL, whole],
  ['http.url', whole],
  ['http.target', ({ template }) => template],
  ['url.path', ({ template }) => template],
  ['url.query', () => ''],
];

/** Takes names, ids and query out of the URL attributes that another instrumentation's span has. */
export function redactUrls(span: Span | undefined, redacted: RedactedUrl): void {
  if (span === undefined || !span.isRecording()) return;
  redactAttributes(attributesOf(span), redacted, (name, value) => span.setAttribute(name, value));
}

/**
 * As {@link redactUrls}, of attributes wherever they are.
 *
 * @param set Called for each attribute that is there.
 */
export function redactAttributes(
  present: Attributes,
  redacted: RedactedUrl,
  set: (name: string, value: string) => void,
): void {
  for (const [name, redact] of REDACTED) {
    const value = present[name];
    if (value !== undefined) set(name, redact(redacted, value));
  }
}

/** What a span has already, as the SDK's spans tell; nothing is known of others. */
export function attributesOf(span: Span): Attributes {
  return (span as { readonly attributes?: Attributes }).attributes ?? {};
}
