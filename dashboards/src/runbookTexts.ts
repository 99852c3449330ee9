// SPDX-License-Identifier: Apache-2.0
import type { CauseName } from '../../src/understand/causes.ts';

/** What the table of causes cannot say, written by hand; Markdown, one step a line. */
export interface RunbookText {
  readonly confirm: readonly string[];
  readonly fix: readonly string[];
  /** What it is mistaken for. */
  readonly not: string;
}

const SHOW_ACCESS =
  '`az keyvault show --name <vault> --query "{tenant:properties.tenantId, rbac:properties.enableRbacAuthorization, publicAccess:properties.publicNetworkAccess, network:properties.networkAcls}"`';
const SHOW_POLICY =
  '`az keyvault show --name <vault> --query "properties.accessPolicies[?objectId==\'<object-id>\']"` shows the entry of the caller, if there is one.';
const ROLES =
  '`az role assignment list --assignee <object-id> --include-inherited --include-groups --scope "$(az keyvault show --name <vault> --query id -o tsv)" -o table`';
const OBJECT_ID =
  'The span has the caller as `azure.keyvault.identity.object_id` and `azure.keyvault.identity.app_id`; `az ad sp show --id <app-id> --query id` gives the object id of an application.';
const AUDIT =
  'The audit log names caller and address: `az monitor log-analytics query -w <workspace-id> --analytics-query "AzureDiagnostics | where ResourceProvider == \'MICROSOFT.KEYVAULT\' and httpStatusCode_d == <status> | project TimeGenerated, OperationName, CallerIPAddress, ResultSignature, ResultDescription | take 50"`.';
const NETWORK = '`az keyvault network-rule list --name <vault>` shows what is let in.';
const REQUEST_ID = 'The span has the request id as `azure.service.request.id`: Microsoft support asks for it.';
const CREDENTIALS =
  '`az ad app credential list --id <app-id> -o table` (and with `--cert`) shows what is registered, and until when.';
const SIGN_INS =
  'The sign-in log of Entra ID has the failed request with its error number: `az monitor log-analytics query -w <workspace-id> --analytics-query "AADServicePrincipalSignInLogs | where AppId == \'<app-id>\' | where ResultType != 0 | take 20"`.';
const REPLICATES =
  'A change takes effect within minutes; `KeyVaultAccessDenied` ends by itself when the call succeeds again.';

export const RUNBOOK_TEXTS: Readonly<Record<CauseName, RunbookText>> = {
  auth_challenge: {
    confirm: ['It follows each start of a client, once for each vault.'],
    fix: [
      'Only if the challenge ratio is high: create the client once and share it (see [KeyVaultClientPerRequest](#keyvaultclientperrequest)).',
    ],
    not: 'Not a failed call: it is the protocol, and no alert counts it. If no request with a token follows, the cause is `token_missing`.',
  },
  cae_challenge: {
    confirm: ['A change of the account, of its network or of Conditional Access happened at that time.'],
    fix: ['Use a client library that handles claims challenges; the Azure SDKs do.'],
    not: 'Not an expired token: the vault asks for a new one although the old one is still valid.',
  },
  imds_probe: {
    confirm: ['It comes once, when a process starts and looks for a managed identity.'],
    fix: ['Nothing. To save the probe, name the credential instead of using a chain of credentials.'],
    not: 'Not a failed token request: the request lacks its header on purpose.',
  },
  token_missing: {
    confirm: [
      'The dashboard "Identity" shows whether token requests failed at the same time; the real cause is then there.',
      'A program with its own HTTP client: look whether it sets `Authorization` at all.',
    ],
    fix: ['Give the client a credential.', 'Repair the token request that fails, if one does.'],
    not: 'Not the expected challenge, which is followed by a request with a token.',
  },
  token_audience_mismatch: {
    confirm: [
      'Compare `azure.keyvault.identity.audience` with `azure.keyvault.challenge.resource` on the span.',
      '`az account get-access-token --resource https://vault.azure.net --query expiresOn` shows that the right audience can be had.',
    ],
    fix: [
      'Vaults: `https://vault.azure.net/.default`. Managed HSM: `https://managedhsm.azure.net/.default`. National clouds have their own.',
      'Take a slash at the end away: the audience is compared letter by letter.',
    ],
    not: 'Not a missing permission: roles are not looked at before the token is accepted.',
  },
  token_tenant_mismatch: {
    confirm: [
      'Compare `azure.keyvault.identity.tenant_id` with `azure.keyvault.challenge.tenant_id` on the span.',
      '`az keyvault show --name <vault> --query properties.tenantId`',
    ],
    fix: [
      'Sign in to the tenant of the vault: `AZURE_TENANT_ID`, or `tenantId` of the credential.',
      'After a subscription moved to another tenant: `az keyvault update --name <vault> --set properties.tenantId=<tenant-id>`, then set access anew.',
    ],
    not: 'Not a guest without rights: the vault trusts one tenant only.',
  },
  token_expired: {
    confirm: [
      '`azure.keyvault.identity.remaining_lifetime` on the span is negative; the dashboard "Identity" shows since when.',
    ],
    fix: [
      'Ask the credential for a token before each call, not once at the start; the Azure SDKs do.',
      'If the lifetime was positive on the client, correct the clock of the machine.',
    ],
    not: 'Not a revoked token (`cae_challenge`), and not an expired client secret (`client_secret_expired`).',
  },
  token_not_yet_valid: {
    confirm: [
      'Compare the clock of the machine with the `Date` header of the answer: `timedatectl` on Linux, `w32tm /query /status` on Windows.',
    ],
    fix: ['Synchronise the clock; in a container it is the clock of the host.'],
    not: 'Not an expired token: its time has not begun.',
  },
  token_malformed: {
    confirm: ['Look at what the program puts behind `Bearer`: an access token begins with `eyJ` and has two dots.'],
    fix: [
      'Send the field `access_token` of the answer only. A connection string, an API key or the whole JSON answer are common mistakes.',
    ],
    not: 'Not a wrong signature: the vault could not even read it.',
  },
  token_signing_key_unresolved: {
    confirm: ['Several services fail at the same time, with tokens of the same issuer.', REQUEST_ID],
    fix: ['Wait some minutes: keys of Entra ID rotate. If it lasts, open a support request.'],
    not: 'Not a fault of the program, unless it makes tokens itself.',
  },
  unauthorized_unknown: {
    confirm: ['The span has the code of the service as `azure.keyvault.failure.code` and `.inner_code`.', AUDIT],
    fix: ['Follow the code. Compare audience, tenant and lifetime of the token with the challenge on the span.'],
    not: 'Not a missing role: that is a 403.',
  },
  rbac_denied: {
    confirm: [
      OBJECT_ID,
      `${ROLES} shows which roles reach the vault; \`azure.keyvault.failure.action\` on the span is the action that one of them must hold.`,
      `${SHOW_ACCESS}: \`rbac\` must be \`true\`.`,
    ],
    fix: [
      'Reading secrets: `az role assignment create --assignee-object-id <object-id> --assignee-principal-type ServicePrincipal --role "Key Vault Secrets User" --scope "$(az keyvault show --name <vault> --query id -o tsv)"`. Keys: "Key Vault Crypto User". Certificates: "Key Vault Certificate User".',
      REPLICATES,
    ],
    not: 'Not solved by Owner or Contributor: those manage the vault and give no access to what is in it. Not solved by an access policy either, while RBAC is on.',
  },
  rbac_condition_denied: {
    confirm: [
      '`az role assignment list --assignee <object-id> --all --query "[].{role:roleDefinitionName, scope:scope, condition:condition}"` shows conditions.',
      'Deny assignments are listed in the portal, under "Access control (IAM)" of the vault.',
    ],
    fix: ['Correct the condition, or the stack or managed application that made the deny assignment.'],
    not: 'Not a missing role: the role is there, and more of it does not help.',
  },
  hsm_rbac_denied: {
    confirm: ['`az keyvault role assignment list --hsm-name <hsm> --assignee <object-id>`'],
    fix: [
      '`az keyvault role assignment create --hsm-name <hsm> --role "Managed HSM Crypto User" --assignee <object-id> --scope /keys` (or one key, `/keys/<name>`).',
    ],
    not: 'Not solved by roles of Azure: a Managed HSM has roles of its own.',
  },
  access_policy_missing: {
    confirm: [OBJECT_ID, SHOW_POLICY],
    fix: [
      '`az keyvault set-policy --name <vault> --object-id <object-id> --secret-permissions get list`',
      'Check that the entry is of the service principal ("Enterprise application"), not of the app registration: their object ids differ.',
      REPLICATES,
    ],
    not: 'Not a role: with access policies roles give no access to what is in the vault.',
  },
  access_policy_insufficient: {
    confirm: [SHOW_POLICY, '`azure.keyvault.failure.permission` on the span is the permission that it lacks.'],
    fix: [
      '`az keyvault set-policy` with **all** permissions that the caller needs: the command replaces the list, it does not add to it.',
      REPLICATES,
    ],
    not: 'Not a missing entry: the caller has one.',
  },
  access_policy_denied: {
    confirm: [OBJECT_ID, SHOW_POLICY],
    fix: ['Add the entry or the permission, as in [access_policy_missing](#access_policy_missing).'],
    not: 'Not a role: the vault uses access policies.',
  },
  access_policy_obo_required: {
    confirm: [`${SHOW_POLICY} Its \`applicationId\` is set.`],
    fix: [
      'Make a new entry without an authorized application, or call with a token that the application got on behalf of the user.',
    ],
    not: 'Not a missing permission: it is there, for a caller of another kind.',
  },
  group_limit_exceeded: {
    confirm: [
      '`az ad sp show --id <app-id> --query id`, then count: `az rest --method get --url "https://graph.microsoft.com/v1.0/servicePrincipals/<object-id>/transitiveMemberOf/\\$count" --headers ConsistencyLevel=eventual`',
    ],
    fix: ['Grant access to the caller itself. Or move the vault to RBAC.'],
    not: 'Not a missing membership: there are too many.',
  },
  first_party_denied: {
    confirm: [OBJECT_ID, '`az ad sp show --id <app-id> --query appOwnerOrganizationId` names the tenant of Microsoft.'],
    fix: ['Use an identity of your own tenant.'],
    not: 'Not a missing role.',
  },
  firewall_denied: {
    confirm: [NETWORK, AUDIT, '`azure.keyvault.connection.type` on the span tells how the call came in.'],
    fix: [
      'An address: `az keyvault network-rule add --name <vault> --ip-address <address>`. A subnet with service endpoint: `--vnet-name <vnet> --subnet <subnet>`.',
      'Outbound addresses of App Service, Functions or AKS change: prefer a subnet or a private endpoint.',
      'Rules take up to 15 minutes.',
    ],
    not: 'Not a missing role: the caller was not looked at. "Trusted Microsoft services" does not mean programs of yours that run in Azure.',
  },
  network_perimeter_denied: {
    confirm: ['The vault shows its perimeter in the portal, under "Networking".', AUDIT],
    fix: ['Add an inbound rule for the subscription or the address to the profile of the perimeter.'],
    not: 'Not the firewall of the vault: its rules do not count inside a perimeter in enforced mode.',
  },
  private_link_required: {
    confirm: [
      `${SHOW_ACCESS}: \`publicAccess\` is \`Disabled\`.`,
      '`nslookup <vault>.vault.azure.net` where the program runs: a private address is right, a public one is the fault.',
      '`az network private-endpoint-connection list --id "$(az keyvault show --name <vault> --query id -o tsv)" -o table`',
    ],
    fix: [
      'Link the private DNS zone `privatelink.vaultcore.azure.net` to the network of the program, or make it use the DNS server that knows the zone.',
    ],
    not: 'Not a missing firewall rule: with public access off no rule helps.',
  },
  object_disabled: {
    confirm: [
      '`az keyvault secret list-versions --vault-name <vault> --name <name> --query "[].{id:id, enabled:attributes.enabled}"` (or `key`, `certificate`).',
    ],
    fix: [
      '`az keyvault secret set-attributes --vault-name <vault> --name <name> --version <version> --enabled true`, if it was not disabled on purpose.',
    ],
    not: 'Not a missing permission, though it is a 403.',
  },
  object_outside_validity: {
    confirm: [
      '`az keyvault key show --vault-name <vault> --name <name> --query attributes` shows `notBefore` and `expires`.',
    ],
    fix: ['Rotate: make a new version, and let programs ask for the newest one.'],
    not: 'Not an expired access token.',
  },
  key_operation_not_permitted: {
    confirm: ['`az keyvault key show --vault-name <vault> --name <name> --query key.keyOps`'],
    fix: [
      '`az keyvault key set-attributes --vault-name <vault> --name <name> --ops sign verify` with all operations that it needs.',
    ],
    not: 'Not a role and not an access policy: the key itself forbids it to everyone.',
  },
  forbidden_unknown: {
    confirm: [
      'The span has the code of the service as `azure.keyvault.failure.code` and `.inner_code`.',
      AUDIT,
      SHOW_ACCESS,
    ],
    fix: ['An answer in HTML comes from a proxy or a gateway before the vault: ask whoever runs it.'],
    not: 'Not necessarily the vault: something on the way may have answered.',
  },
  vault_request_type_limit: {
    confirm: [
      'The dashboard "Throttling" shows the class and who uses it up.',
      'All callers of the vault count, those without this agent too: `az monitor metrics list --resource "$(az keyvault show --name <vault> --query id -o tsv)" --metric ServiceApiHit --interval PT1M`',
    ],
    fix: [
      'Creating keys or secrets for each item of work is the usual reason: create few, and wrap data keys with them.',
      'For operations with keys: use the public key locally to encrypt and verify; use smaller or software keys where they do.',
      'Spread load over vaults; five times the limit of one vault holds for a subscription and region.',
    ],
    not: 'Not solved by more retries: a repeated call counts again. Not solved by the Premium tier.',
  },
  vault_operation_limit: {
    confirm: [
      'The dashboard "Throttling" shows who calls most, and what a cache would save.',
      'All callers of the vault count, those without this agent too: `az monitor metrics list --resource "$(az keyvault show --name <vault> --query id -o tsv)" --metric ServiceApiHit --interval PT1M`',
    ],
    fix: [
      'Read secrets once and keep them for minutes.',
      'Restart instances one after the other: a fleet that starts at once reads at once.',
      'One vault for each application, environment and region.',
    ],
    not: 'Not an outage: calls that come later succeed.',
  },
  throttled_unknown: {
    confirm: ['The dashboard "Throttling" shows the class that the calls draw on.', REQUEST_ID],
    fix: ['As for [vault_operation_limit](#vault_operation_limit).'],
    not: 'Not an outage: calls that come later succeed.',
  },
  resource_not_found: {
    confirm: ['The span of the token request has what was asked for as `azure.keyvault.identity.audience`.', SIGN_INS],
    fix: [
      '`https://vault.azure.net` for vaults, `https://managedhsm.azure.net` for Managed HSM; each national cloud has its own.',
    ],
    not: 'Not a vault that does not exist: the token endpoint does not know your vaults.',
  },
  scope_invalid: {
    confirm: [SIGN_INS],
    fix: [
      'v2.0 endpoint: `scope=https://vault.azure.net/.default`. v1 endpoint: `resource=https://vault.azure.net`. Never both.',
    ],
    not: 'Not a missing permission.',
  },
  tenant_not_found: {
    confirm: [
      '`az account show --query tenantId`, and the span of the token request: `azure.keyvault.identity.tenant_id`.',
    ],
    fix: ['Correct `AZURE_TENANT_ID`; in a national cloud also `AZURE_AUTHORITY_HOST`.'],
    not: 'Not a missing application: its tenant was not even found.',
  },
  application_not_found: {
    confirm: ['`az ad app show --id <app-id>`; and in the tenant of the vault `az ad sp show --id <app-id>`.'],
    fix: [
      'Correct `AZURE_CLIENT_ID` (the application id, not the object id) or the tenant. In another tenant: `az ad sp create --id <app-id>`.',
    ],
    not: 'Not a wrong secret: that would be `client_secret_invalid`.',
  },
  application_disabled: {
    confirm: ['`az ad sp show --id <app-id> --query accountEnabled` is `false`.'],
    fix: ['`az ad sp update --id <app-id> --set accountEnabled=true`, once it is known why it was disabled.'],
    not: 'Not an expired secret: a new one does not help.',
  },
  client_secret_invalid: {
    confirm: [CREDENTIALS, SIGN_INS],
    fix: [
      'Configure the **value** of the secret, which is shown once, and not its id. Look for a line break or quotes that came along.',
    ],
    not: 'Not an expired secret: that is `client_secret_expired`.',
  },
  client_secret_expired: {
    confirm: [`${CREDENTIALS} The \`endDateTime\` is past.`],
    fix: [
      '`az ad app credential reset --id <app-id> --append`, roll the new value out, then delete the old one.',
      'Better: a managed identity or a federated credential, which have no secret that ends.',
    ],
    not: 'Not an expired access token, and not an expired secret **in** the vault.',
  },
  client_credentials_invalid: {
    confirm: [
      CREDENTIALS,
      'Compare the thumbprint: `openssl x509 -noout -fingerprint -sha1 -enddate -in <certificate>`.',
    ],
    fix: ['Register the certificate that the program uses, or let it use the one that is registered.'],
    not: 'Not a missing role.',
  },
  federation_mismatch: {
    confirm: [
      '`az ad app federated-credential list --id <app-id> --query "[].{issuer:issuer, subject:subject, audiences:audiences}"` (managed identity: `az identity federated-credential list`).',
      'Compare with `iss`, `sub` and `aud` of the assertion. On AKS: `kubectl get serviceaccount <name> -o yaml`, and the issuer from `az aks show --query oidcIssuerProfile.issuerUrl`.',
    ],
    fix: [
      'Make them equal, letter by letter, the slash at the end of the issuer too. A new credential takes some minutes.',
    ],
    not: 'Not an expired assertion.',
  },
  consent_required: {
    confirm: ['`az ad app permission list --id <app-id>`'],
    fix: [
      'An administrator: `az ad app permission admin-consent --id <app-id>`. Or assign the user to the application.',
    ],
    not: 'Not a role of the vault: that is decided later.',
  },
  interaction_required: {
    confirm: ['The sign-in log of the user names what was asked for: a second factor, a registered device.'],
    fix: ['Services that run alone need an application or a managed identity, not a user.'],
    not: 'Not a wrong password.',
  },
  conditional_access_blocked: {
    confirm: ['The sign-in log names the policy that blocked, under "Conditional Access".', SIGN_INS],
    fix: ['Whoever runs the directory changes the policy, or the program calls from where it may.'],
    not: 'Not the firewall of the vault: the call did not reach it.',
  },
  refresh_token_expired: {
    confirm: ['The sign-in log of the user: password changed, sessions revoked, or long unused.'],
    fix: ["Sign in again (`az login`, or the program's own way)."],
    not: 'Not an expired access token: those are renewed with the refresh token.',
  },
  managed_identity_not_found: {
    confirm: [
      '`az vm identity show --ids <resource-id>`, `az webapp identity show --ids <resource-id>`, or the like for what runs the program.',
      'Where it runs: `curl -s -H Metadata:true "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://vault.azure.net" -o /dev/null -w "%{http_code}"`.',
    ],
    fix: [
      'Assign it: `az vm identity assign --ids <resource-id> --identities <identity-id>`.',
      'With several user-assigned identities name one: `AZURE_CLIENT_ID`, or `clientId` of the credential (not the object id).',
    ],
    not: 'Not a missing role: there is no identity yet that could have one.',
  },
  managed_identity_error: {
    confirm: [
      'The same request by hand where the program runs (see [managed_identity_not_found](#managed_identity_not_found)).',
    ],
    fix: [
      'The endpoint can be away for up to 70 s while the host is updated: retry that long. If it lasts, restart the instance.',
    ],
    not: 'Not a fault of the vault.',
  },
  identity_endpoint_throttled: {
    confirm: [
      'The dashboard "Identity" shows token requests by service: more than a few an hour from one process is too many.',
    ],
    fix: ['One credential object in each process; tokens are cached in it, for a day with managed identities.'],
    not: 'Not a limit of the vault.',
  },
  token_endpoint_not_found: {
    confirm: [
      'Look at the URL that the program asks: `https://login.microsoftonline.com/<tenant-id>/oauth2/v2.0/token`.',
    ],
    fix: ['Correct `AZURE_AUTHORITY_HOST`, `AZURE_TENANT_ID`, or the `IDENTITY_ENDPOINT` that the platform sets.'],
    not: 'Not a missing application.',
  },
  token_endpoint_unavailable: {
    confirm: ['Several services fail at once; see the service health of Microsoft Entra ID.'],
    fix: ['Wait and repeat. Tokens that are cached go on working.'],
    not: 'Not a fault of the credential.',
  },
  token_request_unknown: {
    confirm: ['The span has the error as `azure.keyvault.failure.code` and `.inner_code`.', SIGN_INS],
    fix: ['Look the number up: `https://login.microsoftonline.com/error?code=<number without AADSTS>`.'],
    not: 'Not a fault of the vault: it was not asked.',
  },
  object_not_found: {
    confirm: [
      '`az keyvault secret show --vault-name <vault> --name <name> --query id`, and `az keyvault secret list-deleted --vault-name <vault> -o table`.',
    ],
    fix: ['Correct name or version; or `az keyvault secret recover --vault-name <vault> --name <name>`.'],
    not: 'Often no fault at all: clients poll with it while something is deleted or created, or read "or default". No alert counts it.',
  },
  route_not_found: {
    confirm: ['`url.template` on the span shows what the path was understood as.'],
    fix: ['Most often a name is empty because a variable is not set.'],
    not: 'Not a missing object: the path itself is unknown.',
  },
  bad_request: {
    confirm: [
      'The span has the code as `azure.keyvault.failure.code`; the message is left out on purpose, the program has it.',
    ],
    fix: [
      'Follow the code: a wrong algorithm for the key, a value that is too long, an API version that is not known.',
    ],
    not: 'Not a fault of access.',
  },
  object_being_deleted: {
    confirm: ['`az keyvault secret show-deleted --id <deleted-id>` answers 404 until the deletion has ended.'],
    fix: ['Await the poller of the SDK (`beginDeleteSecret(...).pollUntilDone()`) before the name is used again.'],
    not: 'Not a lock: it passes within a minute.',
  },
  object_being_recovered: {
    confirm: ['`az keyvault secret show --vault-name <vault> --name <name>` answers 404 until the recovery has ended.'],
    fix: ['Await the poller of the SDK before the object is used.'],
    not: 'Not a lock: it passes within a minute.',
  },
  object_soft_deleted: {
    confirm: ['`az keyvault secret list-deleted --vault-name <vault> -o table`'],
    fix: [
      'Recover it (`az keyvault secret recover`) or purge it (`az keyvault secret purge`, unless purge protection is on).',
    ],
    not: 'Not a conflict of two writers.',
  },
  conflict_unknown: {
    confirm: ['The span has the code as `azure.keyvault.failure.code`.', AUDIT],
    fix: ['Serialise changes of one object.'],
    not: 'Not throttling.',
  },
  service_read_only: {
    confirm: ['`azure.keyvault.vault.region` on the spans: another region than usual answers.'],
    fix: ['Nothing on your side: reads, and operations with keys, go on working.'],
    not: 'Not a missing permission to write.',
  },
  service_error: {
    confirm: [
      REQUEST_ID,
      '`az keyvault show --name <vault> --query properties.provisioningState`, and the resource health of the vault in the portal.',
    ],
    fix: ['Repeat with growing waits; the Azure SDKs do.'],
    not: 'Not throttling: that is a 429.',
  },
  connection_failed: {
    confirm: [
      'Where the program runs: `nslookup <vault>.vault.azure.net`, `curl -sv https://<vault>.vault.azure.net/healthstatus`.',
    ],
    fix: [
      'A name that does not resolve: the vault does not exist, or the private DNS zone is not linked. A time-out: firewall or proxy on the way out.',
    ],
    not: 'Not the firewall of the vault: that answers, with 403.',
  },
};
