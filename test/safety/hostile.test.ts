// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyVaultInstrumentation } from '../../src/KeyVaultInstrumentation.ts';
import type { Diagnosis } from '../../src/understand/Diagnosis.ts';
import { memoryInUse } from '../bench/memoryInUse.ts';

/** Longest text that any attribute may have: the remedy is one sentence of ours, everything else is cut. */
const MAX_ATTRIBUTE = 400;
const SECRET = 'https://contoso.vault.azure.net';

let respond: (socket: Socket) => void;
let server: Server;
let url: string;
let instrumentation: KeyVaultInstrumentation;
let diagnoses: Diagnosis[];
const spans = new InMemorySpanExporter();

beforeEach(async () => {
  const sockets = new Set<Socket>();
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    socket.once('data', () => respond(socket));
  });
  server.once('close', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  url = `http://localhost:${port}/secrets/a?api-version=7.6`;
  diagnoses = [];
  spans.reset();
  instrumentation = new KeyVaultInstrumentation({
    vaultSuffixes: [`localhost:${port}`],
    onDiagnosis: (_span, diagnosis) => diagnoses.push(diagnosis),
  });
  instrumentation.setTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }),
  );
});
afterEach(() => {
  instrumentation.disable();
  server.close();
});

const head = (status: number, ...headers: readonly string[]): string =>
  [`HTTP/1.1 ${status} X`, ...headers, 'connection: close', '', ''].join('\r\n');

function longestAttribute(): number {
  const values = spans.getFinishedSpans().flatMap((span) => Object.values(span.attributes));
  return Math.max(0, ...values.map((value) => String(value).length));
}

/** Sends so much in pieces, as fast as the other side takes it. */
function pour(socket: Socket, bytes: number): void {
  const piece = Buffer.alloc(65_536, 'x');
  let left = bytes;
  const go = (): void => {
    while (left > 0) {
      left -= piece.length;
      if (!socket.write(piece)) {
        socket.once('drain', go);
        return;
      }
    }
    socket.end();
  };
  go();
}

describe('a vault that means harm', () => {
  it('sends an error without end: the diagnosis is made of its first bytes, the program reads all', async () => {
    const size = 20_000_000;
    respond = (socket) => {
      socket.write(head(403));
      socket.write('{"error":{"code":"Forbidden","innererror":{"code":"ForbiddenByRbac"},"message":"');
      pour(socket, size);
    };
    let read = 0;
    let diagnosedAfter: number | undefined;
    const response = await fetch(url);
    for await (const chunk of response.body ?? []) {
      read += chunk.length;
      if (diagnoses.length > 0) diagnosedAfter ??= read;
    }
    expect(read).toBeGreaterThan(size);
    expect(diagnoses.map(({ cause }) => cause)).toEqual(['rbac_denied']);
    expect(diagnosedAfter).toBeLessThan(1_000_000);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('sends 100 MB in a few bytes of %s: it is not unpacked', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(100_000_000, '{"error":'));
    respond = (socket) => {
      socket.write(head(403, `content-encoding: ${encoding}`, `content-length: ${bomb.length}`));
      socket.end(bomb);
    };
    const before = memoryInUse();
    const outgoing = request(url).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    await once(response.resume(), 'close');
    expect(diagnoses.map(({ outcome, error }) => [outcome, error?.code])).toEqual([['failure', undefined]]);
    expect(memoryInUse().heap - before.heap).toBeLessThan(3_000_000);
  });

  it('keeps many errors open, byte by byte: each holds its first bytes and no more', async () => {
    const count = 40;
    const size = 16_000;
    respond = (socket) => {
      socket.write(head(403, 'transfer-encoding: chunked'));
      socket.write('1\r\nx\r\n'.repeat(size));
    };
    const agent = new Agent({ maxSockets: count });
    const open = async (): Promise<IncomingMessage> => {
      const outgoing = request(url, { agent })
        .on('error', () => undefined)
        .end();
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      let read = 0;
      await new Promise<void>((resolve) => {
        response
          .on('error', () => undefined)
          .on('data', (chunk: Buffer) => {
            read += chunk.length;
            if (read === size) resolve();
          });
      });
      return response;
    };
    const before = memoryInUse();
    const responses = await Promise.all(Array.from({ length: count }, open));
    const { heap, buffers } = memoryInUse();
    expect(diagnoses).toEqual([]);
    // Sockets, parsers and responses are the program's, about 30 KB each; an object for each byte would be 100 times that.
    expect((heap + buffers - before.heap - before.buffers) / count).toBeLessThan(100_000);
    await Promise.all(responses.map((response) => once(response.destroy(), 'close')));
    agent.destroy();
    await expect.poll(() => diagnoses.length).toBe(count);
  });

  it('sends challenges and codes of megabytes, to a client that takes them: no attribute grows', async () => {
    const long = 'A'.repeat(2_000_000);
    respond = (socket) => {
      socket.write(
        head(
          401,
          `www-authenticate: Bearer authorization="https://login.windows.net/${long}", resource="${long}", error="${long}"`,
          `www-authenticate: ${'Bearer ,"=\\'.repeat(20_000)}`,
          `x-ms-request-id: ${long}`,
          `x-ms-keyvault-region: ${long}`,
          `x-ms-keyvault-network-info: conn_type=${long};addr=1.2.3.4`,
          `retry-after: ${'9'.repeat(100_000)}`,
        ),
      );
      socket.end(JSON.stringify({ error: { code: long, message: long, innererror: { code: long } } }));
    };
    const outgoing = request(url, {
      maxHeaderSize: 64_000_000,
      headers: { authorization: `Bearer ${'e'.repeat(8_000)}`, 'x-ms-client-request-id': 'i'.repeat(8_000) },
    }).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    await once(response.resume(), 'close');
    expect(diagnoses).toHaveLength(1);
    expect(spans.getFinishedSpans()).toHaveLength(1);
    expect(longestAttribute()).toBeLessThanOrEqual(MAX_ATTRIBUTE);
  });

  it.each([
    ['is deeper than any stack', `{"error":${'{"innererror":'.repeat(5_000)}`],
    ['is all brackets', '['.repeat(16_000)],
    [
      'has names of the language',
      '{"__proto__":{"code":"x"},"error":{"__proto__":{"code":"Polluted"},"constructor":{"prototype":{}}}}',
    ],
    ['has another type for everything', '{"error":{"code":{"a":[]},"message":[1,{"x":null}],"innererror":"text"}}'],
    ['is one number', '9'.repeat(16_000)],
    ['is broken UTF-8', Buffer.alloc(16_000, 0xc3)],
    ['asks regular expressions for much', `{"error":{"code":"Forbidden","message":"${"Action: '".repeat(1_500)}"}}`],
  ])('sends an error that %s: it is a failure like another', async (_what, body) => {
    respond = (socket) => {
      socket.write(head(403));
      socket.end(body);
    };
    const response = await fetch(url, { headers: { authorization: `Bearer ${SECRET}` } });
    expect((await response.arrayBuffer()).byteLength).toBe(Buffer.byteLength(body));
    expect(diagnoses.map(({ outcome }) => outcome)).toEqual(['failure']);
    expect(longestAttribute()).toBeLessThanOrEqual(MAX_ATTRIBUTE);
    expect(({} as { readonly code?: string }).code).toBeUndefined();
  });
});
