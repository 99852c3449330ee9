// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { CallBook } from '../src/cli/report/CallBook.ts';
import { formatCount } from '../src/cli/report/format.ts';
import type { Report } from '../src/cli/report/Report.ts';
import { exportsTelemetry } from '../src/cli/run/observedEnvironment.ts';
import { runObserved } from '../src/cli/run/runObserved.ts';
import { FAKE_TENANT_ID } from '../test/fake-vault/accessToken.ts';
import type { FakeVault } from '../test/fake-vault/FakeVault.ts';
import { withFakeVault } from '../test/fake-vault/withFakeVault.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../test/otlp-receiver/startOtlpReceiver.ts';
import { DEMO_SCENARIOS, type DemoScenario, demoScenariosNamed } from './demoScenarios.ts';

export interface DemoOptions {
  /** Name of a scenario, or `all`. */
  readonly scenario: string;
  /** Steps in a second, for as long as the demo runs; `undefined` runs the scenario once. */
  readonly rate: number | undefined;
  /** Seconds after which a continuous demo ends; `undefined` waits for Ctrl+C. */
  readonly duration: number | undefined;
  readonly say: (text: string) => void;
}

export interface DemoResult {
  readonly report: Report;
  /** Where the telemetry went. */
  readonly destination: readonly string[];
  readonly exitCode: number | null;
}

/** Names and descriptions of the scenarios. */
export const DEMO_NAMES: readonly (readonly [name: string, description: string])[] = DEMO_SCENARIOS.map(
  ({ name, description }) => [name, description],
);

/**
 * Runs a program with the real Azure SDK against a fake of Key Vault and Entra ID, under the preload, and reports what was
 * seen. The telemetry goes where `OTEL_EXPORTER_OTLP_ENDPOINT` says, else to a receiver of the demo's own.
 *
 * @returns `undefined` when there is no such scenario.
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult | undefined> {
  const scenarios = demoScenariosNamed(options.scenario);
  if (scenarios === undefined) return undefined;
  return withFakeVault(async (fake) => {
    for (const [vault, scenario] of scenarios.flatMap(({ vaults = {} }) => Object.entries(vaults))) {
      fake.setScenario({ vault, scenario });
    }
    if (exportsTelemetry(process.env)) {
      const { report, exitCode } = await runProgram(options, scenarios, fake, {});
      return { report, exitCode, destination: destinationOf(process.env) };
    }
    const receiver = await startOtlpReceiver();
    try {
      const { report, exitCode } = await runProgram(options, scenarios, fake, receiver.env());
      return { report, exitCode, destination: received(receiver) };
    } finally {
      await receiver.close();
    }
  });
}

async function runProgram(
  { rate, duration, say }: DemoOptions,
  scenarios: readonly DemoScenario[],
  fake: FakeVault,
  telemetry: Readonly<Record<string, string>>,
) {
  const steps = scenarios.flatMap((scenario) => scenario.steps);
  const app = fileURLToPath(new URL('./app.mjs', import.meta.url));
  const book = new CallBook();
  say(`Running ${scenarios.map(({ name }) => name).join(', ')} with the Azure SDK against a fake vault ...`);
  const { exitCode, signal } = await runObserved({
    command: [process.execPath, '--require', fake.preload, app],
    env: {
      OTEL_SERVICE_NAME: 'keyvault-otel-demo',
      ...process.env,
      ...telemetry,
      ...fake.env,
      DEMO_TENANT: FAKE_TENANT_ID,
      DEMO_STEPS: JSON.stringify(steps),
      ...(rate === undefined ? {} : { DEMO_RATE: String(rate) }),
      ...(duration === undefined ? {} : { DEMO_SECONDS: String(duration) }),
    },
    reporter: fileURLToPath(new URL('../dist/cli/reporter.cjs', import.meta.url)),
    register: fileURLToPath(new URL('../dist/register.cjs', import.meta.url)),
    onCall: (call) => book.add(call),
    onDropped: (count) => book.drop(count),
    onUnsupported: (version) => book.unsupported(version),
    onLoss: () => book.lose(),
  });
  return { report: book.report({ command: ['node', 'demo/app.mjs'], exitCode, signal }), exitCode };
}

function destinationOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const endpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const service = env['OTEL_SERVICE_NAME'] ?? 'keyvault-otel-demo';
  return [
    `Traces, metrics and events went by OTLP to ${endpoint ?? 'where the OTEL_* variables say'}, as service ${service}.`,
  ];
}

function received(receiver: OtlpReceiver): readonly string[] {
  const [spans, points, logs] = [receiver.spans(), receiver.metrics(), receiver.logs()];
  const names = new Set(points.map(({ name }) => name));
  return [
    `A receiver at ${receiver.httpUrl}, started for this demo, got by OTLP: ${formatCount(spans.length, 'span')}, ${formatCount(points.length, 'metric point')} of ${formatCount(names.size, 'metric')}, ${formatCount(logs.length, 'event')}.`,
    'Set OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 to send them to your own collector instead.',
  ];
}
