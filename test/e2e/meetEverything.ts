// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import type { FakeVault } from '../fake-vault/FakeVault.ts';
import { OBJECT_NAME_MARKER } from '../fake-vault/markers.ts';
import { type ProgramResult, runProgram } from '../fake-vault/runProgram.ts';
import { VAULT_SCENARIOS, type VaultScenario } from '../fake-vault/scenarios.ts';
import { TOKEN_SCENARIOS } from '../fake-vault/tokenScenarios.ts';

/** Path of the program; it needs no package. */
export const MEET_EVERYTHING = fileURLToPath(new URL('programs/meetEverything.mjs', import.meta.url));

/** What the program meets beside the calls that succeed. */
export interface Plan {
  /** Name of every object. */
  readonly object: string;
  /** Asked without a token, then with one. */
  readonly hosts: readonly string[];
  /** Asked without a token only, as by a client that gets none. */
  readonly challengesOnly: readonly string[];
  /** Scenarios of Entra ID. */
  readonly tokens: readonly string[];
  /** Scenarios of the identity endpoints of a machine and of App Service. */
  readonly identities: readonly string[];
}

/** Host at which a scenario is met. */
export function hostOf({ name, expectedCause }: VaultScenario): string {
  return `${name}.${expectedCause === 'hsm_rbac_denied' ? 'managedhsm' : 'vault'}.azure.net`;
}

/** Whether nothing ever comes back: the program would wait for it. */
const isEndless = ({ name }: { readonly name: string }): boolean => name === 'hang';
const isOfMachine = ({ name }: { readonly name: string }): boolean => name.startsWith('identity-');

/** Scenarios of vaults that a run meets. */
export const MET_VAULTS = VAULT_SCENARIOS.filter((scenario) => !isEndless(scenario));
/** Scenarios of token endpoints that a run meets. */
export const MET_TOKENS = TOKEN_SCENARIOS.filter((scenario) => !isEndless(scenario));

const isWithoutToken = ({ expectedCause }: VaultScenario): boolean => expectedCause === 'token_missing';

/** Every scenario of the fake. */
export const EVERYTHING: Plan = {
  object: OBJECT_NAME_MARKER,
  hosts: MET_VAULTS.filter((scenario) => !isWithoutToken(scenario)).map(hostOf),
  challengesOnly: MET_VAULTS.filter(isWithoutToken).map(hostOf),
  tokens: MET_TOKENS.filter((scenario) => !isOfMachine(scenario)).map(({ name }) => name),
  identities: MET_TOKENS.filter(isOfMachine).map(({ name }) => name),
};

/** Runs the program to its end, as if in App Service. */
export function meetEverything(options: {
  readonly fake: FakeVault;
  readonly plan?: Plan;
  /** Of Node. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly node?: string;
}): Promise<ProgramResult> {
  const { fake, plan = EVERYTHING, args, env, ...others } = options;
  return runProgram({
    fake,
    ...others,
    args: [...args, MEET_EVERYTHING],
    env: { ...fake.appServiceEnv, TEST_PLAN: JSON.stringify(plan), ...env },
    timeoutMs: 60_000,
  });
}
