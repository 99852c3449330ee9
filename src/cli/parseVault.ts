// SPDX-License-Identifier: Apache-2.0
import { InvalidArgumentError } from 'commander';
import type { VaultEndpoint } from '../understand/Endpoint.ts';
import { recognizeHost } from '../understand/recognizeHost.ts';

/** Parses the value of `--vault`: a URL, a host, or the name of a vault of the public cloud. */
export function parseVault(value: string): VaultEndpoint {
  const host = /^(?:https:\/\/)?([a-z0-9.-]{1,253})(?::443)?(?:\/.*)?$/i.exec(value.trim())?.[1];
  const name = host?.includes('.') === false ? `${host}.vault.azure.net` : host;
  const suffixes = (process.env['KEYVAULT_OTEL_VAULT_SUFFIXES'] ?? '').split(',');
  const endpoint = name === undefined ? undefined : recognizeHost(name, { vaultSuffixes: suffixes });
  if (endpoint?.kind !== 'vault') {
    throw new InvalidArgumentError(
      'Expected the URL of a vault or Managed HSM, such as https://contoso.vault.azure.net.',
    );
  }
  return endpoint;
}
