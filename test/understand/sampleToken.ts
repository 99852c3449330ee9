// SPDX-License-Identifier: Apache-2.0

/** Claims of the example token in Microsoft's page on REST error codes, which is of 2019 and expired. */
export const sampleClaims = {
  aud: 'https://vault.azure.net',
  iss: 'https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/',
  iat: 1548697513,
  nbf: 1548697513,
  exp: 1548701413,
  aio: '42JgYHhT8p1Nj/AwAA==',
  appid: 'fad7d5b3-69d6-4b48-9259-8d12124e1cf1',
  appidacr: '1',
  oid: '39907814-5b0e-4b9f-9c1a-0c5f0f9b0c11',
  sub: '39907814-5b0e-4b9f-9c1a-0c5f0f9b0c11',
  tid: '72f988bf-86f1-41af-91ab-2d7cd011db47',
  ver: '1.0',
} as const;

let tokens = 0;

/** A token with these claims, and a signature that nobody made; each has another one, as real tokens have. */
export function sampleToken(claims: unknown = sampleClaims): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signature = Buffer.alloc(256, `signature ${++tokens} `).toString('base64url');
  return `${encode({ typ: 'JWT', alg: 'RS256' })}.${encode(claims)}.${signature}`;
}
