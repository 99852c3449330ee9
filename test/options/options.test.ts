// SPDX-License-Identifier: Apache-2.0
import { AsyncLocalStorage } from 'node:async_hooks';
import { runInNewContext } from 'node:vm';
import { type Context, type ContextManager, context, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { KeyVaultInstrumentationConfig } from '../../src/config.ts';
import { CONFIG_OPTIONS } from '../../src/configOptions.ts';
import type { Diagnosis } from '../../src/index.ts';
import { sampleClaims, sampleToken } from '../understand/sampleToken.ts';
import { type Program, startProgram } from './startProgram.ts';

const USER = sampleToken({ ...sampleClaims, scp: 'user_impersonation', idtyp: 'user' });
const APPLICATION = sampleToken({ ...sampleClaims, idtyp: 'app' });
const OBJECT_ID = 'azure.keyvault.identity.object_id';
const APP_ID = 'azure.keyvault.identity.app_id';
const FORBIDDEN = {
  status: 403,
  body: '{"error":{"code":"Forbidden","message":"no","innererror":{"code":"ForbiddenByRbac"}}}',
};

/** Of operations with keys in an HSM, and of any key as long as nothing is known of it. */
const HSM_LIMIT = 2_000;
const HIGHEST_LIMIT = 4_000;

let program: Program;

beforeAll(async () => {
  program = await startProgram();
});
afterEach(() => {
  program.reset();
  vi.unstubAllEnvs();
});
afterAll(() => program.close());

/** An option from the program and from its variable must do the same. */
const WAYS = ['option', 'variable'] as const;

function use<Name extends keyof typeof CONFIG_OPTIONS>(
  way: (typeof WAYS)[number],
  name: Name,
  value: NonNullable<KeyVaultInstrumentationConfig[Name]>,
): void {
  if (way === 'option') program.use({ [name]: value });
  else {
    vi.stubEnv(CONFIG_OPTIONS[name].variable, String(value));
    program.use();
  }
}

describe.each(WAYS)('identity, given as %s', (way) => {
  it('none records nothing of the caller', async () => {
    use(way, 'identity', 'none');
    await program.call({ token: APPLICATION });
    expect(program.attributes()).toHaveProperty(['azure.keyvault.operation.name'], 'SecretGet');
    const names = Object.keys(program.attributes()).filter((name) => name.startsWith('azure.keyvault.identity.'));
    expect(names).toEqual([]);
    expect(JSON.stringify(program.attributes())).not.toContain(sampleClaims.appid);
  });

  it('standard leaves the object id of a user out, and of a user only', async () => {
    use(way, 'identity', 'standard');
    await program.call({ token: USER });
    expect(program.attributes()).toHaveProperty([APP_ID], sampleClaims.appid);
    expect(program.attributes()).not.toHaveProperty([OBJECT_ID]);
    await program.call({ token: APPLICATION });
    expect(program.attributes()).toHaveProperty([OBJECT_ID], sampleClaims.oid);
  });

  it('full records it', async () => {
    use(way, 'identity', 'full');
    await program.call({ token: USER });
    expect(program.attributes()).toHaveProperty([OBJECT_ID], sampleClaims.oid);
  });
});

describe.each(WAYS)('objectNames, given as %s', (way) => {
  it.each([
    [true, 'db-password'],
    [false, undefined],
  ])('%s', async (value, name) => {
    use(way, 'objectNames', value);
    await program.call();
    expect(program.attributes()['azure.keyvault.object.name']).toBe(name);
    expect(JSON.stringify(program.attributes()).includes('db-password')).toBe(value);
  });
});

describe.each(WAYS)('vaultSuffixes, given as %s', (way) => {
  it('makes a vault of an Azure Stack Hub', async () => {
    use(way, 'vaultSuffixes', ['vault.local.azurestack.test']);
    await program.call({ host: 'contoso.vault.local.azurestack.test' });
    expect(program.attributes()).toMatchObject({
      'azure.keyvault.vault.name': 'contoso',
      'server.address': 'contoso.vault.local.azurestack.test',
    });
  });

  it('makes a vault of a private zone beside the public ones', async () => {
    use(way, 'vaultSuffixes', ['.vaults.contoso.test']);
    await program.call({ host: 'orders.vaults.contoso.test' });
    await program.call();
    expect(program.spans().map(({ attributes }) => attributes['azure.keyvault.vault.name'])).toEqual([
      'orders',
      'contoso',
    ]);
  });

  it('makes a vault of an emulator on one port of localhost, and of no other port', async () => {
    use(way, 'vaultSuffixes', [`localhost:${program.port}`]);
    await program.call({ host: `localhost:${program.port}` });
    await program.call({ host: `localhost:${program.port + 1}` });
    expect(program.spans()).toHaveLength(1);
    expect(program.attributes()).toMatchObject({ 'azure.keyvault.operation.name': 'SecretGet' });
  });

  it('tells where an emulator listens, by http and by fetch', async () => {
    const origin = `localhost:${program.port}`;
    use(way, 'vaultSuffixes', [origin]);
    await program.call({ host: origin });
    const answer = JSON.stringify({ status: 200, body: '{}' });
    const response = await fetch(`http://${origin}/secrets/one?api-version=7.6`, { headers: { 'x-answer': answer } });
    await response.text();
    expect(program.spans()).toHaveLength(2);
    for (const { attributes } of program.spans()) {
      expect(attributes).toMatchObject({
        'server.address': 'localhost',
        'server.port': program.port,
        'url.full': `http://${origin}/secrets/{name}`,
      });
    }
  });
});

describe('vaultSuffixes by default', () => {
  it('leaves every other host alone', async () => {
    program.use();
    await program.call({ host: 'vault.contoso.test' });
    expect(program.spans()).toEqual([]);
  });
});

describe.each(WAYS)('learnKeyTypes, given as %s', (way) => {
  const key = {
    path: '/keys/signing?api-version=7.6',
    body: JSON.stringify({
      key: {
        kid: 'https://contoso.vault.azure.net/keys/signing/1',
        kty: 'RSA-HSM',
        n: Buffer.alloc(512, 255).toString('base64url'),
      },
    }),
  };
  const throttled = { method: 'POST', path: '/keys/signing/1/sign?api-version=7.6', status: 429 };

  it.each([
    [true, HSM_LIMIT],
    [false, HIGHEST_LIMIT],
  ])('%s', async (value, limit) => {
    use(way, 'learnKeyTypes', value);
    await program.call(key);
    await program.call(throttled);
    expect(program.attributes()).toMatchObject({
      'azure.keyvault.throttle.class': 'key_operation',
      'azure.keyvault.throttle.limit': limit,
    });
  });
});

describe('learnKeyTypes', () => {
  it('learns nothing of a key that was not made', async () => {
    program.use({ learnKeyTypes: true });
    const body = JSON.stringify({ kty: 'RSA-HSM', key_size: 4096 });
    await program.call({ method: 'POST', path: '/keys/signing/create?api-version=7.6', sent: body, status: 403 });
    await program.call({ method: 'POST', path: '/keys/signing/1/sign?api-version=7.6', status: 429 });
    expect(program.attributes()).toMatchObject({ 'azure.keyvault.throttle.limit': HIGHEST_LIMIT });
  });
});

describe.each(WAYS)('redactUrls, given as %s', (way) => {
  const given = {
    'url.full': 'https://contoso.vault.azure.net/secrets/db-password?api-version=7.6',
    'url.path': '/secrets/db-password',
    'url.query': '?api-version=7.6',
  };
  const redacted = {
    'url.full': 'https://contoso.vault.azure.net/secrets/{name}',
    'url.path': '/secrets/{name}',
    'url.query': '',
  };

  it.each([
    [true, redacted],
    [false, given],
  ])('%s', async (value, urls) => {
    use(way, 'redactUrls', value);
    const span = program.tracerProvider
      .getTracer('@opentelemetry/instrumentation-http')
      .startSpan('GET', { kind: SpanKind.CLIENT, attributes: given });
    await withContexts(() => context.with(trace.setSpan(ROOT_CONTEXT, span), () => program.call()));
    span.end();
    expect(program.spans()).toHaveLength(1);
    expect(program.attributes()).toMatchObject({ ...urls, 'azure.keyvault.operation.name': 'SecretGet' });
  });
});

describe('redactUrls', () => {
  it('redacts requests for tokens of other services too', async () => {
    program.use({ redactUrls: true });
    const path = '/metadata/identity/oauth2/token?resource=https%3A%2F%2Fstorage.azure.com&client_id=secret-name';
    const span = program.tracerProvider
      .getTracer('@opentelemetry/instrumentation-http')
      .startSpan('GET', { kind: SpanKind.CLIENT, attributes: { 'url.full': `http://169.254.169.254${path}` } });
    await withContexts(() =>
      context.with(trace.setSpan(ROOT_CONTEXT, span), () => program.call({ host: '169.254.169.254', path })),
    );
    span.end();
    expect(program.attributes()).toEqual({ 'url.full': 'http://169.254.169.254/metadata/identity/oauth2/token' });
  });
});

describe.each(WAYS)('signals, given as %s', (way) => {
  it.each([
    ['traces', { spans: 1, metrics: false, events: 0 }],
    ['metrics', { spans: 0, metrics: true, events: 0 }],
    ['logs', { spans: 0, metrics: false, events: 1 }],
  ] as const)('%s alone', async (signal, wanted) => {
    await program.metrics();
    use(way, 'signals', [signal]);
    await program.call({ token: APPLICATION, ...FORBIDDEN });
    expect({
      spans: program.spans().length,
      metrics: (await program.metrics()).includes('azure.keyvault.client.quota.utilization'),
      events: program.events().length,
    }).toEqual(wanted);
  });

  it('leaves the spans of others alone without traces', async () => {
    use(way, 'signals', ['metrics']);
    const span = program.tracerProvider
      .getTracer('@opentelemetry/instrumentation-http')
      .startSpan('GET', { kind: SpanKind.CLIENT });
    await withContexts(() => context.with(trace.setSpan(ROOT_CONTEXT, span), () => program.call()));
    span.end();
    expect(program.attributes()).toEqual({});
  });
});

describe('an error that comes again', () => {
  it('is told on each span alike', async () => {
    program.use();
    for (let time = 0; time < 4; time += 1) await program.call({ token: APPLICATION, ...FORBIDDEN });
    const told = program.spans().map(({ attributes, status }) => {
      const failure = Object.entries(attributes).filter(([name]) => name.startsWith('azure.keyvault.failure.'));
      return [status.code, attributes['azure.keyvault.outcome'], Object.fromEntries(failure)];
    });
    const [first] = told;
    expect(first).toMatchObject([2, 'failure', { 'azure.keyvault.failure.cause': 'rbac_denied' }]);
    expect(told).toEqual(Array(4).fill(first));
  });
});

describe('onDiagnosis', () => {
  it('is given each diagnosis once, with a span that still takes attributes', async () => {
    const seen: (Pick<Diagnosis, 'outcome' | 'cause'> & { readonly recording: boolean | undefined })[] = [];
    program.use({
      onDiagnosis: (span, { outcome, cause }) => {
        seen.push({ outcome, cause, recording: span?.isRecording() });
        span?.setAttribute('app.seen', true);
      },
    });
    await program.call({ token: APPLICATION });
    await program.call({ token: APPLICATION, ...FORBIDDEN });
    expect(seen).toEqual([
      { outcome: 'success', cause: undefined, recording: true },
      { outcome: 'failure', cause: 'rbac_denied', recording: true },
    ]);
    expect(program.spans().map(({ attributes }) => attributes['app.seen'])).toEqual([true, true]);
  });

  it('is given the whole of an error however often it comes', async () => {
    const seen: (Diagnosis['error'] | undefined)[] = [];
    program.use({ onDiagnosis: (_span, { error }) => void seen.push(error) });
    for (let time = 0; time < 4; time += 1) await program.call({ token: APPLICATION, ...FORBIDDEN });
    expect(seen).toEqual(Array(4).fill({ code: 'Forbidden', innerCode: 'ForbiddenByRbac', fields: {} }));
  });

  it('does no harm when it throws', async () => {
    program.use({
      onDiagnosis: () => {
        throw new Error('of the hook');
      },
    });
    expect(await program.call({ token: APPLICATION, ...FORBIDDEN })).toBe(403);
    expect(program.attributes()).toMatchObject({ 'azure.keyvault.failure.cause': 'rbac_denied' });
  });

  it.each([
    ['rejects', async () => Promise.reject(new Error('of the hook'))],
    ['rejects in another realm', runInNewContext(`async () => { throw new Error('of the hook'); }`)],
  ])('does no harm when it %s', async (_how, onDiagnosis) => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    try {
      program.use({ onDiagnosis });
      expect(await program.call({ token: APPLICATION, ...FORBIDDEN })).toBe(403);
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  });
});

describe('enabled', () => {
  it('false records nothing until new options say otherwise', async () => {
    const instrumentation = program.use({ enabled: false });
    instrumentation.enable();
    await program.call();
    expect(program.spans()).toEqual([]);
    instrumentation.setConfig({ enabled: true });
    instrumentation.enable();
    await program.call();
    expect(program.spans()).toHaveLength(1);
    expect(instrumentation.getConfig()).toEqual({ enabled: true });
  });
});

/** Runs with a context manager, as every SDK registers one. */
async function withContexts(run: () => Promise<unknown>): Promise<void> {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, fn, self, ...args) => storage.run(active, () => fn.apply(self, args)),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  context.setGlobalContextManager(manager);
  try {
    await run();
  } finally {
    context.disable();
  }
}
