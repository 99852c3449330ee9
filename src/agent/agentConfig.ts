// SPDX-License-Identifier: Apache-2.0
import { diag } from '@opentelemetry/api';
import { type ConfigOption, OTHER_VARIABLES } from '../configOptions.ts';

/** What the preload traces: calls to vaults and token endpoints, or all HTTP, incoming requests too. */
export type HttpScope = 'vault' | 'all';

/** Settings of the preload itself; everything else is the library's or one of the standard `OTEL_*` variables. */
export interface AgentConfig {
  readonly http: HttpScope;
  /** Milliseconds that sending the last telemetry may hold up the end of the process; 0 sends nothing at the end. */
  readonly exitTimeout: number;
}

const MAX_EXIT_TIMEOUT = 60_000;

/** The variables of the preload, as rows like those of the library. */
export const AGENT_OPTIONS: { readonly [Key in keyof AgentConfig]: ConfigOption<AgentConfig[Key]> } = {
  http: {
    variable: OTHER_VARIABLES.http,
    default: 'vault',
    meaning:
      'Which HTTP the preload traces: `vault`, calls to vaults and token endpoints; `all`, incoming requests too.',
    example: 'all',
    expects: 'vault or all',
    parse: (value) => (value === 'vault' || value === 'all' ? value : undefined),
  },
  exitTimeout: {
    variable: OTHER_VARIABLES.exitTimeout,
    default: 2_000,
    meaning:
      'How long sending the last telemetry may hold up the end of the process, in milliseconds; `0` sends nothing at the end.',
    example: '5000',
    expects: `a whole number of milliseconds from 0 to ${MAX_EXIT_TIMEOUT}`,
    parse: (value) => {
      const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
      return number <= MAX_EXIT_TIMEOUT ? number : undefined;
    },
  },
};

/** Reads {@link AGENT_OPTIONS}; a wrong value gives one message through `diag` and the default. */
export function readAgentConfig(env: Readonly<Record<string, string | undefined>>): AgentConfig {
  const read = <Value>(option: ConfigOption<Value>): Value => {
    const text = env[option.variable]?.trim().toLowerCase() ?? '';
    if (text === '') return option.default;
    const value = option.parse(text);
    if (value === undefined) diag.warn(wrongValue(option.variable, option.expects, String(option.default)));
    return value ?? option.default;
  };
  return { http: read(AGENT_OPTIONS.http), exitTimeout: read(AGENT_OPTIONS.exitTimeout) };
}

/** The one sentence about a value that is not understood. The value itself stays out: it may be a secret set by mistake. */
export function wrongValue(variable: string, expects: string, used: string): string {
  return `keyvault-otel: ${variable} is not valid: expected ${expects}; using the default (${used})`;
}
