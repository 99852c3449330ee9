// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** The vault of `programs/rawServer.mjs`, in a thread of its own, so that its work is not the client's. */
export interface RawServer {
  /** On 127.0.0.1; 0 for one that listens on a path. */
  readonly port: number;
  close(): Promise<void>;
}

/** @param path Of a Unix socket to listen on, where many connections would use up the ports. */
export async function startRawServer(path?: string): Promise<RawServer> {
  const file = new URL('./programs/rawServer.mjs', import.meta.url);
  const worker = new Worker(file, { execArgv: [], workerData: { path } });
  const [port] = (await once(worker, 'message')) as [number];
  worker.unref();
  return {
    port,
    close: async () => {
      await worker.terminate();
    },
  };
}
