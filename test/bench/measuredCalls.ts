// SPDX-License-Identifier: Apache-2.0

const VAULT = 'contoso.vault.azure.net';

/** The calls whose cost is measured; the server of the bench answers what the path asks for. */
export const MEASURED_CALLS = {
  'a secret that is read': { host: VAULT, path: '/secrets/db?api-version=7.6' },
  'a 403 with its body': { host: VAULT, path: '/secrets/db?api-version=7.6&status=403' },
  'a 403 in other words each time': { host: VAULT, path: '/secrets/db?api-version=7.6&status=403&other-words' },
  'a call to another host': { host: 'shop.example.test', path: '/items/1' },
} as const;
