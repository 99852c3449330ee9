// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { certificateFiles } from '../../src/agent/certificateFiles.ts';
import { createTestCertificates } from '../fake-vault/createTestCertificates.ts';
import { CALL, usePreload } from './preloaded.ts';

describe('the files of certificates that are read at the start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyvault-certificates-'));
  const path = join(folder, 'ca.pem');
  beforeAll(() => writeFileSync(path, 'a certificate'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    'OTEL_EXPORTER_OTLP_CERTIFICATE',
    'OTEL_EXPORTER_OTLP_CLIENT_KEY',
    'OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE',
    'OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE',
    'OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY',
  ])('are those of %s', (variable) => {
    expect([...certificateFiles({ [variable]: ` ${path} ` })]).toEqual([
      [path, new Uint8Array(Buffer.from('a certificate'))],
    ]);
  });

  it.each([
    ['of another variable', { OTEL_EXPORTER_OTLP_ENDPOINT: path, CERTIFICATE: path }],
    ['that is empty', { OTEL_EXPORTER_OTLP_CERTIFICATE: ' ' }],
    ['that is not there', { OTEL_EXPORTER_OTLP_CERTIFICATE: join(folder, 'none') }],
    ['that is a folder', { OTEL_EXPORTER_OTLP_CERTIFICATE: folder }],
    ['that never ends', { OTEL_EXPORTER_OTLP_CERTIFICATE: '/dev/zero' }],
    ['without a size', { OTEL_EXPORTER_OTLP_CERTIFICATE: '/proc/self/status' }],
  ])('are none %s', (_which, env) => {
    expect(certificateFiles(env).size).toBe(0);
  });

  it.each([
    [1_048_576, 1],
    [1_048_577, 0],
  ])('with %i bytes are %i', (size, count) => {
    const large = join(folder, 'large.pem');
    writeFileSync(large, Buffer.alloc(size, 'x'));
    const files = certificateFiles({ OTEL_EXPORTER_OTLP_CERTIFICATE: large });
    expect([...files.values()].map(({ length }) => length)).toEqual(Array(count).fill(size));
  });

  it.skipIf(process.platform === 'win32')('are none that is a pipe, which stays for who reads it', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('/bin/sh', ['-c', `echo 'through the pipe' > '${pipe}'`], { stdio: 'ignore' });
    expect(certificateFiles({ OTEL_EXPORTER_OTLP_CERTIFICATE: pipe }).size).toBe(0);
    expect(execFileSync('cat', [pipe], { encoding: 'utf8', timeout: 10_000 })).toBe('through the pipe\n');
    writer.kill();
  });
});

describe('a collector with certificates, of a program that cannot read them any more when it calls', () => {
  const { run } = usePreload();
  const files = { ca: 'ca.pem', cert: 'client.pem', key: 'client.key' } as const;
  const env = {
    OTEL_EXPORTER_OTLP_CERTIFICATE: files.ca,
    OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: files.cert,
    OTEL_EXPORTER_OTLP_CLIENT_KEY: files.key,
  };
  let certificates: Awaited<ReturnType<typeof createTestCertificates>>;
  let server: Http2SecureServer;
  let arrived: string[] = [];
  let cwd = '';
  beforeAll(async () => {
    certificates = await createTestCertificates();
    const { ca, cert, key } = certificates;
    // The certificate is one of a server, which a client may show but not be let in with.
    server = createSecureServer({ ca, cert, key, requestCert: true, rejectUnauthorized: false, allowHTTP1: true });
    server.on('request', (request, response) => {
      const shown = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
      const signal = /v1[/.](trace|metrics|logs)/i.exec(request.url)?.[1]?.toLowerCase();
      arrived.push(`${signal} of ${shown}`);
      const isGrpc = request.headers['content-type'] === 'application/grpc';
      request.resume().on('end', () => {
        if (!isGrpc) return response.end();
        response.setHeader('content-type', 'application/grpc');
        response.addTrailers({ 'grpc-status': '0' });
        return response.end(Buffer.alloc(5));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  });
  afterAll(() => server.close());
  beforeEach(() => {
    arrived = [];
    cwd = mkdtempSync(join(tmpdir(), 'keyvault-certificates-'));
    for (const [name, file] of Object.entries(files)) {
      writeFileSync(join(cwd, file), certificates[name as keyof typeof files]);
    }
    return () => rmSync(cwd, { recursive: true });
  });

  const endpoint = (protocol: string) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${(server.address() as AddressInfo).port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    KEYVAULT_OTEL_EXIT_TIMEOUT: '15000',
  });
  const IN_WORKER = `await new Promise((done) => new (process.getBuiltinModule('worker_threads').Worker)(
    ${JSON.stringify(`(async () => { ${CALL} })();`)}, { eval: true }).on('exit', done));`;

  it.each(
    (['http/protobuf', 'http/json', 'grpc'] as const).flatMap((protocol) => [
      [protocol, 'that ends by itself', CALL] as const,
      [protocol, 'that exits', `${CALL} process.exit();`] as const,
      [protocol, 'that calls in a worker', IN_WORKER] as const,
    ]),
  )('gets all by %s of a program %s', async (protocol, _how, calls) => {
    const gone = `for (const file of ${JSON.stringify(Object.values(files))}) (await import('node:fs')).rmSync(file);`;
    const { code, stderr } = await run({
      source: `${gone} process.chdir('/'); ${calls}`,
      cwd,
      env: {
        ...env,
        ...endpoint(protocol),
      },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(arrived.toSorted()).toEqual(['logs', 'metrics', 'trace'].map((signal) => `${signal} of fake-vault.test`));
  });

  it.each([
    ['are gone', `fs.rmSync(file)`],
    ['were changed, and are read anew', `fs.copyFileSync(file + '.new', file)`],
  ])('gets all where files with absolute paths %s', async (_what, change) => {
    const paths = Object.entries(env).map(([name, file]) => [name, join(cwd, file)] as const);
    if (change.includes('.new')) {
      for (const [, path] of paths) {
        renameSync(path, `${path}.new`);
        writeFileSync(path, 'not yet a certificate');
      }
    }
    const source = `const fs = await import('node:fs');
      for (const file of ${JSON.stringify(paths.map(([, path]) => path))}) ${change}; ${CALL}`;
    const { code, stderr } = await run({ source, env: { ...Object.fromEntries(paths), ...endpoint('http/protobuf') } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(arrived).toHaveLength(3);
  });
});
