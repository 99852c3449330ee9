// SPDX-License-Identifier: Apache-2.0
import type { ObjectType, ThrottleClass } from './Operation.ts';

/** One method and path of the REST surface. `{...}` stands for a name; `{name}` is the object's, `{version}` its version. */
export interface Route {
  readonly method: string;
  readonly template: string;
  /** Name in the vault's audit log where it has one, otherwise formed like one. */
  readonly name: string;
  readonly objectType: ObjectType;
  readonly throttleClass: ThrottleClass;
}

type Row = readonly [method: string, template: string, name: string, throttleClass?: ThrottleClass];

const created: ThrottleClass = 'secret_create_or_import';
const keyCreated: ThrottleClass = 'key_create';
const keyUsed: ThrottleClass = 'key_operation';

const secrets: readonly Row[] = [
  ['GET', '/secrets', 'SecretList'],
  ['GET', '/secrets/{name}', 'SecretGet'],
  ['GET', '/secrets/{name}/{version}', 'SecretGet'],
  ['GET', '/secrets/{name}/versions', 'SecretListVersions'],
  ['PUT', '/secrets/{name}', 'SecretSet', created],
  ['PATCH', '/secrets/{name}', 'SecretUpdate'],
  ['PATCH', '/secrets/{name}/{version}', 'SecretUpdate'],
  ['DELETE', '/secrets/{name}', 'SecretDelete'],
  ['POST', '/secrets/{name}/backup', 'SecretBackup'],
  ['POST', '/secrets/restore', 'SecretRestore'],
  ['GET', '/deletedsecrets', 'SecretListDeleted'],
  ['GET', '/deletedsecrets/{name}', 'SecretGetDeleted'],
  ['DELETE', '/deletedsecrets/{name}', 'SecretPurge'],
  ['POST', '/deletedsecrets/{name}/recover', 'SecretRecover'],
];

const cryptography: readonly (readonly [path: string, name: string])[] = [
  ['encrypt', 'KeyEncrypt'],
  ['decrypt', 'KeyDecrypt'],
  ['sign', 'KeySign'],
  ['verify', 'KeyVerify'],
  ['wrapkey', 'KeyWrap'],
  ['unwrapkey', 'KeyUnwrap'],
  // Previews of 2026 on Managed HSM; the operations are documented, the exact path is not.
  ['securewrapkey', 'KeySecureWrap'],
  ['secureunwrapkey', 'KeySecureUnwrap'],
];

const keys: readonly Row[] = [
  ['GET', '/keys', 'KeyList'],
  ['GET', '/keys/{name}', 'KeyGet', keyUsed],
  ['GET', '/keys/{name}/{version}', 'KeyGet', keyUsed],
  ['GET', '/keys/{name}/versions', 'KeyListVersions'],
  ['GET', '/keys/{name}/attestation', 'KeyGetAttestation', keyUsed],
  ['GET', '/keys/{name}/{version}/attestation', 'KeyGetAttestation', keyUsed],
  ['POST', '/keys/{name}/create', 'KeyCreate', keyCreated],
  ['PUT', '/keys/{name}', 'KeyImport', created],
  ['PATCH', '/keys/{name}', 'KeyUpdate', keyUsed],
  ['PATCH', '/keys/{name}/{version}', 'KeyUpdate', keyUsed],
  ['DELETE', '/keys/{name}', 'KeyDelete', keyUsed],
  // Makes a new version, so taken as a creation; no page says so.
  ['POST', '/keys/{name}/rotate', 'KeyRotate', keyCreated],
  ['GET', '/keys/{name}/rotationpolicy', 'KeyRotationPolicyGet', keyUsed],
  ['PUT', '/keys/{name}/rotationpolicy', 'KeyRotationPolicySet', keyUsed],
  ['POST', '/keys/{name}/release', 'KeyRelease', keyCreated],
  ['POST', '/keys/{name}/{version}/release', 'KeyRelease', keyCreated],
  ...cryptography.flatMap(([path, name]): readonly Row[] => [
    ['POST', `/keys/{name}/${path}`, name, keyUsed],
    ['POST', `/keys/{name}/{version}/${path}`, name, keyUsed],
  ]),
  ['POST', '/keys/{name}/backup', 'KeyBackup', keyUsed],
  ['POST', '/keys/restore', 'KeyRestore', keyUsed],
  ['GET', '/deletedkeys', 'KeyListDeleted'],
  ['GET', '/deletedkeys/{name}', 'KeyGetDeleted', keyUsed],
  ['DELETE', '/deletedkeys/{name}', 'KeyPurge', keyUsed],
  ['POST', '/deletedkeys/{name}/recover', 'KeyRecover', keyUsed],
];

const certificates: readonly Row[] = [
  ['GET', '/certificates', 'CertificateList'],
  ['GET', '/certificates/{name}', 'CertificateGet'],
  ['GET', '/certificates/{name}/{version}', 'CertificateGet'],
  ['GET', '/certificates/{name}/versions', 'CertificateListVersions'],
  ['POST', '/certificates/{name}/create', 'CertificateCreate'],
  ['POST', '/certificates/{name}/import', 'CertificateImport', created],
  ['PATCH', '/certificates/{name}', 'CertificateUpdate'],
  ['PATCH', '/certificates/{name}/{version}', 'CertificateUpdate'],
  ['DELETE', '/certificates/{name}', 'CertificateDelete'],
  ['GET', '/certificates/{name}/policy', 'CertificatePolicyGet'],
  ['PATCH', '/certificates/{name}/policy', 'CertificatePolicyUpdate'],
  ['GET', '/certificates/{name}/pending', 'CertificatePendingGet'],
  ['PATCH', '/certificates/{name}/pending', 'CertificatePendingUpdate'],
  ['DELETE', '/certificates/{name}/pending', 'CertificatePendingDelete'],
  ['POST', '/certificates/{name}/pending/merge', 'CertificatePendingMerge'],
  ['GET', '/certificates/contacts', 'CertificateContactsGet'],
  ['PUT', '/certificates/contacts', 'CertificateContactsSet'],
  ['DELETE', '/certificates/contacts', 'CertificateContactsDelete'],
  ['GET', '/certificates/issuers', 'CertificateIssuersList'],
  ['GET', '/certificates/issuers/{name}', 'CertificateIssuerGet'],
  ['PUT', '/certificates/issuers/{name}', 'CertificateIssuerSet'],
  ['PATCH', '/certificates/issuers/{name}', 'CertificateIssuerUpdate'],
  ['DELETE', '/certificates/issuers/{name}', 'CertificateIssuerDelete'],
  ['POST', '/certificates/{name}/backup', 'CertificateBackup'],
  ['POST', '/certificates/restore', 'CertificateRestore'],
  ['GET', '/deletedcertificates', 'CertificateListDeleted'],
  ['GET', '/deletedcertificates/{name}', 'CertificateGetDeleted'],
  ['DELETE', '/deletedcertificates/{name}', 'CertificatePurge'],
  ['POST', '/deletedcertificates/{name}/recover', 'CertificateRecover'],
];

const storage: readonly Row[] = [
  ['GET', '/storage', 'StorageList'],
  ['GET', '/storage/{name}', 'StorageGet'],
  ['PUT', '/storage/{name}', 'StorageSet'],
  ['PATCH', '/storage/{name}', 'StorageUpdate'],
  ['DELETE', '/storage/{name}', 'StorageDelete'],
  ['POST', '/storage/{name}/backup', 'StorageBackup'],
  ['POST', '/storage/{name}/regeneratekey', 'StorageRegenerateKey'],
  ['POST', '/storage/restore', 'StorageRestore'],
  ['GET', '/storage/{name}/sas', 'StorageSasList'],
  ['GET', '/storage/{name}/sas/{sas}', 'StorageSasGet'],
  ['PUT', '/storage/{name}/sas/{sas}', 'StorageSasSet'],
  ['PATCH', '/storage/{name}/sas/{sas}', 'StorageSasUpdate'],
  ['DELETE', '/storage/{name}/sas/{sas}', 'StorageSasDelete'],
  ['GET', '/deletedstorage', 'StorageListDeleted'],
  ['GET', '/deletedstorage/{name}', 'StorageGetDeleted'],
  ['DELETE', '/deletedstorage/{name}', 'StoragePurge'],
  ['POST', '/deletedstorage/{name}/recover', 'StorageRecover'],
  ['GET', '/deletedstorage/{name}/sas', 'StorageSasListDeleted'],
  ['GET', '/deletedstorage/{name}/sas/{sas}', 'StorageSasGetDeleted'],
  ['POST', '/deletedstorage/{name}/sas/{sas}/recover', 'StorageSasRecover'],
];

const localRoles: readonly Row[] = ['', '/keys', '/keys/{name}'].flatMap((scope): readonly Row[] => [
  ['GET', `${scope}/providers/Microsoft.Authorization/roleAssignments`, 'RoleAssignmentList'],
  ['GET', `${scope}/providers/Microsoft.Authorization/roleAssignments/{assignment}`, 'RoleAssignmentGet'],
  ['PUT', `${scope}/providers/Microsoft.Authorization/roleAssignments/{assignment}`, 'RoleAssignmentCreate'],
  ['DELETE', `${scope}/providers/Microsoft.Authorization/roleAssignments/{assignment}`, 'RoleAssignmentDelete'],
  ['GET', `${scope}/providers/Microsoft.Authorization/roleDefinitions`, 'RoleDefinitionList'],
  ['GET', `${scope}/providers/Microsoft.Authorization/roleDefinitions/{definition}`, 'RoleDefinitionGet'],
  ['PUT', `${scope}/providers/Microsoft.Authorization/roleDefinitions/{definition}`, 'RoleDefinitionSet'],
  ['DELETE', `${scope}/providers/Microsoft.Authorization/roleDefinitions/{definition}`, 'RoleDefinitionDelete'],
]);

const administration: readonly Row[] = [
  ...localRoles,
  ['POST', '/rng', 'GetRandomBytes'],
  ['POST', '/backup', 'FullBackup'],
  ['GET', '/backup/{job}/pending', 'FullBackupStatus'],
  ['PUT', '/restore', 'FullRestore'],
  ['GET', '/restore/{job}/pending', 'FullRestoreStatus'],
  ['PUT', '/keys/{name}/restore', 'SelectiveKeyRestore'],
  ['POST', '/prebackup', 'PreFullBackup'],
  ['PUT', '/prerestore', 'PreFullRestore'],
  ['GET', '/settings', 'SettingList'],
  ['GET', '/settings/{setting}', 'SettingGet'],
  ['PATCH', '/settings/{setting}', 'SettingUpdate'],
  ['POST', '/securitydomain/download', 'SecurityDomainDownload'],
  ['GET', '/securitydomain/download/pending', 'SecurityDomainDownloadStatus'],
  ['GET', '/securitydomain/upload', 'SecurityDomainGetTransferKey'],
  ['POST', '/securitydomain/upload', 'SecurityDomainUpload'],
  ['GET', '/securitydomain/upload/pending', 'SecurityDomainUploadStatus'],
  ['POST', '/ekm/create', 'EkmConnectionCreate'],
  ['GET', '/ekm', 'EkmConnectionGet'],
  ['PATCH', '/ekm', 'EkmConnectionUpdate'],
  ['DELETE', '/ekm', 'EkmConnectionDelete'],
  ['POST', '/ekm/check', 'EkmConnectionCheck'],
  ['GET', '/ekm/certificate', 'EkmCertificateGet'],
];

const health: Row = ['GET', '/healthstatus', 'HealthStatus'];

/**
 * The routes of a vault.
 *
 * @see https://learn.microsoft.com/rest/api/keyvault/
 * @see https://learn.microsoft.com/azure/key-vault/general/logging
 */
export const VAULT_ROUTES: readonly Route[] = [
  ...routesOf(secrets, 'secrets', 'vault_operation'),
  ...routesOf(keys, 'keys', 'vault_operation'),
  ...routesOf(certificates, 'certificates', 'vault_operation'),
  ...routesOf(storage, 'storage', 'vault_operation'),
  ...routesOf([health], 'secrets', 'vault_operation'),
];

/** The routes of a Managed HSM: no quota is published for any of them. */
export const MANAGED_HSM_ROUTES: readonly Route[] = [
  ...routesOf(keys, 'keys', 'managed_hsm'),
  ...routesOf(administration, 'hsm', 'managed_hsm'),
  ...routesOf([health], 'hsm', 'managed_hsm'),
].map((route) => ({ ...route, throttleClass: 'managed_hsm' }));

function routesOf(rows: readonly Row[], objectType: ObjectType, otherwise: ThrottleClass): readonly Route[] {
  return rows.map(([method, template, name, throttleClass = otherwise]) => {
    return { method, template, name, objectType, throttleClass };
  });
}
