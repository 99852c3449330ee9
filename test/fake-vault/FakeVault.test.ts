// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { claimsOf, FAKE_TENANT_ID } from './accessToken.ts';
import { type FakeVault, startFakeVault } from './FakeVault.ts';
import { CLIENT_SECRET_MARKER, PLAINTEXT_MARKER, SECRET_VALUE_MARKER } from './markers.ts';
import { type ProgramResult, runProgram } from './runProgram.ts';

let fake: FakeVault;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fake-vault-test-'));
  fake = await startFakeVault();
});
afterEach(() => fake.reset());
afterAll(async () => {
  await fake.close();
  rmSync(directory, { recursive: true, force: true });
});

/** What a program in a child printed as JSON, one value a line. */
function printed(result: ProgramResult): readonly unknown[] {
  if (result.code !== 0) throw new Error(`exit ${result.code ?? result.signal}: ${result.stderr}`);
  return result.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

const CLIENTS = `
import { SecretClient } from '@azure/keyvault-secrets';
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import { CertificateClient } from '@azure/keyvault-certificates';
import { ClientCertificateCredential, ClientSecretCredential, ManagedIdentityCredential, WorkloadIdentityCredential } from '@azure/identity';
const tenant = '${FAKE_TENANT_ID}';
const credential = new ClientSecretCredential(tenant, 'an-app', '${CLIENT_SECRET_MARKER}');
const print = (value) => console.log(JSON.stringify(value));
const attempt = async (call) => {
  try { print(await call()); } catch (error) { print({ name: error.name, status: error.statusCode, code: error.code, message: error.message }); }
};
const secretOf = async (client) => (await client.getSecret('a-secret')).value;
`;

async function run(source: string, env?: Readonly<Record<string, string>>): Promise<readonly unknown[]> {
  return printed(await runProgram({ fake, source: CLIENTS + source, ...(env === undefined ? {} : { env }) }));
}

const statuses = (endpoint: string) =>
  fake.requests.filter((one) => one.endpoint === endpoint).map((one) => one.status);

describe('a real SecretClient', () => {
  it('is challenged once, gets a token and is served, without being told that its vault is a fake', async () => {
    const output = await run(`
      const client = new SecretClient('https://ok.vault.azure.net', credential);
      await attempt(() => secretOf(client));
      await attempt(() => secretOf(client));
    `);
    expect(output).toEqual([`${SECRET_VALUE_MARKER}-a-secret`, `${SECRET_VALUE_MARKER}-a-secret`]);
    expect(fake.requests).toMatchObject([
      { endpoint: 'vault', host: 'ok.vault.azure.net', status: 401, scenario: 'challenge', hadAuthorization: false },
      { endpoint: 'entra', host: 'login.microsoftonline.com', method: 'POST', status: 200 },
      { endpoint: 'vault', status: 200, hadAuthorization: true },
      { endpoint: 'vault', status: 200, hadAuthorization: true },
    ]);
    expect(fake.requests[0]?.clientRequestId).toBe(fake.requests[2]?.clientRequestId);
    expect(claimsOf(fake.tokens[0] ?? '')).toMatchObject({
      aud: 'https://vault.azure.net',
      tid: FAKE_TENANT_ID,
      appid: 'an-app',
      idtyp: 'app',
    });
  });

  it('can set, list by pages, update, delete, recover and purge', async () => {
    const output = await run(`
      const client = new SecretClient('https://ok.vault.azure.net', credential);
      const fast = { intervalInMs: 5 };
      for (const name of ['one', 'two', 'three']) await client.setSecret(name, 'value of ' + name);
      await attempt(async () => {
        const sizes = [];
        for await (const page of client.listPropertiesOfSecrets().byPage({ maxPageSize: 2 })) sizes.push(page.length);
        return sizes;
      });
      const { properties } = await client.getSecret('one');
      await client.updateSecretProperties('one', properties.version, { tags: { changed: 'yes' } });
      await attempt(async () => (await client.getSecret('one')).properties.tags);
      await (await client.beginDeleteSecret('one', fast)).pollUntilDone();
      await attempt(() => secretOf({ getSecret: () => client.getSecret('one') }));
      await (await client.beginRecoverDeletedSecret('one', fast)).pollUntilDone();
      await attempt(async () => (await client.getSecret('one')).value);
      await (await client.beginDeleteSecret('two', fast)).pollUntilDone();
      await client.purgeDeletedSecret('two');
      await attempt(() => client.getDeletedSecret('two'));
    `);
    expect(output).toMatchObject([
      [2, 1],
      { changed: 'yes' },
      { name: 'RestError', status: 404, code: 'SecretNotFound' },
      'value of one',
      { status: 404 },
    ]);
  });

  it('gets the 403 of the corpus, body and all', async () => {
    const [error] = await run(`
      await attempt(() => secretOf(new SecretClient('https://rbac.vault.azure.net', credential)));
    `);
    expect(error).toMatchObject({
      status: 403,
      code: 'Forbidden',
      message: expect.stringContaining("Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'"),
    });
    expect(statuses('vault')).toEqual([401, 403]);
  });

  it('retries a 429 with Retry-After and is served then', async () => {
    const output = await run(`
      await attempt(() => secretOf(new SecretClient('https://throttled-advice.vault.azure.net', credential)));
    `);
    expect(output).toEqual([`${SECRET_VALUE_MARKER}-a-secret`]);
    expect(statuses('vault')).toEqual([401, 429, 429, 200]);
  });

  it('does not retry a 429 without advice', async () => {
    const output = await run(`
      await attempt(() => secretOf(new SecretClient('https://throttled-7.vault.azure.net', credential)));
    `);
    expect(output).toMatchObject([{ status: 429, code: 'Throttled' }]);
    expect(statuses('vault')).toEqual([401, 429]);
  });

  it('answers a claims challenge with a new token', async () => {
    const output = await run(`
      await attempt(() => secretOf(new SecretClient('https://cae.vault.azure.net', credential)));
    `);
    expect(output).toEqual([`${SECRET_VALUE_MARKER}-a-secret`]);
    expect(statuses('vault')).toEqual([401, 401, 200]);
    expect(statuses('entra')).toEqual([200, 200]);
  });

  it.each(['gzip', 'deflate', 'chunked', 'slow', 'huge', 'gzip-chunked'])(
    'reads the error sent as %s',
    async (shape) => {
      const [error] = await run(`
      await attempt(() => secretOf(new SecretClient('https://rbac-${shape}.vault.azure.net', credential)));
    `);
      expect(error).toMatchObject({ status: 403, message: expect.stringContaining('Caller is not authorized') });
    },
  );

  it('sees an aborted body, a reset connection and a refused one as what they are', async () => {
    const output = await run(`
      for (const vault of ['rbac-abort', 'reset', 'refused']) {
        const client = new SecretClient('https://' + vault + '.vault.azure.net', credential, { retryOptions: { maxRetries: 0 } });
        await attempt(() => secretOf(client));
      }
    `);
    expect(output).toMatchObject([
      { code: 'PARSE_ERROR', message: expect.stringContaining('aborted') },
      { code: 'ECONNRESET' },
      { code: 'ECONNREFUSED' },
    ]);
  });

  it('sends no token after a challenge that does not fit the vault', async () => {
    const [error] = await run(`
      await attempt(() => secretOf(new SecretClient('https://challenge-refused.vault.azure.net', credential)));
    `);
    expect(error).toMatchObject({ message: expect.stringContaining('does not match the requested domain') });
    expect(statuses('vault')).toEqual([401]);
  });
});

describe('the other real clients', () => {
  it('create and use keys', async () => {
    const output = await run(`
      const client = new KeyClient('https://ok.vault.azure.net', credential);
      const key = await client.createRsaKey('a-key', { keySize: 3072 });
      await attempt(async () => Buffer.from(key.key.n).length * 8);
      await attempt(async () => (await client.createEcKey('ec')).key.crv);
      await attempt(async () => (await client.getKey('made-rsa-hsm-4096')).keyType);
      const cryptography = new CryptographyClient(key, credential);
      await attempt(async () => (await cryptography.sign('RS256', new Uint8Array(32))).result.length);
      await attempt(async () => Buffer.from((await cryptography.decrypt('RSA-OAEP', new Uint8Array(384))).result).toString());
      await attempt(async () => Buffer.from((await cryptography.unwrapKey('RSA-OAEP', new Uint8Array(384))).result).toString());
      await attempt(async () => (await cryptography.encrypt('RSA-OAEP', Buffer.from('text'))).result.length > 0);
      await attempt(async () => (await client.rotateKey('a-key')).name);
    `);
    expect(output).toEqual([3072, 'P-256', 'RSA-HSM', 256, PLAINTEXT_MARKER, PLAINTEXT_MARKER, true, 'a-key']);
    const operations = fake.requests.map((one) => one.path.split('?')[0]?.split('/').at(-1));
    expect(operations).toEqual(expect.arrayContaining(['create', 'sign', 'decrypt', 'unwrapkey', 'rotate']));
  });

  it('create, list and delete certificates', async () => {
    const output = await run(`
      const client = new CertificateClient('https://ok.vault.azure.net', credential);
      const fast = { intervalInMs: 5 };
      const policy = { issuerName: 'Self', subject: 'CN=example' };
      await attempt(async () => (await (await client.beginCreateCertificate('a-cert', policy, fast)).pollUntilDone()).name);
      await attempt(async () => (await client.getCertificate('a-cert')).policy.issuerName);
      await attempt(async () => { const names = []; for await (const one of client.listPropertiesOfCertificates()) names.push(one.name); return names; });
      await attempt(async () => (await (await client.beginDeleteCertificate('a-cert', fast)).pollUntilDone()).name);
    `);
    expect(output).toEqual(['a-cert', 'Self', ['a-cert'], 'a-cert']);
    expect(fake.requests.some((one) => one.status === 202 && one.path.includes('/create'))).toBe(true);
  });

  it('reach a Managed HSM, which has an audience and refusals of its own', async () => {
    const output = await run(`
      await attempt(async () => (await new KeyClient('https://ok.managedhsm.azure.net', credential).createRsaKey('k', { hsm: true })).keyType);
      await attempt(() => new KeyClient('https://hsm-rbac.managedhsm.azure.net', credential).createRsaKey('k'));
    `);
    expect(output).toMatchObject(['RSA-HSM', { status: 403, code: 'AccessDenied' }]);
    expect(claimsOf(fake.tokens[0] ?? '')).toMatchObject({ aud: 'https://managedhsm.azure.net' });
  });

  it.each([
    // Entra's own metadata sends clients of the first host on to the second.
    ['vault.azure.cn', 'login.chinacloudapi.cn', 'login.partner.microsoftonline.cn'],
    ['vault.usgovcloudapi.net', 'login.microsoftonline.us', 'login.microsoftonline.us'],
  ])('reach %s with tokens of %s', async (suffix, authority, loginHost) => {
    const output = await run(`
      const other = new ClientSecretCredential(tenant, 'an-app', 'x', { authorityHost: 'https://${authority}' });
      await attempt(() => secretOf(new SecretClient('https://ok.${suffix}', other)));
    `);
    expect(output).toEqual([`${SECRET_VALUE_MARKER}-a-secret`]);
    expect(fake.requests.filter((one) => one.endpoint === 'entra').map((one) => one.host)).toContain(loginHost);
    expect(claimsOf(fake.tokens[0] ?? '')).toMatchObject({ aud: `https://${suffix}` });
  });
});

describe('real credentials', () => {
  it('work with a federated token and with a certificate', async () => {
    const tokenFile = join(directory, 'federated.jwt');
    writeFileSync(tokenFile, 'a.federated.token');
    const certificateFile = join(directory, 'client.pem');
    const client = await generate([{ name: 'commonName', value: 'client' }], { keySize: 2048, algorithm: 'sha256' });
    writeFileSync(certificateFile, `${client.private}\n${client.cert}`);
    const output = await run(
      `
      const url = 'https://ok.vault.azure.net';
      const { TOKEN_FILE: tokenFilePath, CERTIFICATE_FILE: certificatePath } = process.env;
      await attempt(() => secretOf(new SecretClient(url, new WorkloadIdentityCredential({ tenantId: tenant, clientId: 'workload', tokenFilePath }))));
      await attempt(() => secretOf(new SecretClient(url, new ClientCertificateCredential(tenant, 'with-certificate', { certificatePath }))));
    `,
      { TOKEN_FILE: tokenFile, CERTIFICATE_FILE: certificateFile },
    );
    expect(output).toEqual([`${SECRET_VALUE_MARKER}-a-secret`, `${SECRET_VALUE_MARKER}-a-secret`]);
    expect(fake.tokens.map((token) => claimsOf(token)?.['appid'])).toEqual(['workload', 'with-certificate']);
  });

  it('work with the identity of a machine and of App Service', async () => {
    const program = `await attempt(() => secretOf(new SecretClient('https://ok.vault.azure.net', new ManagedIdentityCredential())));`;
    expect(await run(program)).toEqual([`${SECRET_VALUE_MARKER}-a-secret`]);
    expect(await run(program, fake.appServiceEnv)).toEqual([`${SECRET_VALUE_MARKER}-a-secret`]);
    const asked = fake.requests.filter((one) => one.endpoint === 'managed_identity');
    expect(asked.map((one) => [one.host, one.path.split('?')[0]])).toEqual([
      ['169.254.169.254', '/metadata/identity/oauth2/token'],
      ['127.0.0.1', '/msi/token'],
    ]);
    expect(claimsOf(fake.tokens[0] ?? '')).toHaveProperty('xms_mirid');
  });

  it('fail with the AADSTS number of the scenario that their secret names', async () => {
    const output = await run(`
      for (const secret of ['scenario-client-secret-invalid', 'scenario-client-secret-expired', 'scenario-tenant-not-found']) {
        const refused = new ClientSecretCredential(tenant, 'an-app', secret);
        await attempt(() => secretOf(new SecretClient('https://ok.vault.azure.net', refused)));
      }
    `);
    expect(output).toMatchObject([
      { message: expect.stringContaining('AADSTS7000215') },
      { message: expect.stringContaining('AADSTS7000222') },
      { message: expect.stringContaining('AADSTS90002') },
    ]);
    expect(fake.tokens).toEqual([]);
  });

  it.each([
    ['token-expired', '[TokenExpired]'],
    ['token-wrong-audience', 'AKV10022'],
  ])('that bring a %s are refused by a vault that checks it', async (scenario, text) => {
    const [error] = await run(`
      const bad = new ClientSecretCredential(tenant, 'an-app', 'scenario-${scenario}');
      await attempt(() => secretOf(new SecretClient('https://ok.vault.azure.net', bad)));
    `);
    expect(error).toMatchObject({ status: 401, message: expect.stringContaining(text) });
  });
});

describe('the wire', () => {
  it('carries real TLS: a client that does not trust the test authority refuses it', async () => {
    const output = await run(
      `await attempt(() => fetch('https://ok.vault.azure.net/secrets/a').catch((error) => { throw error.cause; }));`,
      { NODE_EXTRA_CA_CERTS: '' },
    );
    expect(output).toMatchObject([{ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }]);
    expect(fake.requests).toEqual([]);
  });

  it('checks the host name: a mapped host that the certificate does not name is refused', async () => {
    const output = await run(`
      const tls = await import('node:tls');
      await attempt(() => new Promise((resolve, reject) => {
        tls.connect({ host: 'ok.vault.azure.net', port: 443, servername: 'elsewhere.example' }, resolve).once('error', reject);
      }));
    `);
    expect(output).toMatchObject([{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }]);
  });

  it('speaks HTTP/2 to a client that can, and HTTP/1.1 to one that cannot', async () => {
    const second = await startFakeVault({ http2: true });
    try {
      const result = await runProgram({
        fake: second,
        source: `
          import { Agent, request } from 'undici';
          const headers = { authorization: 'Bearer opaque' };
          for (const allowH2 of [true, false]) {
            const dispatcher = new Agent({ allowH2 });
            for (const vault of ['ok', 'rbac-gzip']) {
              const { statusCode, body } = await request('https://' + vault + '.vault.azure.net/secrets/s?api-version=7.6', { dispatcher, headers });
              console.log(statusCode); await body.dump();
            }
            await dispatcher.close();
          }
        `,
      });
      expect(printed(result)).toEqual([200, 403, 200, 403]);
      expect(second.requests.map((one) => one.protocol)).toEqual(['h2', 'h2', 'http/1.1', 'http/1.1']);
    } finally {
      await second.close();
    }
  });
});

describe('a test', () => {
  const get = (vault: string) => `
    const { status, headers } = await fetch('https://${vault}.vault.azure.net/secrets/s?api-version=7.6', { headers: { authorization: 'Bearer opaque' } });
    print([status, headers.get('retry-after')]);
  `;

  it('can set a scenario for one vault, with failures and headers of its own', async () => {
    fake.setScenario({ vault: 'shop', scenario: 'throttled', failures: 1, headers: { 'retry-after': '7' } });
    const program = ['shop', 'shop', 'other'].map((vault) => `{${get(vault)}}`).join('\n');
    expect(await run(program)).toEqual([
      [429, '7'],
      [200, null],
      [200, null],
    ]);
  });

  it('can set a scenario for the token endpoint', async () => {
    fake.setScenario({ endpoint: 'imds', scenario: 'identity-not-found' });
    const output = await run(`
      await attempt(() => secretOf(new SecretClient('https://ok.vault.azure.net', new ManagedIdentityCredential())));
    `);
    expect(output).toMatchObject([{ message: expect.stringContaining('Identity not found') }]);
  });

  it('can choose by the name of the object', async () => {
    const output = await run(`
      await attempt(() => new SecretClient('https://ok.vault.azure.net', credential).getSecret('as-not-found'));
    `);
    expect(output).toMatchObject([{ status: 404 }]);
  });

  it('is told of a scenario that does not exist', () => {
    expect(() => fake.setScenario({ scenario: 'no-such' })).toThrow(/no-such/);
  });

  it('can have the real limits enforced, and gets 429 beyond them only', async () => {
    const limited = await startFakeVault({ limits: { secretCreateOrImport: 3 } });
    try {
      const result = await runProgram({
        fake: limited,
        source: `
          for (let count = 0; count < 5; count += 1) {
            const { status } = await fetch('https://ok.vault.azure.net/secrets/s?api-version=7.6', { method: 'PUT', body: '{"value":"v"}', headers: { authorization: 'Bearer opaque' } });
            console.log(status);
          }
        `,
      });
      expect(printed(result)).toEqual([200, 200, 200, 429, 429]);
      expect(limited.limitBooks()).toMatchObject({
        ok: { secretCreateOrImport: { limit: 3, admitted: 3, refused: 2, peak: 3 } },
      });
      expect(limited.counters()).toEqual({
        total: 5,
        byStatus: { 200: 3, 429: 2 },
        byScenario: { ok: 3, limit: 2 },
      });
    } finally {
      await limited.close();
    }
  });
});
