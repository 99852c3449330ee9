// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';
import { CLOUDS } from './clouds.ts';

export interface TestCertificates {
  /** The authority, PEM: what a client has to trust. */
  readonly ca: string;
  /** The server's certificate and key, PEM. */
  readonly cert: string;
  readonly key: string;
  /** The server's certificate, DER: serves as the body of a Key Vault certificate. */
  readonly der: Buffer;
}

const KEY = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/** A certificate for every host name of the fake, signed by an authority made for this call and kept nowhere. */
export async function createTestCertificates(): Promise<TestCertificates> {
  const authority = await generate([{ name: 'commonName', value: 'Fake Vault Test CA' }], {
    ...KEY,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const names = CLOUDS.flatMap((cloud) => [...cloud.suffixes.map((suffix) => `*.${suffix}`), ...cloud.loginHosts]);
  const server = await generate([{ name: 'commonName', value: 'fake-vault.test' }], {
    ...KEY,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'subjectAltName', altNames: [...[...names, 'localhost'].map(dnsName), { type: 7, ip: '127.0.0.1' }] },
      { name: 'extKeyUsage', serverAuth: true },
    ],
  });
  return {
    ca: authority.cert,
    cert: server.cert,
    key: server.private,
    der: new X509Certificate(server.cert).raw,
  };
}

function dnsName(value: string) {
  return { type: 2 as const, value };
}
