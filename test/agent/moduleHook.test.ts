// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { forgetHooks, Hook, patchWithHooks } from '../../src/agent/moduleHook.ts';

describe('the hooks of instrumentations', () => {
  it('patch what is handed to them, until they are forgotten', () => {
    const patched: string[] = [];
    new Hook(['http'], {}, (_exports, name) => patched.push(name));
    patchWithHooks({}, 'http');
    forgetHooks();
    patchWithHooks({}, 'https');
    expect(patched).toEqual(['http']);
  });
});
