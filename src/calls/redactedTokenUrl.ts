// SPDX-License-Identifier: Apache-2.0
import type { AttributeValue } from '@opentelemetry/api';
import type { TokenEndpoint } from '../understand/Endpoint.ts';
import { tokenPathTemplate } from '../understand/tokenPathTemplate.ts';
import type { RedactedUrl } from './redactUrls.ts';

/**
 * URL of a token request without query and tenant. Managed identity endpoints are plain HTTP on ports of their own.
 *
 * @param url The whole one, where it is known.
 * @param target Its path, with or without query.
 */
export function redactedTokenUrl(
  url: AttributeValue | undefined,
  target: string,
  { host, source }: TokenEndpoint,
): RedactedUrl {
  const template = tokenPathTemplate(target, source);
  const known = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  const origin = known === undefined ? `https://${host}` : `${known.protocol}//${known.host}`;
  return { url: `${origin}${template}`, template };
}
