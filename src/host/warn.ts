// SPDX-License-Identifier: Apache-2.0
import { attempt } from './guarded.ts';
import { openTelemetryGlobal } from './openTelemetryGlobal.ts';

const MAX_WAITING = 10;
/** An SDK sets its logger when it is made, after the instrumentations that it is given. */
const waiting: string[] = [];

/** Warns through OpenTelemetry's diagnostics; where there is no logger yet, as soon as {@link warnOfWaiting} finds one. */
export function warn(message: string): void {
  const text = `keyvault-otel: ${message}`;
  if (waiting.length < MAX_WAITING && !waiting.includes(text)) waiting.push(text);
  warnOfWaiting();
}

export function warnOfWaiting(): void {
  if (waiting.length === 0) return;
  // It may be the program's, and throw.
  const diag = attempt('logger', () => openTelemetryGlobal()?.diag);
  if (diag !== undefined) for (const message of waiting.splice(0)) attempt('logger', () => diag.warn(message));
}
