// SPDX-License-Identifier: Apache-2.0
// npm run longrun -- --minutes 60 [--rate 100] [--collector path] [--beside]: a program under the preload at a steady rate,
// while what it sends its telemetry to freezes, dies, is full and comes back; with --beside, at the same time and rate the
// same program without it, and with OpenTelemetry's auto-instrumentations. With OTELCOL or --collector a real
// OpenTelemetry Collector; else the OTLP receiver of the tests.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { REGISTER } from './child.ts';
import { failingBackend, PHASES, type Phase } from './failingBackend.ts';
import { startRawServer } from './RawServer.ts';
import { type SteadyLine, type SteadyProgram, startSteadyProgram } from './startSteadyProgram.ts';
import { median } from './statistics.ts';

const PHASE_MS = 20_000;
const PRELOAD = 'keyvault-otel/register';
const BESIDE = {
  nothing: [],
  'auto-instrumentations-node/register': ['--require', '@opentelemetry/auto-instrumentations-node/register'],
} as const;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '100' },
    collector: { type: 'string', default: process.env['OTELCOL'] ?? '' },
    beside: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);

const vaults = await startRawServer();
const backend = await failingBackend(values.collector);
const backendName =
  values.collector === ''
    ? 'the OTLP receiver of the tests (no Collector was named)'
    : 'a real OpenTelemetry Collector';
console.log(`${minutes} min at ${values.rate} calls/s; telemetry to ${backendName}`);
await backend.enter('up');
let phase: Phase = 'up';
const start = (name: string, args: readonly string[]): SteadyProgram =>
  startSteadyProgram({
    name,
    args,
    call: [String(vaults.port), values.rate, values.minutes],
    phase: () => phase,
    env: {
      OTEL_SERVICE_NAME: name,
      OTEL_EXPORTER_OTLP_ENDPOINT: backend.url,
      OTEL_METRIC_EXPORT_INTERVAL: '10000',
      OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
      OTEL_METRIC_EXPORT_TIMEOUT: '5000',
      // Those of the clouds ask for addresses that answer nowhere else.
      OTEL_NODE_RESOURCE_DETECTORS: 'env',
    },
  });
const preload = start(PRELOAD, ['--require', REGISTER]);
const programs = [preload, ...(values.beside ? Object.entries(BESIDE).map(([name, args]) => start(name, args)) : [])];
const ended = Promise.all(programs.map((program) => program.ended));
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
const codes = await ended;
await sleep(1_000);
summarize(codes);
await backend.close();
await vaults.close();
process.exit(0);

function summarize(codes: readonly (number | null)[]): void {
  console.log(
    '| program | telemetry backend | seconds | latency p50, ms | p99, ms | event loop delay p99, ms | CPU of a call, µs | heap max, MB | rss max, MB |',
  );
  console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const program of programs) for (const row of rowsOf(program)) console.log(row);
  for (const [index, program] of programs.entries()) {
    const { made, failed } = lastOf(program);
    console.log(
      `${program.name}: ${made} calls, ${failed} failed, ${spansOf(program.name)} spans arrived, ${program.messages.length} lines of log, exit code ${codes[index]}`,
    );
  }
  const counted = backend.receiver
    .metrics()
    .filter(({ name }) => name === 'azure.keyvault.client.request.duration')
    .reduce((sum, { count = 0 }) => sum + count, 0);
  console.log(
    `${lastOf(preload).vaultCalls} calls to vaults under the preload, ${counted} of them in the metrics that arrived last`,
  );
  console.log(preload.messages.slice(0, 40).join('\n'));
}

function rowsOf({ name, lines }: SteadyProgram): readonly string[] {
  const quarter = Math.floor(lines.length / 4);
  const phases = ['up', 'frozen', 'dead', 'full'] as const;
  return [
    ...phases.map((of) => rowOf(name, of, lines, (line) => line.phase === of)),
    rowOf(name, 'first quarter', lines, (_line, index) => index < quarter),
    rowOf(name, 'last quarter', lines, (_line, index) => index >= lines.length - quarter),
  ].filter((row) => row !== undefined);
}

/** `undefined` where the program said nothing then. */
function rowOf(
  name: string,
  when: string,
  lines: readonly SteadyLine[],
  isThen: (line: SteadyLine, index: number) => boolean,
): string | undefined {
  const then = lines.filter(isThen);
  if (then.length === 0) return undefined;
  const cpu = lines.flatMap((line, index) => {
    const before = lines[index - 1] ?? { cpu: 0, made: 0 };
    return isThen(line, index) ? (1_000 * (line.cpu - before.cpu)) / (line.made - before.made) : [];
  });
  const cells = [
    name,
    when,
    then.length,
    ...(['p50', 'p99', 'delay'] as const).map((key) => median(then.map((line) => line[key])).toFixed(2)),
    median(cpu).toFixed(0),
    ...(['heap', 'rss'] as const).map((key) => (Math.max(...then.map((line) => line[key])) / 1e6).toFixed(0)),
  ];
  return `| ${cells.join(' | ')} |`;
}

function lastOf({ lines, messages }: SteadyProgram): SteadyLine {
  const last = lines.at(-1);
  if (last === undefined) throw new Error(messages.join('\n'));
  return last;
}

function spansOf(name: string): number {
  return backend.receiver.spans().filter(({ resource }) => resource['service.name'] === name).length;
}
