// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';

const WITH_QUERY = ['url.full', 'url.query', 'http.url', 'http.target'] as const;
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/ */
const SIGNATURE =
  /(^|[?&])(AWSAccessKeyId|Signature|sig|X-Amz-Credential|X-Amz-Security-Token|X-Amz-Signature|X-Goog-Signature)=[^&#]*/g;

/**
 * Takes signatures out of the URLs of a span, which open what the URL names to whoever has it: those of Azure Storage above all.
 * OpenTelemetry's instrumentation of HTTP does so itself, that of undici does not.
 */
export function redactSignatures(attributes: Attributes): void {
  for (const name of WITH_QUERY) {
    const url = attributes[name];
    if (typeof url !== 'string' || !url.includes('=')) continue;
    const redacted = url.replace(SIGNATURE, '$1$2=REDACTED');
    if (redacted !== url) attributes[name] = redacted;
  }
}
