// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { AGENT_OPTIONS } from '../../src/agent/agentConfig.ts';
import { CONFIG_OPTIONS } from '../../src/configOptions.ts';
import { FAKE_OBJECT_ID } from '../fake-vault/accessToken.ts';
import type { FakeVault } from '../fake-vault/FakeVault.ts';
import { findLeak, OBJECT_NAME_MARKER, TRIED_MARKERS, USER_OBJECT_ID_MARKER } from '../fake-vault/markers.ts';
import { type ProgramResult, runProgram } from '../fake-vault/runProgram.ts';
import type { OtlpProtocol, OtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';
import type { SpanView } from '../otlp-receiver/views.ts';
import { coverPairs } from './coverPairs.ts';
import { EVERYTHING, MET_VAULTS, meetEverything } from './meetEverything.ts';
import { program, REGISTER, withFarEnds } from './withFarEnds.ts';

let fake: FakeVault;
let receiver: OtlpReceiver;

withFarEnds((ends) => {
  fake = ends.fake;
  receiver = ends.receiver;
});

/** The Azure SDK waits for seconds before it repeats these; programs/meetEverything.mjs meets them too. */
const SLOW: ReadonlySet<string> = new Set(['unavailable', 'read-only']);
const SHAPES = ['gzip', 'deflate', 'chunked', 'abort', 'huge'];
const vaults = MET_VAULTS.filter(({ name }) => !SLOW.has(name)).map(({ name }) => name);

const PROGRAMS = ['readSecrets.cjs', 'fetchSecrets.mjs', 'useKeys.mjs'];
const DEBUG = {
  OTEL_TRACES_EXPORTER: 'otlp,console',
  OTEL_METRICS_EXPORTER: 'otlp,console',
  OTEL_LOGS_EXPORTER: 'otlp,console',
  OTEL_LOG_LEVEL: 'debug',
};
const LEVELS: readonly Readonly<Record<string, string>>[] = [
  {},
  {
    KEYVAULT_OTEL_IDENTITY: 'full',
    KEYVAULT_OTEL_OBJECT_NAMES: 'true',
    KEYVAULT_OTEL_LEARN_KEY_TYPES: 'true',
    ...DEBUG,
  },
];

/** All that left the process; the programs print no secret, so what stands on standard output is the console exporters'. */
function everythingOut(result: ProgramResult): string {
  const headers = receiver.requests.map((request) => JSON.stringify(request.headers));
  return [receiver.rawBytes().toString('latin1'), ...headers, result.stdout, result.stderr].join('\n');
}

describe.each(PROGRAMS)('%s', (name) => {
  it.each(LEVELS)('lets no byte of a token, secret or body out, with %o', { timeout: 120_000 }, async (level) => {
    const args = name === 'useKeys.mjs' ? ['ok'] : [...vaults, ...SHAPES.map((shape) => `rbac-${shape}`)];
    const env = { ...receiver.env(), ...level };
    const result = await runProgram({
      fake,
      args: ['--require', `${REGISTER}.cjs`, program(name), ...args],
      env,
      timeoutMs: 100_000,
    });
    expect(result).toMatchObject({ code: 0, timedOut: false });
    expect(receiver.spans().length).toBeGreaterThan(args.length);
    expect(fake.tokens.length).toBeGreaterThan(0);
    expect(findLeak(everythingOut(result), fake.tokens)).toBeUndefined();
  });
});

describe('the resource', () => {
  it('tells the process apart, and not how it was called', async () => {
    const args = [
      '--require',
      `${REGISTER}.cjs`,
      program('readSecrets.cjs'),
      'ok',
      '--password=client-secret-marker~A1b2C3',
    ];
    await runProgram({ fake, args, env: receiver.env() });
    const resource = receiver.spans()[0]?.resource;
    expect(resource).toHaveProperty(['service.instance.id']);
    expect(resource).toHaveProperty(['process.pid']);
    expect(resource).not.toHaveProperty(['process.command_args']);
    expect(findLeak(receiver.rawBytes(), fake.tokens)).toBeUndefined();
  });
});

describe('every kind of request and answer', () => {
  it.each([
    ['by default', {}],
    ['at debug level', DEBUG],
  ])('lets nothing out but what the contract names, %s', { timeout: 60_000 }, async (_, env) => {
    const args = ['--require', `${REGISTER}.cjs`];
    const result = await meetEverything({ fake, args, env: { ...receiver.env(), ...env } });
    expect(result).toMatchObject({ code: 0, timedOut: false });
    expect(receiver.spans().length).toBeGreaterThan(2 * (EVERYTHING.hosts.length + EVERYTHING.tokens.length));
    expect(TRIED_MARKERS.filter((marker) => !fake.markersSeen.has(marker))).toEqual([]);

    const out = everythingOut(result);
    expect(findLeak(out, fake.tokens)).toBeUndefined();
    expect(out).not.toContain(OBJECT_NAME_MARKER);
    expect(out).not.toContain(USER_OBJECT_ID_MARKER);
    for (const scenario of EVERYTHING.tokens) expect(out).not.toContain(`scenario-${scenario}`);
  });
});

/** Values of every option of the library and the preload. A new option has to get its row here. */
const OPTION_VALUES: Readonly<Record<keyof typeof OPTIONS, readonly string[]>> = {
  identity: ['none', 'standard', 'full'],
  objectNames: ['false', 'true'],
  vaultSuffixes: ['', 'vault.example.test,localhost:8443'],
  learnKeyTypes: ['false', 'true'],
  redactUrls: ['false', 'true'],
  signals: ['traces,metrics,logs', 'traces', 'metrics', 'logs', 'none'],
  http: ['vault', 'all'],
  exitTimeout: ['2000', '0', '60000'],
};
const OPTIONS = { ...CONFIG_OPTIONS, ...AGENT_OPTIONS };
/** What else decides on what leaves the process, and how. */
const OTHER_VALUES = {
  preload: ['--require', '--import'],
  protocol: ['http/protobuf', 'http/json', 'grpc'],
  exporter: ['otlp', 'otlp,console'],
  logLevel: ['ERROR', 'DEBUG', 'ALL'],
};
/** Enough for every marker to be tried. */
const SHORT_PLAN = {
  ...EVERYTHING,
  hosts: ['rbac', 'firewall', 'perimeter', 'group-limit', 'private-link', 'not-found', 'throttled', 'wrong-audience']
    .concat('ok-private-link')
    .map((name) => `${name}.vault.azure.net`),
  tokens: ['client-secret-invalid', 'token-opaque'],
  identities: ['identity-error'],
};

describe('every option', () => {
  it('is among those that are tried, with every word that it may have', () => {
    expect(Object.keys(OPTION_VALUES).toSorted()).toEqual(Object.keys(OPTIONS).toSorted());
    for (const [name, option] of Object.entries(OPTIONS)) {
      const tried = Object.entries(OPTION_VALUES).flatMap(([one, values]) => (one === name ? values : []));
      expect(tried.length, name).toBeGreaterThan(1);
      for (const value of tried) expect(value === '' ? [] : option.parse(value), `${name} ${value}`).toBeDefined();
      if (option.parse('any-word') !== undefined) continue;
      const words = (option.expects.match(/\w+/g) ?? []).filter((word) => option.parse(word) !== undefined);
      for (const word of words) expect(tried, name).toContain(word);
    }
  });

  const rows = coverPairs({ ...OPTION_VALUES, ...OTHER_VALUES });
  it.each(rows)('keeps it so: $identity $objectNames $redactUrls $signals $protocol', async (row) => {
    const { preload = '', protocol = '', exporter = '', logLevel = '', ...options } = row;
    const { identity, objectNames, redactUrls, signals = '' } = options;
    const result = await meetEverything({
      fake,
      plan: SHORT_PLAN,
      args: [preload, `${REGISTER}.${preload === '--import' ? 'mjs' : 'cjs'}`],
      env: {
        ...receiver.env(protocol as OtlpProtocol),
        ...Object.fromEntries(Object.entries(OPTIONS).map(([name, { variable }]) => [variable, row[name] ?? ''])),
        OTEL_TRACES_EXPORTER: exporter,
        OTEL_METRICS_EXPORTER: exporter,
        OTEL_LOGS_EXPORTER: exporter,
        OTEL_LOG_LEVEL: logLevel,
        // Something is sent while the program runs, too: nothing is at the end of one that has no time for it.
        OTEL_BSP_SCHEDULE_DELAY: '50',
        OTEL_BLRP_SCHEDULE_DELAY: '50',
        OTEL_METRIC_EXPORT_INTERVAL: '200',
      },
    });
    expect(result).toMatchObject({ code: 0, timedOut: false });
    if (signals !== 'none') expect(receiver.requests.length).toBeGreaterThan(0);
    expect(TRIED_MARKERS.filter((marker) => !fake.markersSeen.has(marker))).toEqual([]);

    const out = everythingOut(result);
    expect(findLeak(out, fake.tokens)).toBeUndefined();
    if (signals === 'none') expect(out).not.toContain('azure.keyvault.');
    const hasSpans = signals.includes('traces');
    if (identity === 'none') {
      expect(out).not.toContain(FAKE_OBJECT_ID);
      expect(namesOf(receiver.spans(), receiver.logs(), receiver.metrics()).filter(isOfCaller)).toEqual([]);
    }
    if (identity !== 'full') expect(out).not.toContain(USER_OBJECT_ID_MARKER);
    else if (hasSpans || signals.includes('logs')) expect(out).toContain(USER_OBJECT_ID_MARKER);
    const namesAllowed = objectNames === 'true' ? ['azure.keyvault.object.name'] : [];
    expect(namesAllowed).toEqual(expect.arrayContaining([...placesOfNames(receiver.logs(), receiver.metrics())]));
    if (!hasSpans) return;
    if (objectNames === 'false' && redactUrls === 'true') expect(out).not.toContain(OBJECT_NAME_MARKER);
    expect(placesOfNames(receiver.spans())).toEqual(
      new Set([...namesAllowed, ...(redactUrls === 'false' ? ['url.full', 'url.path'] : [])]),
    );
  });

  // The spans are made all the same, and nobody redacts their URLs.
  it.each(['metrics', 'logs', 'metrics,logs'])('sends no span, and so no name, with signals %s', async (signals) => {
    await meetEverything({
      fake,
      plan: SHORT_PLAN,
      args: ['--require', `${REGISTER}.cjs`],
      env: { ...receiver.env(), KEYVAULT_OTEL_SIGNALS: signals },
    });
    expect(fake.markersSeen).toContain(OBJECT_NAME_MARKER);
    expect(receiver.requests.length).toBeGreaterThan(0);
    expect(placesOfNames(receiver.spans(), receiver.logs(), receiver.metrics())).toEqual(new Set());
    expect(receiver.spans()).toEqual([]);
  });
});

function namesOf(...signals: readonly (readonly Pick<SpanView, 'attributes'>[])[]): readonly string[] {
  return signals.flat().flatMap(({ attributes }) => Object.keys(attributes));
}

/** Where a token comes from says nothing of who got it. */
function isOfCaller(name: string): boolean {
  return name.startsWith('azure.keyvault.identity.') && name !== 'azure.keyvault.identity.source';
}

/** Names of all attributes that hold the name of an object. */
function placesOfNames(...signals: readonly (readonly Pick<SpanView, 'attributes'>[])[]): ReadonlySet<string> {
  return new Set(
    signals
      .flat()
      .flatMap(({ attributes }) =>
        Object.entries(attributes).flatMap(([name, value]) =>
          JSON.stringify(value).includes(OBJECT_NAME_MARKER) ? [name] : [],
        ),
      ),
  );
}
