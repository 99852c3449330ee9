// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { hostDetector, type ResourceDetector } from '@opentelemetry/resources';

/** Where OpenTelemetry looks for the machine's id on Linux. */
const MACHINE_IDS = ['/etc/machine-id', '/var/lib/dbus/machine-id'] as const;

/**
 * Takes the place of OpenTelemetry's detector of the host: a container has no machine id as a rule, and the SDK would warn of it
 * in every process.
 */
export const hostWithKnownId: ResourceDetector = {
  detect: (config) => {
    const { attributes: { 'host.id': theirs, ...attributes } = {} } = hostDetector.detect(config);
    const id = process.platform === 'linux' ? machineId() : theirs;
    return { attributes: id === undefined ? attributes : { ...attributes, 'host.id': id } };
  },
};

/** Of the first file that can be read, as OpenTelemetry takes it. */
function machineId(): string | undefined {
  for (const file of MACHINE_IDS) {
    try {
      return readFileSync(file, 'utf8').trim() || undefined;
    } catch {}
  }
  return undefined;
}
