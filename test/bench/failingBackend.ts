// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OtlpReceiver, startOtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';

/** What a telemetry backend goes through, in turn. */
export const PHASES = ['up', 'frozen', 'up', 'dead', 'up', 'full'] as const;
export type Phase = (typeof PHASES)[number];

/** A telemetry backend that can be made to fail. */
export interface FailingBackend {
  readonly url: string;
  /** What has arrived. */
  readonly receiver: OtlpReceiver;
  enter(phase: Phase): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param collector Path of a real OpenTelemetry Collector, or empty: then the OTLP receiver of the tests, which can answer,
 *   refuse and hang.
 */
export async function failingBackend(collector: string): Promise<FailingBackend> {
  const receiver = await startOtlpReceiver();
  return collector === '' ? receiverBackend(receiver) : await collectorBackend(collector, receiver);
}

function receiverBackend(receiver: OtlpReceiver): FailingBackend {
  const faults = { up: undefined, frozen: { hang: true }, dead: { status: 503 }, full: { status: 429 } } as const;
  return {
    url: receiver.httpUrl,
    receiver,
    enter: async (phase) => receiver.setFault(faults[phase]),
    close: () => receiver.close(),
  };
}

async function collectorBackend(binary: string, receiver: OtlpReceiver): Promise<FailingBackend> {
  const directory = mkdtempSync(join(tmpdir(), 'longrun-'));
  const port = await freePort();
  // A limit that is below what the Collector needs for itself: it refuses everything.
  const limits = { up: 2_000, full: 1 } as const;
  for (const [name, limit] of Object.entries(limits)) {
    writeFileSync(join(directory, `${name}.yaml`), collectorConfig({ port, limit, sink: receiver.httpUrl }));
  }
  let running: { readonly child: ChildProcess; readonly config: keyof typeof limits } | undefined;
  const stop = async (): Promise<void> => {
    if (running === undefined) return;
    const { child } = running;
    running = undefined;
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
  };
  const start = async (config: keyof typeof limits): Promise<void> => {
    if (running?.config === config) return;
    await stop();
    const child = spawn(binary, ['--config', join(directory, `${config}.yaml`)], { stdio: 'ignore' });
    running = { child, config };
  };
  return {
    url: `http://127.0.0.1:${port}`,
    receiver,
    enter: async (phase) => {
      running?.child.kill('SIGCONT');
      if (phase === 'up' || phase === 'full') await start(phase);
      else if (phase === 'dead') await stop();
      else running?.child.kill('SIGSTOP');
    },
    close: async () => {
      await stop();
      rmSync(directory, { recursive: true, force: true });
      await receiver.close();
    },
  };
}

function collectorConfig({
  port,
  limit,
  sink,
}: {
  readonly port: number;
  readonly limit: number;
  readonly sink: string;
}): string {
  const pipeline = '{ receivers: [otlp], processors: [memory_limiter], exporters: [otlp_http] }';
  return `
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:${port} } } } }
processors: { memory_limiter: { check_interval: 100ms, limit_mib: ${limit} } }
exporters: { otlp_http: { endpoint: ${sink}, compression: none, sending_queue: { enabled: false }, retry_on_failure: { enabled: false } } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { traces: ${pipeline}, metrics: ${pipeline}, logs: ${pipeline} }
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
