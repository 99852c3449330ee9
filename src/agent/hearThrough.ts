// SPDX-License-Identifier: Apache-2.0
import type { DiagLogger } from '@opentelemetry/api';
import { openTelemetryGlobal } from '../host/openTelemetryGlobal.ts';

/**
 * Puts a logger in front of the one that is about to be registered with OpenTelemetry: the API tells the one that is there
 * before, and of nothing after. A second SDK may set its own in the same step in which its registrations are refused.
 *
 * @param inFrontOf Makes it of the one that is registered.
 */
export function hearThrough(inFrontOf: (theirs: DiagLogger) => DiagLogger): void {
  const registry = openTelemetryGlobal();
  if (registry === undefined) return;
  const present = registry.diag;
  const slot = { configurable: true, enumerable: true };
  Reflect.defineProperty(registry, 'diag', {
    ...slot,
    get: () => present,
    set: (theirs: DiagLogger) => {
      Reflect.defineProperty(registry, 'diag', { ...slot, writable: true, value: inFrontOf(theirs) });
    },
  });
}
