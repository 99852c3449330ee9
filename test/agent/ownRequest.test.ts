// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { CALL, usePreload } from './preloaded.ts';

const { run, vaultSpans } = usePreload();

describe('an export', () => {
  it.each([
    ['counts', '(...given) => { seen += 1; return own(...given); }'],
    ['throws', "() => { seen += 1; throw new Error('no network'); }"],
  ])('does not meet what a test puts in the place of http.request: %s', async (_what, stub) => {
    const source = `import http from 'node:http'; const own = http.request; let seen = 0; http.request = ${stub};
      process.on('exit', () => console.log(seen)); ${CALL}`;
    expect(await run({ source })).toMatchObject({ code: 0, stdout: '0\n', stderr: '' });
    expect(vaultSpans()).toHaveLength(1);
  });

  it('is sent where a program has taken setImmediate away', async () => {
    const source = `delete globalThis.setImmediate; ${CALL}`;
    expect(await run({ source })).toMatchObject({ code: 0, stderr: '' });
    expect(vaultSpans()).toHaveLength(1);
  });
});
