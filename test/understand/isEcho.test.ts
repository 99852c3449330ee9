// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { isEcho } from '../../src/understand/isEcho.ts';
import { sampleToken } from './sampleToken.ts';

const token = sampleToken();
const sent = (): string => `Bearer ${token}`;
const part = token.slice(-40);

describe('isEcho', () => {
  it.each([part, `x${part}`, `${part}_`, `https://${part}/`, part.slice(0, 12), 'Bad.'.concat(part.slice(3, 20))])(
    'finds a part of the credential in %s',
    (text) => expect(isEcho(text, sent)).toBe(true),
  );

  it.each([undefined, '', part.slice(0, 11), 'ForbiddenByRbac', '00000000-0000-4000-8000-000000000001', 'westeurope'])(
    'finds none in %s',
    (text) => expect(isEcho(text, sent)).toBe(false),
  );

  it('asks for no credential where the text is too short to hold a part of it', () => {
    expect(isEcho('Forbidden', () => expect.unreachable())).toBe(false);
    expect(isEcho(part, () => undefined)).toBe(false);
  });
});
