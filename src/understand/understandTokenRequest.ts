// SPDX-License-Identifier: Apache-2.0
import { CLOUDS, KEY_VAULT_APP_IDS } from './clouds.ts';
import type { Cloud, IdentitySource, TokenEndpoint } from './Endpoint.ts';
import type { HeaderReader } from './HeaderReader.ts';
import { readForm } from './readForm.ts';
import type { TokenCall } from './TokenCall.ts';

interface TokenRequest {
  readonly endpoint: TokenEndpoint;
  /** In upper case. */
  readonly method: string;
  readonly target: string;
  readonly header: HeaderReader;
  readonly body: string | undefined;
}

/** Members of query and form that say who asks for what; those that hold a secret, an assertion or a token are not read. */
const members = new Set(['resource', 'scope', 'client_id', 'clientid', 'grant_type', 'api-version']);

const maxPathLength = 2048;
const maxValueLength = 256;

/** What a resource of Key Vault or Managed HSM has in it, with the cloud that it tells. */
const vaultMarks: readonly (readonly [mark: string, cloud: Cloud])[] = [
  ...(Object.keys(CLOUDS) as (keyof typeof CLOUDS)[]).flatMap((cloud): (readonly [string, Cloud])[] => {
    const { vaultSuffix, managedHsmSuffix } = CLOUDS[cloud];
    return [vaultSuffix, ...(managedHsmSuffix ? [managedHsmSuffix] : [])].map((suffix) => [suffix, cloud]);
  }),
  // Wrong resources that clients derive from a host, or read on a page: asked for a vault all the same.
  ['vaultcore.azure.net', 'public'],
  ['vault.keyvault.net', 'public'],
  ...KEY_VAULT_APP_IDS,
];

/** `https://vault.region.domain/...` of an Azure Stack Hub; `https://vault.hashicorp.com` is another product's. */
const stackAudience = /^https:\/\/vault\.[^./]{1,63}\.[^./]{1,63}\.[^./]/i;

/** As {@link understandRequest}, for token endpoints. */
export function understandTokenRequest(request: TokenRequest): TokenCall | undefined {
  const { endpoint, method, header } = request;
  const path = pathOf(request.target);
  const queryAt = request.target.indexOf('?');
  const query = readForm(queryAt < 0 ? '' : request.target.slice(queryAt + 1), members);
  const form = readForm(request.body ?? '', members);
  const value = (name: string) => query.get(name) ?? form.get(name);
  const discovery = endpoint.source === 'entra' && isDiscovery(path);
  const source = endpoint.source === 'entra' ? entraSource(path, discovery) : localSource(request, path, query);
  if (source === undefined) return undefined;
  const resource = resourceOf(value('resource'), value('scope'));
  const mark = markOf(resource);
  return {
    kind: 'token',
    method,
    endpoint: { ...endpoint, source, cloud: source === 'entra' ? endpoint.cloud : (mark?.[1] ?? endpoint.cloud) },
    tenantId: source === 'entra' ? tenantOf(path) : undefined,
    clientId: value('client_id') ?? value('clientid'),
    resource,
    grantType: value('grant_type'),
    forVault: resource === undefined ? undefined : mark !== undefined || stackAudience.test(resource),
    probe: source === 'imds' && header('metadata') === undefined,
    discovery,
  };
}

/** `/{tenant}/oauth2/token` and `/{tenant}/oauth2/v2.0/token`; device codes and sign-in pages are not ours. */
function entraSource(path: readonly string[], discovery: boolean): IdentitySource | undefined {
  if (discovery) return 'entra';
  return path.at(-1)?.toLowerCase() === 'token' && path.some((part) => part.toLowerCase() === 'oauth2')
    ? 'entra'
    : undefined;
}

/** `/{tenant}/v2.0/.well-known/openid-configuration`: where MSAL learns that a tenant does not exist. */
function isDiscovery(path: readonly string[]): boolean {
  return path.at(-2) === '.well-known' && path.at(-1) === 'openid-configuration';
}

/**
 * The identity endpoint of a host has a path that only it has, or the request carries one of the headers that keep
 * forged requests out, and names a resource.
 */
function localSource(
  { endpoint, method, header }: TokenRequest,
  path: readonly string[],
  query: ReadonlyMap<string, string>,
): IdentitySource | undefined {
  const joined = path.join('/').toLowerCase();
  const hasSecretHeader = header('secret') !== undefined;
  if (joined === 'metadata/identity/oauth2/token') {
    if (hasSecretHeader) return 'service_fabric';
    return endpoint.source === 'arc' ? 'arc' : 'imds';
  }
  if (joined === 'msi/auth' || joined.endsWith('/msi/auth')) return 'machine_learning';
  if (joined === 'msi/token' || joined.endsWith('/msi/token')) return 'app_service';
  if (joined === 'oauth2/token' && method === 'POST' && header('metadata') !== undefined) return 'cloud_shell';
  // IMDS and Arc give out tokens at the one path above only.
  if (endpoint.source !== 'app_service') return undefined;
  const isMarked = header('x-identity-header') !== undefined || hasSecretHeader || header('metadata') !== undefined;
  return isMarked && query.has('resource') ? 'app_service' : undefined;
}

function resourceOf(resource: string | undefined, scope: string | undefined): string | undefined {
  if (resource) return resource;
  if (!scope) return undefined;
  const scopes = scope.split(' ', 16).map((each) => each.replace(/\/?\.default$/, ''));
  return scopes.find((each) => markOf(each) !== undefined) ?? scopes[0];
}

function markOf(resource: string | undefined): readonly [string, Cloud] | undefined {
  if (resource === undefined) return undefined;
  const lowerCase = resource.toLowerCase();
  return vaultMarks.find(([mark]) => lowerCase.includes(mark));
}

function tenantOf(path: readonly string[]): string | undefined {
  const first = path[0];
  return first === undefined || first.toLowerCase() === 'oauth2' ? undefined : first.slice(0, maxValueLength);
}

function pathOf(target: string): readonly string[] {
  const path = target.slice(0, maxPathLength).split(/[?#]/, 1)[0] ?? '';
  return path.split('/').filter((part) => part !== '');
}
