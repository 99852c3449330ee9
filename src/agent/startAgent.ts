// SPDX-License-Identifier: Apache-2.0

import { disabledInstrumentations } from '../disabledInstrumentations.ts';
import { attempt } from '../host/guarded.ts';
import { openTelemetryGlobal } from '../host/openTelemetryGlobal.ts';
import { outside } from '../host/outside.ts';
import { ownTimers } from '../host/ownTimers.ts';
import { claimPreload } from '../host/preloadGlobal.ts';
import { isSwitchedOff } from '../isSwitchedOff.ts';
import { StandIn } from '../StandIn.ts';
import { Agent } from './Agent.ts';
import { AgentLogger } from './AgentLogger.ts';
import { certificateFiles } from './certificateFiles.ts';
import { linesOfProcess, shareLines } from './linesOfProcess.ts';
import { settleAtEnd } from './settleAtEnd.ts';
import { withDiagnostics } from './withDiagnostics.ts';
import { hiddenVariables, withoutValues } from './withoutValues.ts';

/** Starts the preload, once however often and in whatever way it is loaded. Never throws. */
export function startAgent(): void {
  attempt('start of the preload', () => {
    const files = new Map<string, Uint8Array>();
    const requests = new Map<string, unknown>();
    const isGuest = openTelemetryGlobal()?.trace !== undefined;
    const timers = Object.freeze(ownTimers);
    const isOff = isSwitchedOff(process.env);
    const atStart = isOff || isGuest ? {} : hiddenVariables(process.env);
    const hide = (message: string): string => withoutValues(message, [atStart, process.env]);
    if (!claimPreload({ say, hide, timers, outside, redactUrls: !isGuest, files, requests })) return;
    if (isOff) return;
    shareLines();
    if (isGuest) {
      settleAtEnd(new StandIn());
      return;
    }
    for (const name of ['http', 'https'] as const) {
      requests.set(`${name}:`, process.getBuiltinModule(`node:${name}`).request);
    }
    for (const [path, content] of certificateFiles(process.env)) files.set(path, content);
    withDiagnostics(() => new Agent(disabledInstrumentations(process.env))).begin();
  });
}

function say(message: string): void {
  if (process.env['OTEL_LOG_LEVEL']?.trim().toUpperCase() !== 'NONE')
    new AgentLogger({ lines: linesOfProcess }).error(message);
}
