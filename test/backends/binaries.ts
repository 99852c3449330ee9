// SPDX-License-Identifier: Apache-2.0
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that the proof needs, by the environment variable that may name each. */
const PROGRAMS = {
  PROMETHEUS: { names: ['prometheus'], what: 'Prometheus 3.x with --web.enable-otlp-receiver' },
  PROMTOOL: { names: ['promtool'], what: 'promtool of Prometheus 3.x' },
  OTELCOL: { names: ['otelcol', 'otelcol-contrib'], what: 'an OpenTelemetry Collector' },
  ALERTMANAGER: { names: ['alertmanager', 'prometheus-alertmanager'], what: 'Alertmanager' },
  CHROMIUM: { names: ['chromium', 'chromium-browser', 'google-chrome'], what: 'Chromium' },
} as const;

export type Program = keyof typeof PROGRAMS;
export type Binaries = Readonly<Record<Program, string>>;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function find(program: Program): string | undefined {
  const named = process.env[program];
  if (named !== undefined && named !== '') return isExecutable(named) ? named : undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return PROGRAMS[program].names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** Every program's path. Throws with the list of what is missing: nothing is skipped silently. */
export function findBinaries(): Binaries {
  const found = Object.keys(PROGRAMS).map((program) => [program, find(program as Program)] as const);
  const missing = found.filter(([, path]) => path === undefined);
  if (missing.length > 0) {
    const lines = missing.map(([program]) => `  ${program}: ${PROGRAMS[program as Program].what}`);
    throw new Error(`not found; set these variables to executables, or put them on the path:\n${lines.join('\n')}`);
  }
  return Object.fromEntries(found) as Binaries;
}
