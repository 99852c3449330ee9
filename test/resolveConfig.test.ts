// SPDX-License-Identifier: Apache-2.0
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONFIG_OPTIONS } from '../src/configOptions.ts';
import { resolveConfig } from '../src/resolveConfig.ts';

const messages: string[] = [];
const take = (message: string): void => {
  messages.push(message);
};

beforeEach(() => {
  messages.length = 0;
  diag.setLogger({ error: take, warn: take, info: take, debug: take, verbose: take }, DiagLogLevel.WARN);
  messages.length = 0;
});
afterEach(() => diag.disable());

describe('resolveConfig', () => {
  it('has a default for every option and says nothing', () => {
    const config = resolveConfig({}, {});
    for (const [name, option] of Object.entries(CONFIG_OPTIONS)) expect(config).toHaveProperty(name, option.default);
    expect(messages).toEqual([]);
  });

  it.each(Object.entries(CONFIG_OPTIONS))('%s is read from its variable', (name, option) => {
    const config = resolveConfig({}, { [option.variable]: option.example });
    expect(config).toHaveProperty(name, option.parse(option.example));
    expect(option.parse(option.example)).not.toEqual(undefined);
    expect(messages).toEqual([]);
  });

  it.each(Object.entries(CONFIG_OPTIONS))('%s: a wrong variable gives one message and what is safe', (name, option) => {
    const config = resolveConfig({}, { [option.variable]: 'certainly not, ever' });
    expect(config).toHaveProperty(name, option.fallback ?? option.default);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(option.variable);
    expect(messages[0]).not.toContain('certainly');
  });

  it('prefers the option of the program', () => {
    expect(resolveConfig({ identity: 'none' }, { KEYVAULT_OTEL_IDENTITY: 'full' }).identity).toBe('none');
  });

  it.each(['None', ' NONE '])('takes %j as the level that it is in small letters', (level) => {
    expect(resolveConfig({}, { KEYVAULT_OTEL_IDENTITY: level }).identity).toBe('none');
    expect(messages).toEqual([]);
  });

  it('takes none for no signal', () => {
    expect(resolveConfig({}, { KEYVAULT_OTEL_SIGNALS: 'none' }).signals).toEqual([]);
    expect(messages).toEqual([]);
  });

  it('takes nothing from Object.prototype', () => {
    const polluted = Object.prototype as Record<string, unknown>;
    polluted['onDiagnosis'] = () => {};
    polluted['enabled'] = false;
    try {
      const config = resolveConfig({}, {});
      expect(config.onDiagnosis).toBeUndefined();
      expect(config.enabled).toBe(true);
    } finally {
      delete polluted['onDiagnosis'];
      delete polluted['enabled'];
    }
  });

  it('says once what it does not know', () => {
    const wrong = { identitty: 'full', onDiagnosis: 7 } as object;
    expect(resolveConfig(wrong, {}).onDiagnosis).toBeUndefined();
    expect(messages).toHaveLength(2);
    expect(messages.join()).toContain('identitty');
  });

  it('takes a list of nothing for a wrong one, and an empty list of the program for none', () => {
    expect(resolveConfig({}, { KEYVAULT_OTEL_SIGNALS: ' , ' }).signals).toEqual(CONFIG_OPTIONS.signals.default);
    expect(messages).toHaveLength(1);
    expect(resolveConfig({ signals: [] }, {}).signals).toEqual([]);
    expect(messages).toHaveLength(1);
  });

  it('says once that it does not know a variable of its own', () => {
    const env = { KEYVAULT_OTEL_IDENTTY: 'full', KEYVAULT_OTEL_HTTP: 'all', OTEL_SERVICE_NAME: 'x' };
    resolveConfig({}, env);
    resolveConfig({}, env);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('KEYVAULT_OTEL_IDENTTY');
  });
});
