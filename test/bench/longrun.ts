// SPDX-License-Identifier: Apache-2.0
// npm run longrun -- --minutes 60 [--rate 100] [--collector path]: a program under the preload at a steady rate, while what
// it sends its telemetry to freezes, dies, is full and comes back. With OTELCOL or --collector a real OpenTelemetry
// Collector; else the OTLP receiver of the tests, which can answer, refuse and hang.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type OtlpReceiver, startOtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';
import { MAP_NAMES, programFile, REGISTER } from './child.ts';
import { startRawServer } from './RawServer.ts';
import { median } from './statistics.ts';

const PHASES = ['up', 'frozen', 'up', 'dead', 'up', 'full'] as const;
type Phase = (typeof PHASES)[number];
const PHASE_MS = 20_000;
const RESOURCE_MB = 1e6;

interface Backend {
  readonly name: string;
  readonly url: string;
  enter(phase: Phase): Promise<void>;
  close(): void;
}

/** One line of the program. */
interface Line {
  readonly at: number;
  readonly made: number;
  readonly vaultCalls: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly heap: number;
  readonly rss: number;
  readonly delay: number;
  readonly last: boolean;
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '100' },
    collector: { type: 'string', default: process.env['OTELCOL'] ?? '' },
  },
});
const minutes = Number(values.minutes);

const vaults = await startRawServer();
const receiver = await startOtlpReceiver();
const backend =
  values.collector === '' ? receiverBackend(receiver) : await collectorBackend(values.collector, receiver);
console.log(`${minutes} min at ${values.rate} calls/s; telemetry to ${backend.name}`);
await backend.enter('up');
let phase: Phase = 'up';
const program = spawn(
  process.execPath,
  [
    ...['--require', MAP_NAMES, '--require', REGISTER],
    ...[programFile('steady.mjs'), String(vaults.port), values.rate, values.minutes],
  ],
  {
    env: {
      PATH: process.env['PATH'],
      OTEL_EXPORTER_OTLP_ENDPOINT: backend.url,
      OTEL_METRIC_EXPORT_INTERVAL: '10000',
      OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
      OTEL_METRIC_EXPORT_TIMEOUT: '5000',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  },
);
const lines: (Line & { readonly phase: Phase })[] = [];
const messages: string[] = [];
createInterface({ input: program.stdout }).on('line', (text) => lines.push({ ...(JSON.parse(text) as Line), phase }));
createInterface({ input: program.stderr }).on('line', (text) => messages.push(text));
const ended = new Promise<number | null>((resolve) => program.once('exit', resolve));
const startedAt = Date.now();
let isOver = false;
void ended.then(() => {
  isOver = true;
});
for (let index = 1; !isOver; index += 1) {
  await Promise.race([ended, sleep(PHASE_MS)]);
  // The last phase is one in which everything can be delivered.
  const left = minutes * 60_000 - (Date.now() - startedAt);
  phase = left < 2 * PHASE_MS ? 'up' : (PHASES[index % PHASES.length] ?? 'up');
  if (!isOver) await backend.enter(phase);
}
const exitCode = await ended;
await sleep(1_000);
summarize(exitCode);
backend.close();
await receiver.close();
await vaults.close();
process.exit(0);

function summarize(code: number | null): void {
  const last = lines.at(-1);
  if (last === undefined) throw new Error(messages.join('\n'));
  const row = (name: string, of: readonly Line[]): string =>
    `| ${[
      name,
      of.length,
      ...(['p50', 'p99', 'delay'] as const).map((key) => median(of.map((line) => line[key])).toFixed(2)),
      ...(['heap', 'rss'] as const).map((key) => (Math.max(...of.map((line) => line[key])) / RESOURCE_MB).toFixed(0)),
    ].join(' | ')} |`;
  const quarter = Math.floor(lines.length / 4);
  console.log(
    '| telemetry backend | seconds | latency p50, ms | p99, ms | event loop delay p99, ms | heap max, MB | rss max, MB |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const name of ['up', 'frozen', 'dead', 'full'] as const) {
    const of = lines.filter((line) => line.phase === name);
    if (of.length > 0) console.log(row(name, of));
  }
  if (quarter > 0) {
    console.log(row('first quarter', lines.slice(0, quarter)));
    console.log(row('last quarter', lines.slice(-quarter)));
  }
  const spans = receiver.spans().length;
  const counted = receiver
    .metrics()
    .filter(({ name }) => name === 'azure.keyvault.client.request.duration')
    .reduce((sum, { count = 0 }) => sum + count, 0);
  console.log(
    `${last.made} calls, ${last.vaultCalls} of them to vaults, ${last.failed} failed; ${spans} spans arrived, ${counted} calls in the metrics that arrived last`,
  );
  console.log(`exit code ${code}; ${messages.length} lines of log:\n${messages.slice(0, 40).join('\n')}`);
}

function receiverBackend(otlp: OtlpReceiver): Backend {
  return {
    name: 'the OTLP receiver of the tests (no Collector was named)',
    url: otlp.httpUrl,
    enter: async (next) => {
      const faults = { up: undefined, frozen: { hang: true }, dead: { status: 503 }, full: { status: 429 } } as const;
      otlp.setFault(faults[next]);
    },
    close: () => undefined,
  };
}

async function collectorBackend(binary: string, sink: OtlpReceiver): Promise<Backend> {
  const directory = mkdtempSync(join(tmpdir(), 'longrun-'));
  const port = await freePort();
  // A limit that is below what the Collector needs for itself: it refuses everything.
  const configs = { up: 2_000, full: 1 } as const;
  for (const [name, limit] of Object.entries(configs)) {
    writeFileSync(join(directory, `${name}.yaml`), collectorConfig({ port, limit, sink: sink.httpUrl }));
  }
  let running: { readonly child: ChildProcess; readonly config: keyof typeof configs } | undefined;
  const stop = async (): Promise<void> => {
    if (running === undefined) return;
    const { child } = running;
    running = undefined;
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
  };
  const start = async (config: keyof typeof configs): Promise<void> => {
    if (running?.config === config) return;
    await stop();
    const child = spawn(binary, ['--config', join(directory, `${config}.yaml`)], { stdio: 'ignore' });
    running = { child, config };
  };
  return {
    name: `a real OpenTelemetry Collector (${binary.split('/').at(-1)})`,
    url: `http://127.0.0.1:${port}`,
    enter: async (next) => {
      running?.child.kill('SIGCONT');
      if (next === 'up' || next === 'full') await start(next);
      else if (next === 'dead') await stop();
      else running?.child.kill('SIGSTOP');
    },
    close: () => {
      running?.child.kill('SIGCONT');
      running?.child.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
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
