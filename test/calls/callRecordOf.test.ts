// SPDX-License-Identifier: Apache-2.0
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IdentityLevel } from '../../src/config.ts';
import { KeyVaultInstrumentation } from '../../src/KeyVaultInstrumentation.ts';
import type { CallRecord } from '../../src/record/CallRecord.ts';
import { observedServer } from '../observe/observedServer.ts';
import { sampleClaims, sampleToken } from '../understand/sampleToken.ts';

let server: Awaited<ReturnType<typeof observedServer>>;

beforeAll(async () => {
  server = await observedServer((_request, response) => response.end('{}'));
});
afterAll(() => server.close());

async function recordOf(claims: object, identity: IdentityLevel): Promise<CallRecord | undefined> {
  const observer = new KeyVaultInstrumentation({ identity });
  const records: CallRecord[] = [];
  observer.listen((record) => records.push(record));
  const headers = { host: 'contoso.vault.azure.net', authorization: `Bearer ${sampleToken(claims)}` };
  await new Promise<void>((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, path: '/secrets/a/', headers };
    get(options, (response) => response.resume().on('end', resolve)).on('error', reject);
  });
  observer.disable();
  return records[0];
}

describe('callRecordOf', () => {
  it('hands out the object id of a token that names no client at the level full only', async () => {
    const { appid, ...claims } = { ...sampleClaims, sub: 'pairwise' };
    expect(await recordOf(claims, 'standard')).toMatchObject({ identity: { type: 'unknown', objectId: undefined } });
    expect(await recordOf(claims, 'full')).toMatchObject({ identity: { objectId: sampleClaims.oid } });
    expect(await recordOf(claims, 'none')).toMatchObject({ operation: 'SecretGet', identity: undefined });
  });
});
