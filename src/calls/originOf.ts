// SPDX-License-Identifier: Apache-2.0
import type { RequestHead } from '../observe/ObservedCall.ts';
import type { Endpoint } from '../understand/Endpoint.ts';

type Request = Pick<RequestHead, 'origin' | 'target' | 'endpoint'>;

interface Origin {
  readonly origin: string;
  readonly port: number;
}

/** Nearly all requests to an endpoint have the same. */
const latest = new WeakMap<Endpoint, { readonly given: string; readonly origin: Origin }>();

const STANDARD = { http: 80, https: 443 } as const;

/**
 * Where a request goes, as its span tells it: the host as it is known, in lower case, with scheme and port of the request. That
 * of one which a proxy is to make is in its target.
 */
export function originOf(request: Request): Origin {
  if (!request.target.startsWith('/')) return originIn(request);
  const known = latest.get(request.endpoint);
  if (known?.given === request.origin) return known.origin;
  const origin = originIn(request);
  latest.set(request.endpoint, { given: request.origin, origin });
  return origin;
}

function originIn(request: Request): Origin {
  const { endpoint, target } = request;
  const [, given = '', port] =
    /^(https?):\/\/[^/?#]*?(?::(\d{1,5}))?(?:[/?#]|$)/i.exec(target.startsWith('/') ? request.origin : target) ?? [];
  const scheme = given.toLowerCase() === 'http' && mayBePlain(endpoint) ? 'http' : 'https';
  const actual = port === undefined ? STANDARD[scheme] : Number(port);
  const suffix = actual === STANDARD[scheme] ? '' : `:${actual}`;
  return { origin: `${scheme}://${endpoint.host}${suffix}`, port: actual };
}

/** Vaults of the public clouds speak TLS only, as Entra ID does: something on the way adds it. */
function mayBePlain(endpoint: Endpoint): boolean {
  if (endpoint.kind === 'token') return endpoint.source !== 'entra';
  return endpoint.cloud === 'custom' || endpoint.cloud === 'azure_stack';
}
