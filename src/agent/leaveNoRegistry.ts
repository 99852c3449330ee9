// SPDX-License-Identifier: Apache-2.0
import { diag } from '@opentelemetry/api';
import { openTelemetryGlobal, REGISTRY } from '../host/openTelemetryGlobal.ts';

/** Takes our logger away, and the registry with it when there is nothing else in it. */
export function leaveNoRegistry(): void {
  const others = Object.keys(openTelemetryGlobal() ?? {}).filter((name) => name !== 'version' && name !== 'diag');
  if (others.length > 0) return;
  diag.disable();
  Reflect.deleteProperty(globalThis, REGISTRY);
}
