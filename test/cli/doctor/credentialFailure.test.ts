// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { credentialFailure } from '../../../src/cli/doctor/credentialFailure.ts';

const chain = (...messages: readonly string[]): Error =>
  new AggregateError(messages.map((message) => new Error(message)));
const ENVIRONMENT = 'EnvironmentCredential is unavailable. No underlying credential could be used.';
const AZURE_CLI = `Azure CLI could not be found. Please visit https://aka.ms/azure-cli for installation instructions and then, once installed, authenticate to your Azure account using 'az login'.`;
const NO_IMDS =
  'ManagedIdentityCredential: Authentication failed. Message Attempted to use the IMDS endpoint, but it is not available.';

describe('credentialFailure', () => {
  it('says that nobody is signed in where every credential lacks something', () => {
    expect(credentialFailure(chain(ENVIRONMENT, NO_IMDS, AZURE_CLI))).toMatchObject({
      verdict: 'failure',
      cause: 'token_missing',
      found: [expect.any(String), ENVIRONMENT, NO_IMDS, expect.stringContaining('Azure CLI')],
    });
  });

  it.each([
    [chain(ENVIRONMENT, 'ManagedIdentityCredential: Authentication failed. invalid_request: Identity not found')],
    [new Error(NO_IMDS)],
  ])('says that the managed identity is missing where it is one that was asked: %s', (error) => {
    expect(credentialFailure(error)).toMatchObject({ cause: 'managed_identity_not_found' });
  });

  it('names what went wrong before what is not there', () => {
    const expired = `AADSTS7000222: The provided client secret keys for app 'x' are expired.`;
    expect(credentialFailure(chain(`EnvironmentCredential: ${expired}`, NO_IMDS, AZURE_CLI))).toMatchObject({
      cause: 'client_secret_expired',
    });
  });
});
