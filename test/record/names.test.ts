// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as attributeNames from '../../src/record/attributeNames.ts';
import { ATTRIBUTES } from '../../src/record/attributeRegistry.ts';
import { METRICS } from '../../src/record/metricDefinitions.ts';
import { SCOPE_NAME, SCOPE_VERSION } from '../../src/record/scope.ts';

const constants = Object.values(attributeNames);

describe('the names of the telemetry', () => {
  it('are all described, once', () => {
    expect(ATTRIBUTES.map((attribute) => attribute.name).toSorted()).toEqual(constants.toSorted());
  });

  it('are never also the namespace of another', () => {
    const names = [...constants, ...METRICS.map((metric) => metric.name)];
    const clashes = names.filter((name) => names.some((other) => other.startsWith(`${name}.`)));
    expect(clashes).toEqual([]);
  });

  it('hold no word that scrubbers drop', () => {
    const own = constants.filter((name) => name.startsWith('azure.keyvault.'));
    const words = own.flatMap((name) => name.replace('azure.keyvault.', '').split(/[._]/));
    const dropped = ['token', 'secret', 'password', 'auth', 'credential', 'bearer', 'key', 'apikey'];
    expect(words.filter((word) => dropped.includes(word))).toEqual([]);
  });

  it('use attributes on metrics that are in the registry', () => {
    for (const metric of METRICS) for (const name of metric.attributes) expect(constants).toContain(name);
  });
});

describe('the instrumentation scope', () => {
  it('is the package and its version', () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(manifest).toMatchObject({ name: SCOPE_NAME, version: SCOPE_VERSION });
  });
});
