// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from '../useCli.ts';

/** Writes the HTML report of a demo that really ran, and tells where it is. */
export async function reportOfRun(seconds: number): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), 'keyvault-report-')), 'report.html');
  const { code, stderr } = await cli([
    'demo',
    '--continuous',
    '--rate',
    '20',
    '--duration',
    String(seconds),
    '--report',
    file,
  ]);
  if (code !== 0) throw new Error(`the demo ended with ${code}: ${stderr}`);
  return file;
}
