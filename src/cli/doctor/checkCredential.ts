// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { credentialFailure } from './credentialFailure.ts';
import type { DoctorStep } from './DoctorStep.ts';

export interface CredentialResult {
  readonly step: DoctorStep;
  /** Used for the next steps, and never shown. */
  readonly token: string | undefined;
}

interface AccessToken {
  readonly token: string;
}

interface TokenOptions {
  readonly tenantId?: string | undefined;
}

/** The part of `DefaultAzureCredential` that is used; the second method tells which credential it was, and may be missing. */
interface Chain {
  readonly getToken: (scope: string, options: TokenOptions) => Promise<AccessToken | null>;
  readonly getTokenInternal?: (
    scope: string,
    options: TokenOptions,
  ) => Promise<{ readonly token: AccessToken; readonly successfulCredential?: object }>;
}

interface IdentityModule {
  readonly DefaultAzureCredential: new () => Chain;
}

/** Which credential of the default chain would be used here, and whether it gets a token. */
export async function checkCredential(options: {
  readonly resource: string;
  readonly tenantId: string | undefined;
  readonly directory: string;
  readonly timeout: number;
}): Promise<CredentialResult> {
  const { resource, tenantId, directory, timeout } = options;
  const path = identityPackage(directory);
  if (path === undefined) {
    return {
      token: undefined,
      step: {
        name: 'credential',
        verdict: 'skipped',
        found: [`@azure/identity is not installed for ${directory}, so no token was asked for.`, ...environmentHint()],
        remedy: 'Run the command in the directory of the program, or npm install @azure/identity.',
      },
    };
  }
  try {
    const { DefaultAzureCredential } = (await import(pathToFileURL(path).href)) as IdentityModule;
    const { token, name } = await inTime(
      tokenOf(new DefaultAzureCredential(), `${resource}/.default`, { tenantId }),
      timeout,
    );
    return {
      token,
      step: { name: 'credential', verdict: 'ok', found: [`${name} of the default chain gives a token.`] },
    };
  } catch (error) {
    return { token: undefined, step: credentialFailure(error) };
  }
}

function identityPackage(directory: string): string | undefined {
  try {
    return createRequire(join(directory, 'package.json')).resolve('@azure/identity');
  } catch {
    return undefined;
  }
}

async function tokenOf(chain: Chain, scope: string, options: TokenOptions) {
  if (typeof chain.getTokenInternal === 'function') {
    const { token, successfulCredential } = await chain.getTokenInternal(scope, options);
    return { token: token.token, name: successfulCredential?.constructor.name ?? 'A credential' };
  }
  const token = await chain.getToken(scope, options);
  if (token === null) throw new Error('No credential gave a token.');
  return { token: token.token, name: 'A credential' };
}

async function inTime<Value>(work: Promise<Value>, timeout: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No credential gave a token within ${timeout / 1000} s.`)), timeout);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function environmentHint(): readonly string[] {
  const names = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH'];
  const set = [...names, 'AZURE_FEDERATED_TOKEN_FILE', 'IDENTITY_ENDPOINT', 'AZURE_TOKEN_CREDENTIALS'].filter(
    (name) => (process.env[name] ?? '') !== '',
  );
  return set.length === 0 ? [] : [`The environment has ${set.join(', ')}.`];
}
