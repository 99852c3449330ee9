// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainText } from '../../../src/cli/explain/explainText.ts';
import { recognizeHost } from '../../../src/understand/recognizeHost.ts';
import { makeAccessToken } from '../../fake-vault/accessToken.ts';
import type { CorpusRow } from '../../fake-vault/corpus.ts';
import { cli } from '../useCli.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/explain/', import.meta.url));

/** What each text is about, and the vault that it names. The texts have the forms of public reports, and made-up names. */
const EXPECTED: Readonly<Record<string, readonly [cause: string | undefined, vault?: string]>> = {
  'azcli.txt': ['rbac_denied', 'contoso30-kv'],
  'terraform-rbac.txt': ['rbac_denied', 'test-p-kv-1011'],
  'aztre-fw.txt': ['firewall_denied', 'kv-demo-12'],
  'newtf.txt': ['firewall_denied', 'kv-x'],
  'gosdk.txt': ['private_link_required', 'myvault'],
  'dotnet429.txt': ['vault_request_type_limit'],
  'synapse.txt': ['token_tenant_mismatch'],
  'python.txt': ['access_policy_missing', 'myvault'],
  'java.txt': ['access_policy_missing', 'myvault'],
  'csi.txt': ['managed_identity_not_found'],
  'aadsts.txt': ['client_secret_expired'],
  'restjs.txt': ['access_policy_insufficient', 'myvault'],
  'restjs-inspect.txt': ['firewall_denied', 'myvault'],
  'curl.txt': ['token_missing', 'contoso'],
  'dac.txt': ['token_missing'],
  'dns.txt': ['connection_failed', 'contosso'],
  'timeout.txt': ['connection_failed', 'kv-prod'],
  'pwsh.txt': ['forbidden_unknown'],
  'pulumi.txt': ['rbac_denied', 'kvpulumi'],
  'cmk.txt': ['rbac_denied', 'kv-backup'],
  'devops.txt': ['firewall_denied', 'xxxxxxxxxxxxxxx'],
  'hsm.txt': ['hsm_rbac_denied'],
  'disabled.txt': ['object_disabled'],
  'jschallenge.txt': ['token_missing'],
  'softdel.txt': ['object_soft_deleted', 'kv'],
  'func.txt': ['token_audience_mismatch'],
  'chrome.txt': ['access_policy_insufficient', 'contoso'],
  'notfound.txt': ['object_not_found'],
  'imds.txt': ['managed_identity_not_found'],
  'html.txt': ['route_not_found', 'contoso'],
  'audit.txt': ['first_party_denied', 'contoso-dev'],
  'smart.txt': ['resource_not_found'],
  'obo.txt': ['access_policy_obo_required', 'contoso-sync'],
  'eso.txt': ['access_policy_missing', 'contoso-aks'],
  'denied.txt': ['access_policy_denied'],
  'fed.txt': ['federation_mismatch'],
  'ref.txt': ['forbidden_unknown'],
  'net.txt': ['resource_not_found'],
  'cae.txt': ['cae_challenge'],
  'oldrbac.txt': ['rbac_denied', 'kvold'],
  '429.txt': ['throttled_unknown'],
  'js.txt': ['token_tenant_mismatch'],
  'javaauth.txt': ['client_secret_invalid'],
  'rust.txt': ['key_operation_not_permitted', 'c'],
  'cert.txt': ['connection_failed', 'contoso'],
  'ans.txt': ['firewall_denied', 'ansvault'],
  'spring.txt': ['token_malformed'],
  'aadsts-nov.txt': ['token_request_unknown'],
  'nsp.txt': ['network_perimeter_denied', 'nspvault'],
  'proxy.txt': ['connection_failed', 'kv'],
  'groups.txt': ['group_limit_exceeded'],
  'rand.txt': [undefined],
  'storage.txt': [undefined],
};

const CORPUS = readFileSync(fileURLToPath(new URL('../../fixtures/responses.jsonl', import.meta.url)), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as CorpusRow);

const fixture = (name: string): string => readFileSync(join(FIXTURES, name), 'utf8');

describe('explainText', () => {
  for (const [name, [cause, vault]] of Object.entries(EXPECTED)) {
    it(`finds ${cause ?? 'nothing'} in ${name}`, () => {
      const { errors } = explainText(fixture(name));
      expect(errors.map((error) => error.cause)).toEqual(cause === undefined ? [] : [cause]);
      const [error] = errors;
      if (vault !== undefined) expect(error?.isHostKnown ? error.diagnosis.vault : undefined).toBe(vault);
    });
  }

  it('has every fixture in its table', () => {
    const others = ['seed.txt', 'token.txt', 'log.txt'];
    expect(
      readdirSync(FIXTURES)
        .filter((name) => !others.includes(name))
        .sort(),
    ).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each([
    ['AADSTS700016: Application with identifier x was not found in the directory y.', undefined, ['AADSTS700016']],
    ['Status: MSINotEnabled, site Managed Identity not enabled', undefined, []],
    ['ERROR: (Forbidden) Caller is not authorized to perform action on resource.', 403, ['Forbidden']],
    ['(Throttled) Request was not processed because too many requests were received.', 429, ['Throttled']],
  ])('claims no status and no code that the text does not have: %s', (text, status, codes) => {
    const [error] = explainText(text).errors;
    expect(error?.isStatusTold === true ? error.status : undefined).toBe(status);
    expect(error?.codes).toEqual(codes);
  });

  it('knows a client that cannot reach Microsoft Entra ID', () => {
    const text =
      'EnvironmentCredential authentication failed. Status code: 400\nMore details:\nendpoints_resolution_error: See https://aka.ms/msal.js.errors';
    expect(explainText(text).errors.map(({ cause }) => cause)).toEqual(['connection_failed']);
  });

  it('tells every error of a log apart', () => {
    expect(explainText(fixture('log.txt')).errors.map(({ cause }) => cause)).toEqual([
      'application_not_found',
      'rbac_denied',
    ]);
  });

  it('finds the cause of every real error body of the corpus that names it by itself', () => {
    const named = CORPUS.filter(
      ({ body = '', expectedCause, status }) =>
        body.startsWith('{') &&
        status >= 400 &&
        !/unknown|not_key_vault|challenge|probe|route/.test(expectedCause ?? ''),
    );
    expect(named.length).toBeGreaterThan(40);
    const wrong = named.flatMap(({ id, body, expectedCause }) => {
      const [found] = explainText(body ?? '').errors;
      return found?.cause === expectedCause ? [] : [`${id}: ${found?.cause} instead of ${expectedCause}`];
    });
    expect(wrong).toEqual([]);
  });

  it('finds them too when a tool has put the body into a string of its own JSON, twice', () => {
    const body =
      '{"error":{"code":"Forbidden","message":"Client address is not authorized and caller is not a trusted service.\\r\\nClient address: 203.0.113.7\\r\\nVault: contoso;location=westeurope","innererror":{"code":"ForbiddenByFirewall"}}}';
    const wrapped = JSON.stringify({ level: 'error', inner: JSON.stringify({ msg: `Response: ${body}` }) });
    const [found] = explainText(wrapped).errors;
    expect(found?.cause).toBe('firewall_denied');
    expect(found?.diagnosis.error?.fields['clientAddress']).toBe('203.0.113.7');
  });

  it('reads an HTTP Archive, with only the failures of vaults and token endpoints', () => {
    const entry = (url: string, status: number, text: string, authorization?: string) => ({
      startedDateTime: '2026-01-01T00:00:00Z',
      request: {
        method: 'GET',
        url,
        headers: authorization === undefined ? [] : [{ name: 'Authorization', value: authorization }],
      },
      response: {
        status,
        headers: [
          {
            name: 'WWW-Authenticate',
            value: 'Bearer authorization="https://login.microsoftonline.com/x", resource="https://vault.azure.net"',
          },
        ],
        content: { text },
      },
    });
    const forbidden = '{"error":{"code":"Forbidden","message":"no","innererror":{"code":"ForbiddenByPolicy"}}}';
    const har = {
      log: {
        entries: [
          entry('https://example.com/', 403, 'no'),
          entry(
            'https://contoso.vault.azure.net/secrets/a',
            401,
            '{"error":{"code":"Unauthorized","message":"AKV10000: Request is missing a Bearer or PoP token."}}',
          ),
          entry('https://contoso.vault.azure.net/secrets/a', 403, forbidden, 'Bearer REDACTED'),
          entry('https://contoso.vault.azure.net/secrets/a', 403, forbidden, 'Bearer REDACTED'),
          entry('https://contoso.vault.azure.net/secrets/b', 200, '{}', 'Bearer REDACTED'),
        ],
      },
    };
    const { errors } = explainText(JSON.stringify(har));
    expect(errors.map(({ cause, count }) => [cause, count])).toEqual([['access_policy_denied', 2]]);
  });

  it('never throws and holds no token, whatever the text', () => {
    const pieces = fc.constantFrom(
      '{"error":{"code":"Forbidden","message":"',
      '"}}',
      'StatusCode=403 ',
      '\\"',
      '\\\\r\\\\n',
      'Vault: contoso;location=',
      'https://contoso.vault.azure.net/secrets/x ',
      'AADSTS700016',
      'eyJhbGciOiJub25lIn0.eyJhdWQiOiJ4In0.marker-signature',
      '\n',
      '> GET / HTTP/1.1\n',
      '(Forbidden) ',
      '{',
      '}',
      '"',
      "'",
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }), (parts) => {
        expect(JSON.stringify(explainText(parts.join('')))).not.toContain('marker-signature');
      }),
      { numRuns: 500 },
    );
  });

  it('stays quick on a text made to be slow', () => {
    const hostile = [
      'Client address'.repeat(20_000),
      '{"error":'.repeat(50_000),
      '\\'.repeat(200_000),
      'eyJ'.repeat(100_000),
      'a.'.repeat(200_000),
      'https://'.repeat(50_000),
      '> GET /x HTTP/1.1\n'.repeat(20_000),
      'DefaultAzureCredential'.repeat(10_000),
      `${'x'.repeat(100)} 2024-01-01T00:00 403 denied\n`.repeat(10_000),
      // So long that a pattern which begins anew at each sign runs into the time-out of the test.
      'eyJ-'.repeat(524_288),
      'eyJhhhhh.'.repeat(230_000),
      `GET /x vault.azure.net 403 www-authenticate${'\n'.repeat(150_000)}x`,
    ];
    for (const text of hostile) expect(explainText(text).errors.length).toBeLessThan(10);
  });
});

describe('keyvault-otel explain', () => {
  it('answers on stdout from standard input, with cause, evidence, who has to act, remedy, command and link', async () => {
    const { stdout, stderr, code } = await cli(['explain'], { input: fixture('azcli.txt') });
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    for (const word of ['rbac_denied', 'evidence', 'who owns the vault', 'Assign a data-plane role', 'rbac-guide']) {
      expect(stdout).toContain(word);
    }
    expect(stdout).toMatch(
      /az role assignment create --role "Key Vault Secrets Officer" --assignee-object-id [0-9a-f-]{36} --scope \/subscriptions\//,
    );
  });

  it('puts nothing into a suggested command that is not of its exact form', () => {
    const text = `(Forbidden) Caller is not authorized to perform action on resource.\nCaller: appid=1;oid=$(rm -rf ~);iss=x\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\nResource: '; reboot'\nVault: a"; reboot;location=x`;
    return cli(['explain'], { input: text }).then(({ stdout }) => {
      const command = stdout.split('\n').find((line) => line.includes('az role')) ?? '';
      expect(command).toContain('<object-id>');
      expect(command).not.toMatch(/rm -rf|reboot/);
    });
  });

  it('judges a bare token against a vault offline, and does not print it', async () => {
    const token = makeAccessToken({
      audience: 'https://management.azure.com/',
      clientId: 'made-up-client',
      lifetime: -60,
    });
    const { stdout, code } = await cli(['explain', '--vault', 'contoso'], { input: `${token}\n` });
    expect(code).toBe(0);
    expect(stdout).toContain('token_audience_mismatch');
    expect(stdout).toContain('The audience has to be exactly https://vault.azure.net.');
    expect(stdout).toContain('It expired 1 min');
    expect(stdout).toContain('made-up-client');
    for (const part of token.split('.')) expect(stdout).not.toContain(part.slice(0, 20));
  });

  it('finds the token of the documented example request expired, five blanks and doubled slash and all', async () => {
    const { stdout } = await cli(['explain', join(FIXTURES, 'seed.txt')]);
    expect(stdout).toContain('token_expired');
    expect(stdout).toContain('fad7d5b3-69d6-4b48-9259-8d12124e1cf1');
    expect(stdout).toContain('ok        The audience is the one of contoso.vault.azure.net.');
  });

  it('gives a token that is right no fault', () => {
    const vault = recognizeHost('contoso.vault.azure.net');
    if (vault?.kind !== 'vault') throw new Error('a vault');
    const token = makeAccessToken({ audience: 'https://vault.azure.net', clientId: 'c' });
    const [judgement] = explainText(`Bearer ${token}`, { vault }).tokens;
    expect(judgement?.checks.filter(({ verdict }) => verdict === 'failure')).toEqual([]);
  });

  it('says when nothing was found, and when a file is not there', async () => {
    const [nothing, empty, missing, wrongVault] = await Promise.all([
      cli(['explain'], { input: 'all is well' }),
      cli(['explain'], { input: '' }),
      cli(['explain', 'no-such-file.txt']),
      cli(['explain', '--vault', 'https://example.com'], { input: 'x' }),
    ]);
    expect([nothing.code, empty.code, missing.code, wrongVault.code]).toEqual([1, 1, 2, 2]);
    expect(nothing.stdout + empty.stdout + missing.stdout).toBe('');
    expect(missing.stderr).toContain('there is no such file');
  });

  it('takes no terminal control sign from the text to the terminal', async () => {
    const { stdout } = await cli(['explain', '--vault', 'contoso'], {
      input: `(Forbidden) Caller is not authorized to perform action on resource.\nAction: 'a\u001b]0;title\u0007\u001b[2J'\nVault: contoso;location=x`,
    });
    expect(stdout).toContain('rbac_denied');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is what is tested
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it.each([
    ['UTF-16, as PowerShell writes it', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16 in the other order', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['UTF-8 with a mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
  ])('reads %s', async (_name, encoded) => {
    const { stdout } = await cli(['explain'], { input: encoded(fixture('azcli.txt')) });
    expect(stdout).toContain('rbac_denied');
  });

  it('answers as JSON too', async () => {
    const { stdout } = await cli(['explain', '--json'], { input: fixture('python.txt') });
    const { errors } = JSON.parse(stdout) as { errors: { cause: string; commands: string[] }[] };
    expect(errors[0]?.cause).toBe('access_policy_missing');
    expect(errors[0]?.commands[0]).toContain('az keyvault set-policy --name myvault');
  });
});
