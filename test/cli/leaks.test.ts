// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/cli/explain/explainText.ts';
import { renderExplained } from '../../src/cli/explain/renderExplained.ts';
import { EVERYTHING, MEET_EVERYTHING } from '../e2e/meetEverything.ts';
import type { CorpusRow } from '../fake-vault/corpus.ts';
import {
  BACKUP_MARKER,
  CLIENT_SECRET_MARKER,
  findLeak,
  IDENTITY_HEADER_MARKER,
  OBJECT_NAME_MARKER,
  PERSON_MARKER,
  SECRET_VALUE_MARKER,
  TRIED_MARKERS,
  USER_OBJECT_ID_MARKER,
} from '../fake-vault/markers.ts';
import { startOtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';
import { MARKED_TEXTS, MARKED_TOKEN, MARKED_TOKENS, OPAQUE_TOKEN } from './marked.ts';
import { type CliResult, cli, useFake } from './useCli.ts';

/** Every use of the command that is tried here; the options of a command have to be among those of its uses. */
const USES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  run: [
    ['--report', 'report.html', '--report', 'report.json'],
    ['--json', '--fail-on', 'any'],
    ['--quiet', '--report', 'reports/report.htm'],
  ],
  explain: [[], ['--json'], ['--vault', 'contoso']],
  doctor: [
    ['--vault', 'ok-private-link', '--read', OBJECT_NAME_MARKER],
    ['--vault', 'rbac', '--read', `keys/${OBJECT_NAME_MARKER}`, '--json', '--timeout', '10'],
  ],
  causes: [[], ['firewall']],
  demo: [
    ['--report', 'demo.html', '--report', 'demo.json', '--scenario', 'all'],
    ['--scenario', 'firewall', '--continuous', '--rate', '20', '--duration', '1'],
    ['--list'],
  ],
};
/** What a text that the user has may say again: the user owns address and ids, and needs them to act. */
const UNSAID = [
  SECRET_VALUE_MARKER,
  CLIENT_SECRET_MARKER,
  encodeURIComponent(CLIENT_SECRET_MARKER),
  IDENTITY_HEADER_MARKER,
  BACKUP_MARKER,
  PERSON_MARKER,
];
const KEEP_SPOOL = fileURLToPath(new URL('keepSpool.cjs', import.meta.url));
const ANY_TOKEN = /eyJ[\w-]{10,}/;

const usesOf = (command: string) => (USES[command] ?? []).map((args) => [args.join(' '), args] as const);
const bench = useFake();

/** An empty folder of its own for a use, where it runs and where its temporary files are. */
function folder(): string {
  return mkdtempSync(join(bench.directory(), 'use-'));
}

/** Everything that a use has printed or written. */
function everythingOut({ stdout, stderr }: CliResult, directory: string): string {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return [stdout, stderr, ...files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))].join(
    '\n',
  );
}

describe('the uses that are tried', () => {
  it('are of every command, with every option', async () => {
    const help = (await cli(['--help'])).stdout;
    const commands = [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    expect(commands.toSorted()).toEqual(Object.keys(USES).toSorted());
    for (const [command, uses] of Object.entries(USES)) {
      const { stdout } = await cli([command, '--help']);
      const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option]) => option);
      expect(uses.flat(), command).toEqual(expect.arrayContaining(options.filter((option) => option !== '--help')));
    }
  });
});

describe('keyvault-otel run', () => {
  const LEVELS = {
    '--report report.html --report report.json': { KEYVAULT_OTEL_IDENTITY: 'full', KEYVAULT_OTEL_OBJECT_NAMES: 'true' },
    '--json --fail-on any': { OTEL_LOG_LEVEL: 'ALL', KEYVAULT_OTEL_DEBUG: '1' },
  } as Readonly<Record<string, Readonly<Record<string, string>>>>;

  it.each(usesOf('run'))('%s', { timeout: 60_000 }, async (name, args) => {
    const receiver = await startOtlpReceiver();
    try {
      const directory = folder();
      const kept = join(directory, 'kept');
      mkdirSync(join(directory, 'tmp'));
      const result = await cli(['run', ...args, '--', process.execPath, '--require', KEEP_SPOOL, MEET_EVERYTHING], {
        cwd: directory,
        env: {
          ...bench.fake().appServiceEnv,
          NODE_OPTIONS: `--require=${bench.fake().preload}`,
          TEST_PLAN: JSON.stringify(EVERYTHING),
          TEST_KEEP_SPOOL: kept,
          TMPDIR: join(directory, 'tmp'),
          ...(LEVELS[name] ?? receiver.env()),
        },
      });
      expect(result.code).toBe(args.includes('--fail-on') ? 3 : 0);
      expect(TRIED_MARKERS.filter((marker) => !bench.fake().markersSeen.has(marker))).toEqual([]);
      const out = everythingOut(result, directory) + receiver.rawBytes().toString('latin1');
      // What was written down on the way is among it, and so are the reports.
      expect(readdirSync(kept).length).toBeGreaterThan(0);
      expect(out.split('network_perimeter_denied').length).toBeGreaterThan(
        args.filter((arg) => arg === '--report').length + 1,
      );
      expect(receiver.spans().length > 0).toBe(LEVELS[name] === undefined);
      expect(findLeak(out, bench.fake().tokens)).toBeUndefined();
      expect(out).not.toContain(OBJECT_NAME_MARKER);
      expect(out.includes(USER_OBJECT_ID_MARKER)).toBe(LEVELS[name]?.['KEYVAULT_OTEL_IDENTITY'] === 'full');
    } finally {
      await receiver.close();
    }
  });
});

describe('keyvault-otel explain', () => {
  const rows = readFileSync(fileURLToPath(new URL('../fixtures/responses.jsonl', import.meta.url)), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as CorpusRow);
  const terminal = { width: 100, paint: (_: unknown, text: string) => text };
  const said = (text: string): string => {
    const explained = explainText(text);
    return `${JSON.stringify(explained)}\n${renderExplained(explained, terminal)}`;
  };
  const leakOf = (out: string): string | undefined =>
    findLeak(out, [MARKED_TOKEN, OPAQUE_TOKEN], { markers: UNSAID, runLength: 16 });

  it.each(Object.entries(MARKED_TEXTS))('repeats no token and no secret of %s', (_, textOf) => {
    let explained = 0;
    for (const row of rows.filter(({ status }) => status >= 400)) {
      const text = textOf(row);
      expect(leakOf(text), row.id).toBeDefined();
      const out = said(text);
      expect(leakOf(out), row.id).toBeUndefined();
      if (out.includes(row.expectedCause)) explained += 1;
    }
    expect(explained).toBeGreaterThan(40);
  });

  it.each(Object.entries(MARKED_TOKENS))('repeats nothing of %s', (_, text) => {
    expect(leakOf(text)).toBeDefined();
    expect(leakOf(said(text))).toBeUndefined();
  });

  it.each(usesOf('explain'))('%s', async (_, args) => {
    const directory = folder();
    const row = rows.find(({ id }) => id === 'kv-403-rbac-secret-get');
    if (row === undefined) throw new Error('no such row');
    const text = `${Object.values(MARKED_TEXTS)
      .map((textOf) => textOf(row))
      .join('\n')}\n${Object.values(MARKED_TOKENS).join('\n')}\n`;
    const before = folder();
    const file = join(before, 'error.txt');
    writeFileSync(file, text);
    const options = { cwd: directory, env: { TMPDIR: directory, AZURE_CLIENT_SECRET: CLIENT_SECRET_MARKER } };
    for (const result of [
      await cli(['explain', ...args], { ...options, input: text }),
      await cli(['explain', ...args, file], options),
      await cli(['explain', ...args], { ...options, input: MARKED_TOKENS['a token that is none'] ?? '' }),
    ]) {
      expect(leakOf(everythingOut(result, directory))).toBeUndefined();
    }
    const { stdout } = await cli(['explain', ...args], { ...options, input: text });
    expect(stdout).toContain('rbac_denied');
    expect(stdout).toContain('a6d7e1f0-3c58-4b92-8e04-7f1b2c9d5a63');
  });
});

describe('keyvault-otel doctor', () => {
  const CREDENTIALS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a secret': { AZURE_CLIENT_SECRET: CLIENT_SECRET_MARKER },
    'the token of a user': { AZURE_CLIENT_SECRET: 'scenario-token-user' },
    'a token that is none': { AZURE_CLIENT_SECRET: 'scenario-token-opaque' },
    'a wrong secret': { AZURE_CLIENT_SECRET: 'scenario-client-secret-invalid' },
  };

  it.each(usesOf('doctor'))('%s', { timeout: 60_000 }, async (_, args) => {
    const directory = folder();
    const results = await Promise.all(
      Object.values(CREDENTIALS).map((credential) =>
        cli(['doctor', ...args], {
          env: { ...bench.env(), ...credential, TMPDIR: directory, AZURE_LOG_LEVEL: 'error', KEYVAULT_OTEL_DEBUG: '1' },
        }),
      ),
    );
    const seen = [CLIENT_SECRET_MARKER, PERSON_MARKER, OBJECT_NAME_MARKER];
    for (const marker of seen) expect(bench.fake().markersSeen).toContain(marker);
    expect(bench.fake().markersSeen.has(SECRET_VALUE_MARKER)).toBe(args.includes('ok-private-link'));
    for (const result of results) {
      const out = everythingOut(result, directory);
      expect(out).toMatch(/challenge/i);
      // The object is of the command line, and who the token is for has to be told.
      expect(findLeak(out, bench.fake().tokens, { runLength: 16 })).toBeUndefined();
      expect(out).not.toMatch(/scenario-(?:token|client)/);
    }
  });
});

describe('keyvault-otel causes', () => {
  it.each(usesOf('causes'))('causes %s', async (_, args) => {
    const directory = folder();
    const env = { AZURE_CLIENT_SECRET: CLIENT_SECRET_MARKER, TMPDIR: directory, OTEL_LOG_LEVEL: 'ALL' };
    const result = await cli(['causes', ...args], { env, cwd: directory });
    expect(result.stdout).toContain('firewall_denied');
    expect(findLeak(everythingOut(result, directory), [])).toBeUndefined();
  });
});

describe('keyvault-otel demo', () => {
  it.each(usesOf('demo'))('%s', { timeout: 60_000 }, async (_, args) => {
    const directory = folder();
    const receiver = await startOtlpReceiver();
    try {
      const env = { ...receiver.env(), TMPDIR: directory, OTEL_LOG_LEVEL: 'ALL', KEYVAULT_OTEL_IDENTITY: 'full' };
      const result = await cli(['demo', ...args], { env, cwd: directory });
      expect(result.code).toBe(0);
      const out = everythingOut(result, directory) + receiver.rawBytes().toString('latin1');
      expect(out).toContain('firewall');
      expect(receiver.spans().length > 0).toBe(!args.includes('--list'));
      expect(findLeak(out, [])).toBeUndefined();
      // Its fake is its own, and so the tokens are not known here.
      expect(out).not.toMatch(ANY_TOKEN);
    } finally {
      await receiver.close();
    }
  });
});
