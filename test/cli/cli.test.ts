// SPDX-License-Identifier: Apache-2.0
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, ROOT } from './useCli.ts';

const COMMANDS = ['run', 'explain', 'doctor', 'causes', 'demo'];

describe('keyvault-otel', () => {
  it('helps with examples and exit codes on every command', async () => {
    const help = await cli(['--help']);
    for (const command of COMMANDS) {
      expect(help.stdout).toContain(`  ${command} `);
      const { stdout, code, stderr } = await cli([command, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('Examples:');
      expect(stdout).toContain('Exit codes:');
    }
  });

  it('shows its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect((await cli(['--version'])).stdout.trim()).toBe(version);
  });

  it('lists causes by a part of their name', async () => {
    const { stdout } = await cli(['causes', 'firewall']);
    expect(stdout).toContain('firewall_denied');
    expect(stdout).not.toContain('rbac_denied');
    expect((await cli(['causes', 'nonsense'])).code).toBe(2);
  });

  it('shows the help and ends with 2 without a command', async () => {
    const { stderr, code } = await cli([]);
    expect(stderr).toContain('Usage:');
    expect(code).toBe(2);
  });

  it('lives in files that neither the preload nor the library loads, and asks them for no package', () => {
    const dist = join(ROOT, 'dist');
    const own = readdirSync(dist, { withFileTypes: true }).filter(
      (file) => file.isFile() && /\.[cm]js$/.test(file.name),
    );
    expect(own.length).toBeGreaterThan(5);
    for (const { name } of own) {
      const text = readFileSync(join(dist, name), 'utf8');
      expect(text, name).not.toMatch(/['"](?:\.\/|\.\.\/)*cli\/|commander|cross-spawn/);
    }
    for (const name of ['main.mjs', 'cli.mjs', 'reporter.cjs']) {
      const text = readFileSync(join(dist, 'cli', name), 'utf8');
      const asked = [...text.matchAll(/^(?:import .*from |.*[^.\w]require\()["']([^"'.][^"']*)["']/gm)].map(
        ([, module]) => module,
      );
      expect(
        asked.filter((module = '') => !isBuiltin(module)),
        name,
      ).toEqual([]);
    }
  });

  it('works from its own files alone, and says that the demo needs a checkout', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'cli-alone-'));
    try {
      cpSync(join(ROOT, 'dist/cli'), join(directory, 'dist/cli'), { recursive: true });
      const main = join(directory, 'dist/cli/main.mjs');
      const demo = await cli(['demo'], { main, cwd: directory });
      expect(demo.code).toBe(2);
      expect(demo.stderr).toContain('npm ci && npm run demo');
      const explained = await cli(['explain'], {
        main,
        cwd: directory,
        input: 'keyvault: (Forbidden) ForbiddenByFirewall',
      });
      expect(explained.stdout).toContain('firewall_denied');
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('says which Node it needs on one that is too old', () => {
    const text = readFileSync(join(ROOT, 'dist/cli/main.mjs'), 'utf8');
    expect(text).not.toMatch(/^import /m);
    expect(text).toContain('needs Node 22.15 or later');
  });
});
