// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { getStringFromEnv } from '@opentelemetry/core';
import {
  envDetector,
  hostDetector,
  osDetector,
  processDetector,
  type ResourceDetector,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';

/** Passwords are given to programs as arguments, and the owner is a person's account. */
const PRIVATE: ReadonlySet<string> = new Set(['process.command_args', 'process.command_line', 'process.owner']);

const processWithoutArguments: ResourceDetector = {
  detect: (config) => {
    const { attributes = {} } = processDetector.detect(config);
    return { attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => !PRIVATE.has(name))) };
  },
};

/** Where OpenTelemetry looks for the machine's id on Linux. */
const MACHINE_IDS = ['/etc/machine-id', '/var/lib/dbus/machine-id'] as const;

/** A container has no machine id as a rule; the SDK would warn of it in every process. */
const hostWithKnownId: ResourceDetector = {
  detect: (config) => {
    const { attributes: { 'host.id': id, ...attributes } = {} } = hostDetector.detect(config);
    return {
      attributes: process.platform !== 'linux' || hasMachineId() ? { ...attributes, 'host.id': id } : attributes,
    };
  },
};

/** Of the first file that can be read, as OpenTelemetry takes it. */
function hasMachineId(): boolean {
  for (const file of MACHINE_IDS) {
    try {
      return readFileSync(file, 'utf8').trim() !== '';
    } catch {}
  }
  return false;
}

/**
 * The NodeSDK's own default, without what may hold a secret.
 *
 * @returns `undefined` when `OTEL_NODE_RESOURCE_DETECTORS` names them: then the NodeSDK does as it is told.
 */
export function resourceDetectors(): ResourceDetector[] | undefined {
  if (getStringFromEnv('OTEL_NODE_RESOURCE_DETECTORS') !== undefined) return undefined;
  return [serviceInstanceIdDetector, processWithoutArguments, hostWithKnownId, osDetector, envDetector];
}
