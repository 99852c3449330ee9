// SPDX-License-Identifier: Apache-2.0

interface Trouble {
  readonly codes: RegExp;
  readonly found: string;
  readonly remedy: string;
}

/** What the code of a failed connection means. https://nodejs.org/api/errors.html#common-system-errors */
const TROUBLES: readonly Trouble[] = [
  {
    codes: /^(?:ENOTFOUND|EAI_AGAIN|EAI_\w+)$/,
    found: 'The name of the host could not be resolved',
    remedy: 'Check the name of the vault, and the DNS server that this machine uses.',
  },
  {
    codes: /^ECONNREFUSED$/,
    found: 'The connection was refused',
    remedy: 'Check what the name resolves to, and whether a proxy has to be used (HTTPS_PROXY).',
  },
  {
    codes: /^(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH)$/,
    found: 'Nothing answered in time',
    remedy:
      'Check the route to the vault: a firewall, a network rule, or a private endpoint in a network that is not peered.',
  },
  {
    codes: /^(?:ECONNRESET|EPIPE)$/,
    found: 'The connection was cut',
    remedy: 'Check what stands between: a proxy or a firewall that inspects traffic ends connections so.',
  },
  {
    codes: /^(?:SELF_SIGNED_CERT\w*|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_ALTNAME_INVALID)$/,
    found: 'The certificate of the host is not trusted',
    remedy:
      'Where a proxy opens TLS, add its root certificate with NODE_EXTRA_CA_CERTS; otherwise check what the name resolves to.',
  },
  {
    codes: /^(?:ERR_SSL_\w+|EPROTO)$/,
    found: 'The TLS handshake failed',
    remedy: 'Check what answers on port 443: a proxy that speaks plain HTTP fails so.',
  },
];

/** A sentence on a failed connection, and what to do. */
export function connectionTrouble(error: unknown): { readonly found: string; readonly remedy: string } {
  const given: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  const code = typeof given === 'string' ? given : 'unknown';
  const known = TROUBLES.find(({ codes }) => codes.test(code));
  return {
    found: `${known?.found ?? 'The connection failed'} (${code}).`,
    remedy: known?.remedy ?? 'Check name resolution, proxy and network path from this machine to the vault.',
  };
}
