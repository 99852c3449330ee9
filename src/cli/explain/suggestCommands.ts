// SPDX-License-Identifier: Apache-2.0
import type { Diagnosis } from '../../understand/Diagnosis.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const VAULT = /^[a-z0-9-]{3,127}$/i;
const SCOPE =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourcegroups\/[\w.()-]{1,90}\/providers\/microsoft\.keyvault\/vaults\/[a-z0-9-]{3,24}/i;
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** The role of least privilege that holds an action. https://learn.microsoft.com/azure/key-vault/general/rbac-guide */
const ROLES: readonly (readonly [action: RegExp, role: string])[] = [
  [/secrets\/getSecret\/action$/i, 'Key Vault Secrets User'],
  [/secrets\/readMetadata\/action$/i, 'Key Vault Secrets User'],
  [/\/secrets\//i, 'Key Vault Secrets Officer'],
  [
    /keys\/(?:read|encrypt\/action|decrypt\/action|wrap\/action|unwrap\/action|sign\/action|verify\/action)$/i,
    'Key Vault Crypto User',
  ],
  [/\/keys\//i, 'Key Vault Crypto Officer'],
  [/certificates\/read$/i, 'Key Vault Certificate User'],
  [/\/certificate/i, 'Key Vault Certificates Officer'],
];

const PERMISSION_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['secrets', '--secret-permissions'],
  ['keys', '--key-permissions'],
  ['certificates', '--certificate-permissions'],
]);

/**
 * Commands of the Azure CLI that carry the remedy out. What goes into one comes from a text of unknown origin: a value that
 * is not of its exact form is replaced by a word in angle brackets.
 */
export function suggestCommands({ cause, error, vault }: Diagnosis): readonly string[] {
  const fields = error?.fields ?? {};
  const value = (name: string, form: RegExp, otherwise: string) => {
    const given = fields[name];
    return typeof given === 'string' && form.test(given) ? given : otherwise;
  };
  const name = VAULT.test(vault ?? '') && vault !== 'unknown' ? vault : value('vault', VAULT, '<vault>');
  const caller = value('oid', GUID, '<object-id>');
  if (cause === 'rbac_denied') {
    const role = ROLES.find(([action]) => action.test(String(fields['action'] ?? '')))?.[1] ?? '<role>';
    const scope = SCOPE.exec(String(fields['resource'] ?? ''))?.[0] ?? '<resource-id-of-the-vault>';
    return [`az role assignment create --role "${role}" --assignee-object-id ${caller} --scope ${scope}`];
  }
  if (cause === 'access_policy_missing' || cause === 'access_policy_insufficient') {
    const option = PERMISSION_OPTIONS.get(String(fields['objectType'] ?? '')) ?? '--secret-permissions';
    const permission = value('permission', /^[a-z]{2,20}$/i, '<permission>');
    return [`az keyvault set-policy --name ${name} --object-id ${caller} ${option} ${permission}`];
  }
  if (cause === 'firewall_denied') {
    return [`az keyvault network-rule add --name ${name} --ip-address ${value('clientAddress', ADDRESS, '<address>')}`];
  }
  return [];
}
