// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { CAUSES, type CauseName } from '../../src/understand/causes.ts';
import { scenarioOfName } from './answerVault.ts';
import { corpusRow } from './corpus.ts';
import { VAULT_SCENARIOS } from './scenarios.ts';
import { findTokenScenario, TOKEN_SCENARIOS } from './tokenScenarios.ts';

describe('every vault scenario', () => {
  it.each(VAULT_SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', (name, scenario) => {
    expect(scenarioOfName(name)?.scenario).toBe(scenario);
    expect(scenarioOfName(`${name}-12`)?.scenario).toBe(scenario);
    expect(scenarioOfName(`${name}-gzip-slow-3`)).toEqual({ scenario, shapes: ['slow', 'gzip'] });
    // A row whose text is changed on the way has another cause than the row itself.
    if (scenario.replace !== undefined) return;
    for (const id of scenario.rows) expect(corpusRow(id).expectedCause).toBe(scenario.expectedCause);
  });
});

describe('every token scenario', () => {
  it.each(TOKEN_SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', (name, scenario) => {
    expect(findTokenScenario(name)).toBe(scenario);
    if (scenario.row !== undefined) expect(corpusRow(scenario.row).expectedCause).toBe(scenario.expectedCause);
  });
});

describe('the closed list of causes', () => {
  /** What the far end answers to every client, whatever the scenario: the first request of each, and the look for IMDS. */
  const WITHOUT_SCENARIO: readonly CauseName[] = ['auth_challenge', 'imds_probe'];

  it('has a scenario for every cause, and no scenario another', () => {
    const expected = [...VAULT_SCENARIOS, ...TOKEN_SCENARIOS].flatMap(({ expectedCause }) => expectedCause ?? []);
    expect([...new Set([...expected, ...WITHOUT_SCENARIO])].toSorted()).toEqual(Object.keys(CAUSES).toSorted());
  });
});

describe('the name of a vault', () => {
  it('may be the id of a corpus row', () => {
    expect(scenarioOfName('kv-403-group-limit')?.scenario).toMatchObject({
      rows: ['kv-403-group-limit'],
      expectedCause: 'group_limit_exceeded',
    });
    expect(scenarioOfName('kv-403-secret-disabled-2018')?.scenario.rows).toEqual(['kv-403-secret-disabled-2018']);
  });

  it('means nothing when it is none of these', () => {
    expect(scenarioOfName('contoso-production')).toBeUndefined();
    expect(scenarioOfName('-gzip')).toBeUndefined();
  });
});
