// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SpoolWriter } from '../../../src/cli/reporter/SpoolWriter.ts';
import { type SpoolLine, segmentName } from '../../../src/cli/reporter/spool.ts';
import { SpoolReader } from '../../../src/cli/run/SpoolReader.ts';

const FULL = '/dev/full';
const line = (version: string): SpoolLine => ({ type: 'unsupported', version });

describe('SpoolWriter', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'spool-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const read = () => {
    const lines: SpoolLine[] = [];
    let losses = 0;
    const reader = new SpoolReader({ directory, onLine: (one) => lines.push(one), onLoss: () => (losses += 1) });
    reader.read();
    reader.read();
    return { lines, losses };
  };

  it('hands over what it writes', () => {
    const writer = new SpoolWriter({ directory, pid: 1, threadId: 0 });
    writer.write(line('1'));
    writer.write(line('2'));
    expect(read()).toEqual({ lines: [line('1'), line('2')], losses: 0 });
  });

  it.skipIf(!existsSync(FULL))(
    'tells that a disk is full, counts what it drops, and goes on where there is room',
    () => {
      const first = join(directory, segmentName(1, 0, 0));
      symlinkSync(FULL, first);
      const writer = new SpoolWriter({ directory, pid: 1, threadId: 0 });
      writer.write(line('lost'));
      // Reading it would not end.
      rmSync(first);
      expect(read()).toEqual({ lines: [], losses: 1 });
      writer.write(line('kept'));
      expect(read()).toEqual({ lines: [{ type: 'dropped', count: 1 }, line('kept')], losses: 1 });
    },
  );

  it('does no harm where the directory is gone', () => {
    const writer = new SpoolWriter({ directory, pid: 1, threadId: 0 });
    rmSync(directory, { recursive: true });
    writer.write(line('1'));
    expect(read()).toEqual({ lines: [], losses: 1 });
    expect(() => readdirSync(directory)).toThrow('ENOENT');
  });
});
