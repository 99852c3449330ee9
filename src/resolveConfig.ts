// SPDX-License-Identifier: Apache-2.0
import type { KeyVaultInstrumentationConfig } from './config.ts';
import { CONFIG_OPTIONS, type ConfigOption, OTHER_VARIABLES, parseBoolean } from './configOptions.ts';
import { attempt } from './host/guarded.ts';
import { preloadGlobal } from './host/preloadGlobal.ts';
import { warn } from './host/warn.ts';

/** The configuration with every question answered. */
export type ResolvedConfig = Readonly<Required<Omit<KeyVaultInstrumentationConfig, 'onDiagnosis'>>> & {
  readonly onDiagnosis: KeyVaultInstrumentationConfig['onDiagnosis'];
};

/** An option of the program only. */
const ENABLED = { default: true, expects: 'true or false', parse: parseBoolean } as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Options of the program first, then variables, then defaults. A wrong value gives one message through `diag` and the
 * default, or what lets out less; unknown options and `KEYVAULT_OTEL_*` variables give one message.
 *
 * @param env Default: `process.env`.
 */
export function resolveConfig(
  config: KeyVaultInstrumentationConfig = {},
  env: Environment = process.env,
): ResolvedConfig {
  const given: Readonly<Record<string, unknown>> =
    typeof config === 'object' && config !== null ? { __proto__: null, ...config } : {};
  const pick = <Value>(name: string, option: ConfigOption<Value>): Value => {
    if (given[name] !== undefined) return parsed(option, `option ${name}`, given[name]);
    const text = env[option.variable];
    if (text === undefined || text.trim() === '') return option.default;
    return parsed(option, option.variable, text.trim());
  };
  warnOfUnknown(given);
  warnOfUnknownVariables(env);
  const { enabled, onDiagnosis } = given;
  if (onDiagnosis !== undefined && typeof onDiagnosis !== 'function') {
    warn('option onDiagnosis is not a function; it is not called');
  }
  return {
    enabled: enabled === undefined ? ENABLED.default : parsed(ENABLED, 'option enabled', enabled),
    identity: pick('identity', CONFIG_OPTIONS.identity),
    objectNames: pick('objectNames', CONFIG_OPTIONS.objectNames),
    vaultSuffixes: pick('vaultSuffixes', CONFIG_OPTIONS.vaultSuffixes),
    learnKeyTypes: pick('learnKeyTypes', CONFIG_OPTIONS.learnKeyTypes),
    redactUrls: pick('redactUrls', {
      ...CONFIG_OPTIONS.redactUrls,
      default: preloadGlobal()?.redactUrls ?? CONFIG_OPTIONS.redactUrls.default,
    }),
    signals: pick('signals', CONFIG_OPTIONS.signals),
    // Its own, also where there is none: whoever has one on `Object.prototype` is not meant.
    onDiagnosis: typeof onDiagnosis === 'function' ? (onDiagnosis as ResolvedConfig['onDiagnosis']) : undefined,
  };
}

function parsed<Value>(
  option: Pick<ConfigOption<Value>, 'default' | 'fallback' | 'expects' | 'parse'>,
  where: string,
  value: unknown,
): Value {
  const result = attempt('options', () => option.parse(value));
  if (result !== undefined) return result;
  const used = option.fallback ?? option.default;
  const text = Array.isArray(used) ? used.join(',') || 'none' : String(used);
  const using = used === option.default ? `the default (${text})` : text;
  warn(`${where} is not valid: expected ${option.expects}; using ${using}`);
  return used;
}

function warnOfUnknown(given: Readonly<Record<string, unknown>>): void {
  const known = new Set([...Object.keys(CONFIG_OPTIONS), 'enabled', 'onDiagnosis']);
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  if (unknown.length > 0) warn(`unknown option ${unknown.slice(0, 5).join(', ')}; it has no effect`);
}

/** Said once a process: the preload and the program may both resolve. */
const said = new Set<string>();

function warnOfUnknownVariables(env: Environment): void {
  const options = Object.values<ConfigOption<unknown>>(CONFIG_OPTIONS).map(({ variable }) => variable);
  const known = new Set<string>([...options, ...Object.values(OTHER_VARIABLES)]);
  for (const name of Object.keys(env)) {
    if (!name.startsWith('KEYVAULT_OTEL_') || known.has(name) || said.has(name) || said.size > 5) continue;
    said.add(name);
    warn(`unknown variable ${name.slice(0, 64)}; it has no effect`);
  }
}
