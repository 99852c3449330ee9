// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A server in a thread of its own, so that its work is not the client's. */
export interface RawServer {
  /** On 127.0.0.1; 0 for one that listens on a path. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * The vault of `programs/rawServer.mjs`.
 *
 * @param path Of a Unix socket to listen on, where many connections would use up the ports.
 */
export function startRawServer(path?: string): Promise<RawServer> {
  return startServer('rawServer.mjs', { path });
}

/** What telemetry is sent to, when nobody wants to see it. */
export function startOtlpSink(): Promise<RawServer> {
  return startServer('otlpSink.mjs', {});
}

async function startServer(program: string, workerData: { readonly path?: string | undefined }): Promise<RawServer> {
  const worker = new Worker(new URL(`./programs/${program}`, import.meta.url), { execArgv: [], workerData });
  const [port] = (await once(worker, 'message')) as [number];
  worker.unref();
  return {
    port,
    close: async () => {
      await worker.terminate();
    },
  };
}
