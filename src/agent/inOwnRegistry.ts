// SPDX-License-Identifier: Apache-2.0
import { type OpenTelemetryGlobal, openTelemetryGlobal, REGISTRY } from '../host/openTelemetryGlobal.ts';

/** Of the OpenTelemetry API that the preload has in it; a test holds it against its package.json. */
export const API_VERSION = '1.10.0';

const released = /^1\.\d+\.\d+$/;

/**
 * Registers with OpenTelemetry where another copy of its API has registered something before, as a logger. A copy registers
 * only where its own version stands, and reads only what stands under no older one: so the registry is given ours, and keeps
 * the newer of the two.
 *
 * @param register Returns `undefined`, or throws, when it has registered nothing: then all is as it was.
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/internal/global-utils.ts
 */
export function inOwnRegistry<Registered>(register: () => Registered | undefined): Registered | undefined {
  const theirs = openTelemetryGlobal();
  // A copy before its release reads no version but its own.
  if (theirs === undefined || theirs.version === API_VERSION || !released.test(String(theirs.version)))
    return register();
  // Theirs may not be written to.
  const ours = { ...theirs, version: API_VERSION };
  put(ours);
  let registered: Registered | undefined;
  try {
    registered = register();
  } finally {
    if (registered === undefined) put(theirs);
    else if (isNewer(String(theirs.version))) ours.version = String(theirs.version);
  }
  return registered;
}

function put(registry: OpenTelemetryGlobal): void {
  Reflect.set(globalThis, REGISTRY, registry);
}

/** All of them are 1.x: the major version is in the name of the registry. */
function isNewer(version: string): boolean {
  return minorOf(version) > minorOf(API_VERSION);
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
