// SPDX-License-Identifier: Apache-2.0
import { CLOUDS } from './clouds.ts';
import type { Cloud, Endpoint, IdentitySource, ServiceType } from './Endpoint.ts';
import { splitUrl } from './splitUrl.ts';

export interface RecognizeOptions {
  /** More suffixes that are vaults: `vault.region.domain`, `.vault.region.domain`, `localhost:8443`. */
  readonly vaultSuffixes?: readonly string[] | undefined;
  /** Values of `IDENTITY_ENDPOINT` and `MSI_ENDPOINT`. */
  readonly identityEndpoints?: readonly string[] | undefined;
}

interface VaultSuffix {
  readonly suffix: string;
  readonly service: ServiceType;
  readonly cloud: Cloud;
  readonly audience: string | undefined;
}

/** Longest name that DNS allows, and room for a port. */
const maxHostLength = 262;

const cloudNames = Object.keys(CLOUDS) as (keyof typeof CLOUDS)[];
const vaultSuffixes = vaultSuffixTable();
const tokenHosts = new Map<string, Cloud>(
  cloudNames.flatMap((cloud) => CLOUDS[cloud].tokenHosts.map((host) => [host, cloud] as const)),
);

/**
 * Tells from the host alone whether it is a vault, a Managed HSM or a place that gives out tokens.
 *
 * @param host as in a URL or a `Host` header: any case, with or without port and trailing dot.
 * @returns `undefined` for every other host. A token endpoint is a candidate: whether a request to it asks for a token
 * is told by its path ({@link understandRequest}).
 */
export function recognizeHost(host: string, options: RecognizeOptions = {}): Endpoint | undefined {
  if (host.length === 0 || host.length > maxHostLength) return undefined;
  const authority = host.toLowerCase();
  const name = withoutPort(authority);
  return (
    customVault(authority, name, options.vaultSuffixes) ??
    publicVault(name) ??
    tokenEndpoint(authority, name, options.identityEndpoints) ??
    stackVault(name)
  );
}

function publicVault(name: string): Endpoint | undefined {
  const dot = name.indexOf('.');
  if (dot < 1) return undefined;
  const known = vaultSuffixes.get(name.slice(dot + 1));
  return known && vaultEndpoint(known, name.slice(0, dot), name);
}

function customVault(authority: string, name: string, suffixes: readonly string[] = []): Endpoint | undefined {
  for (const given of suffixes) {
    const suffix = given.trim().toLowerCase().replace(/^\./, '');
    if (suffix === '') continue;
    const subject = hasPort(suffix) ? authority : name;
    // An emulator listens on one address, which is then host and vault in one.
    const isWhole = subject === suffix && (hasPort(suffix) || !suffix.includes('.'));
    const label = isWhole ? withoutPort(suffix) : labelBefore(subject, suffix);
    if (label === undefined) continue;
    const service = suffix.startsWith('managedhsm.') ? 'managed_hsm' : 'vault';
    const known = vaultSuffixes.get(suffix);
    return vaultEndpoint(known ?? { suffix, service, cloud: 'custom', audience: undefined }, label, name);
  }
  return undefined;
}

/** `name.vault.region.domain`, as Azure Stack Hub builds it: proves nothing without a route of Key Vault in the path. */
function stackVault(name: string): Endpoint | undefined {
  const labels = name.split('.', 6);
  if (labels.length < 5 || labels[1] !== 'vault' || labels.includes('')) return undefined;
  const afterName = `${name.slice(name.indexOf('.') + 1)}.`;
  // `contoso.vault.azure.net.example.com` is a look-alike, and `a.vault.vault.azure.net` a typing error: neither is a stamp.
  for (const suffix of vaultSuffixes.keys()) if (afterName.includes(`${suffix}.`)) return undefined;
  return {
    kind: 'vault',
    service: 'vault',
    cloud: 'azure_stack',
    vault: labels[0] ?? '',
    host: name,
    audience: undefined,
    needsRoute: true,
  };
}

function tokenEndpoint(
  authority: string,
  name: string,
  identityEndpoints: readonly string[] = [],
): Endpoint | undefined {
  const cloud = tokenHosts.get(name) ?? tokenHosts.get(name.slice(name.indexOf('.') + 1));
  if (cloud) return { kind: 'token', source: 'entra', cloud, host: name };
  const source = localSource(authority, name);
  if (source) return { kind: 'token', source, cloud: 'public', host: name };
  for (const endpoint of identityEndpoints) {
    if (splitUrl(endpoint)?.host.toLowerCase() === authority) {
      return { kind: 'token', source: 'app_service', cloud: 'public', host: name };
    }
  }
  return undefined;
}

function localSource(authority: string, name: string): IdentitySource | undefined {
  if (name === '169.254.169.254') return 'imds';
  // App Service and Functions put their endpoint on a link-local address or on a random local port.
  if (name.startsWith('169.254.') && isAddress(name)) return 'app_service';
  if (name !== 'localhost' && name !== '[::1]' && !(name.startsWith('127.') && isAddress(name))) return undefined;
  return authority.endsWith(':40342') ? 'arc' : 'app_service';
}

function isAddress(name: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name);
}

function labelBefore(name: string, suffix: string): string | undefined {
  const length = name.length - suffix.length - 1;
  if (length < 1 || name[length] !== '.' || !name.endsWith(suffix)) return undefined;
  const label = name.slice(0, length);
  return label.includes('.') ? undefined : label;
}

function vaultEndpoint(known: VaultSuffix, vault: string, host: string): Endpoint {
  const { service, cloud, audience } = known;
  return { kind: 'vault', service, cloud, vault, host, audience, needsRoute: false };
}

function vaultSuffixTable(): Map<string, VaultSuffix> {
  const table = new Map<string, VaultSuffix>();
  for (const cloud of cloudNames) {
    const { vaultSuffix, managedHsmSuffix } = CLOUDS[cloud];
    add(vaultSuffix, 'vault', cloud);
    if (managedHsmSuffix) add(managedHsmSuffix, 'managed_hsm', cloud);
  }
  return table;

  function add(suffix: string, service: ServiceType, cloud: Cloud): void {
    const known = { suffix, service, cloud, audience: `https://${suffix}` };
    table.set(suffix, known);
    // The alias that private DNS zones resolve, used as URL: reaches the same vault, though the audience stays the above.
    const alias = suffix.replace(/^vault\./, 'vaultcore.');
    table.set(`privatelink.${alias}`, known);
  }
}

function hasPort(authority: string): boolean {
  return /:\d{1,5}$/.test(authority);
}

function withoutPort(authority: string): string {
  const name = hasPort(authority) ? authority.slice(0, authority.lastIndexOf(':')) : authority;
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
