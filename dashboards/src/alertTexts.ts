// SPDX-License-Identifier: Apache-2.0
import type { RunbookText } from './runbookTexts.ts';

export interface AlertText extends RunbookText {
  readonly meaning: string;
}

/** What the runbook says about each alert beside its rule, by the alert's name. */
export const ALERT_TEXTS: Readonly<Record<string, AlertText>> = {
  KeyVaultAccessDenied: {
    meaning:
      'A vault answers 403 to a service, for the cause that the alert names. One 403 is enough, because denied programs often end at once and never count a second one. It stays silent when the same call succeeded again: then rights had only to propagate.',
    confirm: [
      'Open the section of the cause below; the table of the dashboard "Overview" has vault, service and cause in one line.',
    ],
    fix: [
      'As the section of the cause says. Most often [rbac_denied](#rbac_denied), [firewall_denied](#firewall_denied) or [private_link_required](#private_link_required).',
    ],
    not: 'Not throttling and not an outage: repeating does not help.',
  },
  KeyVaultUnauthenticated: {
    meaning:
      'A vault answers 401 to a service that sent a token, or that never sends one. The expected first 401 of each client is not counted.',
    confirm: ['Open the section of the cause below; the dashboard "Identity" shows which application id is concerned.'],
    fix: [
      'As the section of the cause says. Most often [token_missing](#token_missing), [token_tenant_mismatch](#token_tenant_mismatch) or [token_audience_mismatch](#token_audience_mismatch).',
    ],
    not: 'Not a missing role: that is [KeyVaultAccessDenied](#keyvaultaccessdenied).',
  },
  KeyVaultThrottled: {
    meaning:
      'A vault answers 429 to a share of its calls that matters: above 5 % for an hour and still so (critical), or above 1 % for six hours and still so (warning).',
    confirm: [
      'The dashboard "Throttling": which limit, who uses it up, whether clients wait, what a cache would save.',
    ],
    fix: [
      'Lower the calls of the service that makes most: cache, share keys, spread restarts. See [vault_operation_limit](#vault_operation_limit) and [vault_request_type_limit](#vault_request_type_limit).',
    ],
    not: 'Not an outage of the vault, and not solved by more retries: every repeated call counts against the limit.',
  },
  KeyVaultNearLimit: {
    meaning:
      'The processes that report use more than 80 % of a limit of a vault for ten minutes. Nothing fails yet; above 100 % the vault answers 429. It compares with the documented limits; a vault may have others.',
    confirm: [
      'The dashboard "Throttling", row "How near are the limits?".',
      'Callers without this agent count too, and are not in the number.',
    ],
    fix: ['Before it grows further: cache reads, move services to vaults of their own.'],
    not: 'Not a failure yet.',
  },
  KeyVaultClientPerRequest: {
    meaning:
      'More than 30 % of the requests of a service are challenges. A client needs one for each vault, so the service makes a new client, or a new credential pipeline, for nearly every call.',
    confirm: ['The dashboard "Overview", panel "Challenge ratio"; "Throttling", "Attempts per operation" near 2.'],
    fix: ['Create `SecretClient`, `KeyClient` and the credential once, at the start of the process, and share them.'],
    not: 'Not an error: calls succeed, with one round trip more each. Functions that start for each call look the same and cannot do better.',
  },
  KeyVaultTokenRequestFailing: {
    meaning:
      'A service asks Entra ID or a managed identity endpoint for a token for Key Vault and gets none, for the cause that the alert names. Causes that pass by themselves have to come more than five times in 15 minutes.',
    confirm: [
      'Open the section of the cause below; the dashboard "Identity" shows source, cause and service in one line.',
    ],
    fix: [
      'As the section of the cause says. Most often [client_secret_expired](#client_secret_expired), [managed_identity_not_found](#managed_identity_not_found) or [federation_mismatch](#federation_mismatch).',
    ],
    not: 'Not a fault of the vault: it was not asked. A chain of credentials (`DefaultAzureCredential`) tries several sources; one that fails before another succeeds is noise, and naming the credential ends it.',
  },
  KeyVaultTokenNotRenewed: {
    meaning:
      'A process sends a token with less than a minute left, again and again. Clients renew minutes before the end, so this one does not, or cannot.',
    confirm: [
      'The dashboard "Identity", "Lifetime left": the line goes down through zero instead of jumping up.',
      'Token requests of that service that fail at the same time are the reason.',
    ],
    fix: [
      'Ask the credential for a token before each call instead of keeping one. If token requests fail, see their cause.',
    ],
    not: 'Not an idle process: only processes that call now are counted.',
  },
  KeyVaultTelemetryMissing: {
    meaning:
      'A service that sent metrics in the hour before has sent none for 15 minutes, from no instance. While it is silent, no other alert about it can fire.',
    confirm: [
      'Is it running? Then look at its log for export errors, and at the collector: `otelcol_receiver_refused_metric_points`, `otelcol_exporter_send_failed_metric_points`.',
    ],
    fix: [
      'Repair the way from process to collector to Prometheus. If it was stopped on purpose (scaled to zero, a job that ended), silence the alert for it.',
    ],
    not: 'Not a service that makes no calls: metrics are sent on without calls, as long as the process lives.',
  },
};
