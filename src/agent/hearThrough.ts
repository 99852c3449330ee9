// SPDX-License-Identifier: Apache-2.0
import type { DiagLogger } from '@opentelemetry/api';
import { openTelemetryGlobal } from '../host/openTelemetryGlobal.ts';

/**
 * Puts a logger in front of each that is registered with OpenTelemetry from now on. A second SDK may set its own in the same
 * step in which its registrations are refused, and the API need not tell the one that is there before.
 *
 * @param inFrontOf Makes it of the one that is registered.
 */
export function hearThrough(inFrontOf: (theirs: DiagLogger) => DiagLogger): void {
  const registry = openTelemetryGlobal();
  if (registry === undefined) return;
  let present = registry.diag;
  Reflect.defineProperty(registry, 'diag', {
    configurable: true,
    enumerable: true,
    get: () => present,
    set: (theirs: DiagLogger) => {
      present = inFrontOf(theirs);
    },
  });
}
