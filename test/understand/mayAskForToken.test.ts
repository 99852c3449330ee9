// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { IdentitySource } from '../../src/understand/Endpoint.ts';
import { mayAskForToken } from '../../src/understand/mayAskForToken.ts';

const endpoint = (source: IdentitySource) => ({ kind: 'token', source, cloud: 'public', host: 'a' }) as const;

describe('what may be a request for a token, by its path', () => {
  it.each([
    ['entra', '/contoso/oauth2/v2.0/token'],
    ['entra', '/contoso/oauth2/token/?api-version=1.0'],
    ['entra', '/contoso/v2.0/.well-known/openid-configuration'],
    ['imds', '/metadata/identity/oauth2/token?resource=https://vault.azure.net'],
    ['imds', '//metadata/identity/oauth2//token'],
    ['arc', '/metadata/identity/oauth2/token?resource=a'],
    ['app_service', '/msi/token/?resource=a'],
    ['app_service', '/MSI/auth'],
    ['app_service', '/oauth2/token'],
    ['app_service', '/anything?api-version=2019-08-01&resource=a'],
  ] as const)('of %s: %s', (source, target) => {
    expect(mayAskForToken(endpoint(source), target)).toBe(true);
  });

  it.each([
    ['entra', '/contoso/oauth2/v2.0/authorize?client_id=token'],
    ['entra', '/common/discovery/instance'],
    ['imds', '/metadata/instance?api-version=2021-02-01'],
    ['app_service', '/healthz'],
    ['app_service', '/'],
    ['app_service', '/realms/my/protocol/openid-connect/token'],
    ['app_service', '/v1.0/invoke/orders?sub-resource=1'],
  ] as const)('none of %s: %s', (source, target) => {
    expect(mayAskForToken(endpoint(source), target)).toBe(false);
  });
});
