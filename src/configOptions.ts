// SPDX-License-Identifier: Apache-2.0
import type { IdentityLevel, KeyVaultInstrumentationConfig, Signal } from './config.ts';

/** Options that have an environment variable too. */
type Named = Omit<KeyVaultInstrumentationConfig, 'enabled' | 'onDiagnosis'>;

/** One option: the code, the docs and the tests read the same row. */
export interface ConfigOption<Value> {
  readonly variable: string;
  readonly default: Value;
  readonly meaning: string;
  readonly example: string;
  /** What a right value is, for the message about a wrong one. */
  readonly expects: string;
  /** A value from the program or the text of the variable; `undefined` when it is wrong. */
  readonly parse: (value: unknown) => Value | undefined;
  /** What a wrong one stands for, where the default would let out more than was perhaps meant. */
  readonly fallback?: Value;
}

const IDENTITY_LEVELS: readonly IdentityLevel[] = ['none', 'standard', 'full'];
const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs'];
const MAX_SUFFIXES = 32;

/** Variables of the preload and the command; what they mean is told there. */
export const OTHER_VARIABLES = {
  http: 'KEYVAULT_OTEL_HTTP',
  exitTimeout: 'KEYVAULT_OTEL_EXIT_TIMEOUT',
  spool: 'KEYVAULT_OTEL_SPOOL',
  debug: 'KEYVAULT_OTEL_DEBUG',
} as const;

/** Every option with a variable. */
export const CONFIG_OPTIONS: { readonly [Name in keyof Required<Named>]: ConfigOption<Required<Named>[Name]> } = {
  identity: {
    variable: 'KEYVAULT_OTEL_IDENTITY',
    default: 'standard',
    meaning:
      'How much of the caller is recorded: `none`, the lifetimes of tokens neither, but for why a token was refused; `standard`, all claims of the contract but the object id of users, and of tokens that name no client; `full`, that too. A wrong value means `none`.',
    example: 'full',
    expects: 'none, standard or full',
    parse: parseIdentity,
    fallback: 'none',
  },
  objectNames: {
    variable: 'KEYVAULT_OTEL_OBJECT_NAMES',
    default: false,
    meaning: 'Record the names of secrets, keys and certificates.',
    example: 'true',
    expects: 'true or false',
    parse: parseBoolean,
  },
  vaultSuffixes: {
    variable: 'KEYVAULT_OTEL_VAULT_SUFFIXES',
    default: [],
    meaning:
      'More host suffixes that are vaults, separated by commas: Azure Stack Hub, a private DNS zone, an emulator (`localhost:8443`).',
    example: 'vault.local.azurestack.external,localhost:8443',
    expects: 'host suffixes separated by commas',
    parse: parseSuffixes,
  },
  learnKeyTypes: {
    variable: 'KEYVAULT_OTEL_LEARN_KEY_TYPES',
    default: false,
    meaning:
      'Learn type and size of keys from create requests and from the public part in `/keys` responses, so that key operations get their true limit. Off means that no body of a success is read at all.',
    example: 'true',
    expects: 'true or false',
    parse: parseBoolean,
  },
  redactUrls: {
    variable: 'KEYVAULT_OTEL_REDACT_URLS',
    default: false,
    meaning:
      'Take object names and queries out of `url.full`, `url.path` and `url.query`, also on spans of other instrumentations. On by itself where the agent runs its own SDK, where the preload is loaded before another SDK, and with a wrong value.',
    example: 'true',
    expects: 'true or false',
    parse: parseBoolean,
    fallback: true,
  },
  signals: {
    variable: 'KEYVAULT_OTEL_SIGNALS',
    default: SIGNALS,
    meaning:
      'Which signals are recorded, separated by commas, or `none`. Without `traces` the preload opens no spans of HTTP calls either, and sends no `traceparent`.',
    example: 'traces,metrics',
    expects: 'traces, metrics and logs, separated by commas, or none',
    parse: parseSignals,
  },
};

function parseIdentity(value: unknown): IdentityLevel | undefined {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return IDENTITY_LEVELS.find((level) => level === text);
}

export function parseBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}

function parseList(value: unknown): readonly string[] | undefined {
  const list: unknown = typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) return undefined;
  return list.map((item) => item.trim().toLowerCase()).filter((item) => item !== '');
}

function parseSuffixes(value: unknown): readonly string[] | undefined {
  const list = parseList(value);
  const right = list?.every((suffix) => /^\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*(:\d{1,5})?$/.test(suffix)) === true;
  return right && list !== undefined && list.length <= MAX_SUFFIXES ? list : undefined;
}

function parseSignals(value: unknown): readonly Signal[] | undefined {
  const list = parseList(value);
  if (list?.length === 1 && list[0] === 'none') return [];
  // `"$A,$B"` where both are empty.
  if (list?.length === 0 && typeof value === 'string') return undefined;
  const signals = SIGNALS.filter((signal) => list?.includes(signal));
  return list?.every((item) => SIGNALS.some((signal) => signal === item)) === true ? signals : undefined;
}
