// SPDX-License-Identifier: Apache-2.0
import type { Span } from '@opentelemetry/api';
import type { Diagnosis } from './understand/Diagnosis.ts';

/** How much of the caller's identity goes into telemetry. */
export type IdentityLevel = 'none' | 'standard' | 'full';

export type Signal = 'traces' | 'metrics' | 'logs';

/** Options of {@link KeyVaultInstrumentation}; each also has an environment variable, read where the option is not given. */
export interface KeyVaultInstrumentationConfig {
  /** Default `true`. */
  readonly enabled?: boolean;
  /**
   * `none`: nothing of the caller; `standard`: the claims of the telemetry contract, without the object id of users;
   * `full`: that too. Default `standard`. Variable `KEYVAULT_OTEL_IDENTITY`.
   */
  readonly identity?: IdentityLevel;
  /** Record the names of secrets, keys and certificates. Default `false`. Variable `KEYVAULT_OTEL_OBJECT_NAMES`. */
  readonly objectNames?: boolean;
  /**
   * More host suffixes that are vaults, e.g. `vault.local.azurestack.external` or `localhost:8443`.
   * Variable `KEYVAULT_OTEL_VAULT_SUFFIXES`, separated by commas.
   */
  readonly vaultSuffixes?: readonly string[];
  /** Learn type and size of keys from public key material in `/keys` responses. Default `false`. Variable `KEYVAULT_OTEL_LEARN_KEY_TYPES`. */
  readonly learnKeyTypes?: boolean;
  /**
   * Take object names and queries out of `url.full`, `url.path` and `url.query`, also on spans that another
   * instrumentation opened. Spans of our own never carry them. Default `false`; `true` under
   * `keyvault-otel/register` where no other OpenTelemetry runs. Variable `KEYVAULT_OTEL_REDACT_URLS`.
   */
  readonly redactUrls?: boolean;
  /** Which signals are recorded. Default all. Variable `KEYVAULT_OTEL_SIGNALS`, separated by commas. */
  readonly signals?: readonly Signal[];
  /** Called once for each call whose answer is understood, before its span ends; what it throws is caught and logged. */
  readonly onDiagnosis?: ((span: Span | undefined, diagnosis: Diagnosis) => void) | undefined;
}
