// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { printable, printableJson } from '../../../src/cli/terminal/printable.ts';
import { terminalOf } from '../../../src/cli/terminal/Terminal.ts';
import { wrapText } from '../../../src/cli/terminal/wrapText.ts';

const tty = { isTTY: true, columns: 80 };
const isColoured = (stream: Parameters<typeof terminalOf>[0], env: Readonly<Record<string, string>>) =>
  terminalOf(stream, env).paint('bad', 'x') !== 'x';

describe('terminalOf', () => {
  it('colours only on a terminal, and not where NO_COLOR, CI or a dumb terminal ask for none', () => {
    expect(isColoured(tty, {})).toBe(true);
    expect(isColoured({}, {})).toBe(false);
    for (const env of [{ NO_COLOR: '1' }, { CI: 'true' }, { TERM: 'dumb' }]) expect(isColoured(tty, env)).toBe(false);
    expect(isColoured({}, { FORCE_COLOR: '1' })).toBe(true);
    expect(isColoured(tty, { FORCE_COLOR: '0' })).toBe(false);
  });

  it('takes the width of the terminal, of COLUMNS, or a usual one', () => {
    expect(terminalOf(tty, {}).width).toBe(80);
    expect(terminalOf({}, { COLUMNS: '66' }).width).toBe(66);
    expect(terminalOf({}, {}).width).toBe(100);
    expect(terminalOf({ columns: 3 }, {}).width).toBe(40);
  });
});

describe('wrapText', () => {
  it('breaks between words, and long words after a mark', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapText('Microsoft.KeyVault/vaults', 20)).toEqual(['Microsoft.KeyVault/', 'vaults']);
    expect(wrapText('x'.repeat(10), 4)).toEqual(['xxxx', 'xxxx', 'xx']);
    expect(wrapText('', 10)).toEqual(['']);
  });
});

describe('printable', () => {
  it('takes out what a terminal would obey', () => {
    expect(printable('a\u001b[2Jb\u0007\nc\u202ed')).toBe('a [2Jb  c d');
  });
});

describe('printableJson', () => {
  it('escapes what a terminal would obey, and stays the same value', () => {
    const value = { name: 'a\u009b31m\u202eb\u061c\u2028', list: ['c\n'] };
    const json = printableJson(value, 2);
    expect(json).toMatch(/^[\x20-\x7e\n]*$/);
    expect(JSON.parse(json)).toEqual(value);
    expect(json.split('\n')).toHaveLength(6);
  });
});
