// SPDX-License-Identifier: Apache-2.0

import { attempt } from '../host/guarded.ts';
import { openTelemetryGlobal } from '../host/openTelemetryGlobal.ts';
import { outside } from '../host/outside.ts';
import { ownTimers } from '../host/ownTimers.ts';
import { claimPreload } from '../host/preloadGlobal.ts';
import { KeyVaultInstrumentation } from '../KeyVaultInstrumentation.ts';
import { Agent } from './Agent.ts';
import { AgentLogger } from './AgentLogger.ts';
import { certificateFiles } from './certificateFiles.ts';
import { withDiagnostics } from './withDiagnostics.ts';

/** Starts the preload, once however often and in whatever way it is loaded. Never throws. */
export function startAgent(): void {
  attempt('start of the preload', () => {
    const files = new Map<string, Uint8Array>();
    if (!claimPreload({ say, timers: Object.freeze(ownTimers), outside, files })) return;
    const disabled = new Set(
      (process.env['OTEL_NODE_DISABLED_INSTRUMENTATIONS'] ?? '').split(',').map((n) => n.trim()),
    );
    if (process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true' || disabled.has('keyvault')) return;
    if (openTelemetryGlobal()?.trace !== undefined) {
      new KeyVaultInstrumentation();
      return;
    }
    for (const [path, content] of certificateFiles(process.env)) files.set(path, content);
    withDiagnostics(() => new Agent(disabled));
  });
}

function say(message: string): void {
  if (process.env['OTEL_LOG_LEVEL']?.trim().toUpperCase() !== 'NONE') new AgentLogger().error(message);
}
