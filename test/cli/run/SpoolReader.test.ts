// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpoolLine } from '../../../src/cli/reporter/spool.ts';
import { SpoolReader } from '../../../src/cli/run/SpoolReader.ts';

describe('SpoolReader', () => {
  let directory = '';
  let lines: SpoolLine[] = [];
  let losses = 0;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'spool-'));
    lines = [];
    losses = 0;
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));
  const reader = () =>
    new SpoolReader({
      directory,
      onLine: (line) => lines.push(line),
      onLoss: () => {
        losses += 1;
      },
    });

  it('tells once that the directory is gone', () => {
    const own = reader();
    own.read();
    rmSync(directory, { recursive: true });
    own.read();
    own.read();
    expect({ lines, losses }).toEqual({ lines: [], losses: 1 });
  });

  it('reads the segments beside one that cannot be read', () => {
    mkdirSync(join(directory, '1-0-00000000.jsonl'));
    writeFileSync(join(directory, '2-0-00000000.jsonl'), '{"type":"dropped","count":3}\n');
    reader().read();
    expect({ lines, losses }).toEqual({ lines: [{ type: 'dropped', count: 3 }], losses: 1 });
  });
});
