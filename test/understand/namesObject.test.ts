// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { namesObject } from '../../src/understand/namesObject.ts';

describe('namesObject', () => {
  it.each([
    ['NotFound db-password-prod', 'db-password-prod'],
    ['Error reading DB-Password-Prod', 'db-password-prod'],
    ['db-password-prod', 'db-password-prod'],
    ['NotFound password', 'password'],
    ['NotFound db', 'db'],
    ['NotFound a-1', 'a-1'],
    ['NotFound db-prod', 'db%2Dprod'],
    ['NotFound db-prod', '%44b%2dPROD'],
    ['NotFound db%2Dprod', 'db%2dprod'],
  ])('sees in %s the name %s', (text, objectName) => {
    expect(namesObject(text, { objectName, objectVersion: undefined })).toBe(true);
  });

  it('sees a version', () => {
    const objectVersion = '4387e9f3d6e14c459867679a90fd0f79';
    expect(namesObject(`NotFound ${objectVersion}`, { objectName: 'a', objectVersion })).toBe(true);
  });

  it.each([
    ['SecretNotFound', 'secret'],
    ['ForbiddenByRbac', 'db'],
    ['invalid_request', undefined],
    [undefined, 'db'],
    ['Forbidden', '%zz%'],
  ])('takes %s for no name of %s', (text, objectName) => {
    expect(namesObject(text, { objectName, objectVersion: undefined })).toBe(false);
  });
});
