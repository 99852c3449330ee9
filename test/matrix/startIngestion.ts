// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { generate } from 'selfsigned';

/** One item as Application Insights takes it. */
export interface Envelope {
  readonly name: string;
  readonly data: {
    readonly baseType: string;
    readonly baseData: Readonly<Record<string, unknown>> & { readonly properties?: Readonly<Record<string, string>> };
  };
}

/** The far end of Azure Monitor's exporter, on 127.0.0.1; it takes nothing but TLS. */
export interface Ingestion {
  readonly connectionString: string;
  /** For NODE_EXTRA_CA_CERTS: its own authority beside the one given. */
  readonly caFile: string;
  readonly envelopes: readonly Envelope[];
  close(): Promise<void>;
}

/** @param otherCaFile A PEM file with an authority that the program has to trust as well. */
export async function startIngestion(otherCaFile: string): Promise<Ingestion> {
  const certificate = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const directory = mkdtempSync(join(tmpdir(), 'ingestion-'));
  const caFile = join(directory, 'ca.pem');
  writeFileSync(caFile, `${certificate.cert}\n${readFileSync(otherCaFile, 'utf8')}`);
  const envelopes: Envelope[] = [];
  const server = createServer({ cert: certificate.cert, key: certificate.private }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
      const items = request.url?.includes('/track') === true ? itemsOf(text) : [];
      envelopes.push(...items);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ itemsReceived: items.length, itemsAccepted: items.length, errors: [] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  return {
    connectionString: `InstrumentationKey=00000000-0000-4000-8000-000000000000;IngestionEndpoint=${url};LiveEndpoint=${url}`,
    caFile,
    envelopes,
    close: () =>
      new Promise((resolve) => {
        rmSync(directory, { recursive: true, force: true });
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function itemsOf(text: string): readonly Envelope[] {
  if (text.startsWith('[')) return JSON.parse(text) as Envelope[];
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Envelope);
}
