// SPDX-License-Identifier: Apache-2.0

/**
 * Words of which Key Vault makes its rights (`Microsoft.KeyVault/vaults/keys/sign/action`, `get`), in lower case: who calls
 * an object so is not told by one.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/permissions/security#microsoftkeyvault
 */
export const serviceWords: ReadonlySet<string> = new Set([
  ...['microsoft', 'keyvault', 'vaults', 'managedhsm', 'hsm', 'action', 'accesspolicies', 'securitydomain'],
  ...['keys', 'secrets', 'certificates', 'certificatecas', 'certificatecontacts', 'storage', 'storageaccounts', 'sas'],
  ...['read', 'write', 'delete', 'get', 'list', 'set', 'create', 'update', 'import', 'recover', 'backup', 'restore'],
  ...['purge', 'encrypt', 'decrypt', 'wrap', 'unwrap', 'wrapkey', 'unwrapkey', 'sign', 'verify', 'release', 'rotate'],
  ...['getsecret', 'setsecret', 'readmetadata', 'getissuers', 'listissuers', 'setissuers', 'deleteissuers'],
  ...['manageissuers', 'managecontacts', 'getrotationpolicy', 'setrotationpolicy', 'regeneratekey'],
]);
