// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recognizeOperation } from '../../src/understand/recognizeOperation.ts';
import { MANAGED_HSM_ROUTES, VAULT_ROUTES } from '../../src/understand/routes.ts';

const version = '0123456789abcdef0123456789abcdef';

describe('recognizeOperation', () => {
  it.each([
    ...VAULT_ROUTES.map((route) => ['vault', route] as const),
    ...MANAGED_HSM_ROUTES.map((route) => ['managed_hsm', route] as const),
  ])(
    'finds each route of a %s by method and path: %j',
    (service, { method, template, name, objectType, throttleClass }) => {
      const path = template.replaceAll(/\{(\w+)\}/g, (_, part) => (part === 'version' ? version : `my-${part}`));

      expect(recognizeOperation(service, method, path)).toMatchObject({ name, template, objectType, throttleClass });
    },
  );

  it.each([
    ['GET', '/secrets', 'SecretList', 'vault_operation'],
    ['GET', '/secrets?maxresults=25&api-version=7.6', 'SecretList', 'vault_operation'],
    ['GET', '/secrets/n/?api-version=7.6', 'SecretGet', 'vault_operation'],
    ['GET', `//secrets/n/${version}`, 'SecretGet', 'vault_operation'],
    ['GET', '/Secrets/n/VERSIONS', 'SecretListVersions', 'vault_operation'],
    ['GET', '/secrets/restore', 'SecretGet', 'vault_operation'],
    ['POST', '/secrets/restore', 'SecretRestore', 'vault_operation'],
    ['PUT', '/secrets/n', 'SecretSet', 'secret_create_or_import'],
    ['PATCH', '/secrets/n/', 'SecretUpdate', 'vault_operation'],
    ['POST', '/keys/n/create', 'KeyCreate', 'key_create'],
    ['POST', '/keys/n/rotate', 'KeyRotate', 'key_create'],
    ['POST', '/keys/n/release', 'KeyRelease', 'key_create'],
    ['PUT', '/keys/n', 'KeyImport', 'secret_create_or_import'],
    ['POST', '/keys/javaKey//encrypt', 'KeyEncrypt', 'key_operation'],
    ['POST', '/keys/n/wrapkey', 'KeyWrap', 'key_operation'],
    ['POST', `/keys/n/${version}/unwrapKey`, 'KeyUnwrap', 'key_operation'],
    ['POST', '/keys/n//sign', 'KeySign', 'key_operation'],
    ['GET', '/keys/n/', 'KeyGet', 'key_operation'],
    ['GET', '/keys/providers', 'KeyGet', 'key_operation'],
    ['GET', '/keys', 'KeyList', 'vault_operation'],
    ['GET', '/certificates/contacts', 'CertificateContactsGet', 'vault_operation'],
    ['GET', '/certificates/issuers/i', 'CertificateIssuerGet', 'vault_operation'],
    ['POST', '/certificates/n/import', 'CertificateImport', 'secret_create_or_import'],
    ['POST', '/certificates/n/create', 'CertificateCreate', 'vault_operation'],
    ['PATCH', '/certificates/n/', 'CertificateUpdate', 'vault_operation'],
    ['POST', '/certificates/n/pending/merge', 'CertificatePendingMerge', 'vault_operation'],
    ['PUT', '/storage/a/sas/s', 'StorageSasSet', 'vault_operation'],
    ['POST', '/deletedstorage/a/sas/s/recover', 'StorageSasRecover', 'vault_operation'],
    ['GET', '/healthstatus', 'HealthStatus', 'vault_operation'],
  ])('calls %s %s of a vault %s', (method, path, name, throttleClass) => {
    expect(recognizeOperation('vault', method, path)).toMatchObject({ name, throttleClass });
  });

  it.each([
    ['GET', '//providers/Microsoft.Authorization/roleAssignments', 'RoleAssignmentList', 'hsm'],
    ['PUT', '/keys/providers/microsoft.authorization/roleassignments/a', 'RoleAssignmentCreate', 'hsm'],
    ['DELETE', '/keys/n/providers/Microsoft.Authorization/roleDefinitions/d', 'RoleDefinitionDelete', 'hsm'],
    ['PUT', '/keys/n/restore', 'SelectiveKeyRestore', 'hsm'],
    ['POST', '/rng', 'GetRandomBytes', 'hsm'],
    ['GET', '/settings', 'SettingList', 'hsm'],
    ['POST', '/keys/n/create', 'KeyCreate', 'keys'],
  ])('calls %s %s of a Managed HSM %s', (method, path, name, objectType) => {
    expect(recognizeOperation('managed_hsm', method, path)).toMatchObject({
      name,
      objectType,
      throttleClass: 'managed_hsm',
    });
  });

  it.each([
    ['vault', 'GET', '/', '/', 'secrets'],
    ['vault', 'PUT', '/secrets/', '/secrets/{path}', 'secrets'],
    ['vault', 'POST', '/certificates//create', '/certificates/{path}', 'certificates'],
    ['vault', 'POST', '/keys//create', '/keys/{path}', 'keys'],
    ['vault', 'GET', '/settings', '/{path}', 'hsm'],
    ['vault', 'GET', '/private-name/secret', '/{path}', 'secrets'],
    ['vault', 'GET', '/secrets/a/b/c/d/e/f/g/h/i/j', '/secrets/{path}', 'secrets'],
    ['managed_hsm', 'GET', '/secrets/n', '/secrets/{path}', 'secrets'],
    ['managed_hsm', 'GET', '/x', '/{path}', 'hsm'],
  ] as const)(
    'knows no operation of a %s for %s %s, and keeps the path to itself',
    (service, method, path, template, objectType) => {
      expect(recognizeOperation(service, method, path)).toMatchObject({
        name: 'Unknown',
        template,
        objectType,
        objectName: undefined,
      });
    },
  );

  it('hands over name and version as they stand in the URL', () => {
    expect(recognizeOperation('vault', 'POST', `/keys/My-Key/${version}/sign?x=/y`)).toMatchObject({
      objectName: 'My-Key',
      objectVersion: version,
      template: '/keys/{name}/{version}/sign',
    });
  });

  it.each([
    ['/secrets/n', true],
    ['/keys/n', true],
    [`/certificates/n/${version}`, true],
    ['/secrets', false],
    ['/certificates/n/policy', false],
  ])('says whether GET %s could have been answered from a cache', (path, cacheable) => {
    expect(recognizeOperation('vault', 'GET', path).cacheable).toBe(cacheable);
  });

  it('has no two routes for one method and path', () => {
    for (const routes of [VAULT_ROUTES, MANAGED_HSM_ROUTES]) {
      const keys = routes.map(({ method, template }) => `${method} ${template.replaceAll(/\{\w+\}/g, '{}')}`);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('does not throw and leaks nothing of an unknown path, whatever it is', () => {
    const part = fc.oneof(
      fc.constantFrom('/', '//', '?', '#', '%2F', '..', 'secrets', 'keys', '__proto__', 'constructor'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.constantFrom('vault', 'managed_hsm'), fc.string(), fc.array(part), (service, method, parts) => {
        const { template } = recognizeOperation(service, method, parts.join(''));
        expect(template).toMatch(/^\/[a-z]*(?:\/?\{path\})?$/);
      }),
    );
  });
});
