// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { type FakeVault, startFakeVault } from '../fake-vault/FakeVault.ts';
import { type ProgramResult, runProgram } from '../fake-vault/runProgram.ts';
import type { Backends } from './Backends.ts';

/** Seconds between two exports of metrics. */
export const EXPORT_SECONDS = 5;

const REGISTER = fileURLToPath(new URL('../../dist/register.cjs', import.meta.url));
const PROGRAM = fileURLToPath(new URL('./programs/service.mjs', import.meta.url));

interface ServiceRole {
  readonly role: string;
  readonly service: string;
  readonly namespace: string;
  readonly environment: string;
  readonly protocol: 'http/protobuf' | 'grpc';
}

/** The services that run; both OTLP transports are used. */
export const SERVICE_ROLES: readonly ServiceRole[] = [
  { role: 'billing', service: 'billing-api', namespace: 'shop', environment: 'production', protocol: 'http/protobuf' },
  { role: 'checkout', service: 'checkout', namespace: 'shop', environment: 'production', protocol: 'grpc' },
  { role: 'keyBroker', service: 'key-broker', namespace: 'platform', environment: 'production', protocol: 'grpc' },
  {
    role: 'nightlyImport',
    service: 'nightly-import',
    namespace: 'batch',
    environment: 'staging',
    protocol: 'http/protobuf',
  },
  { role: 'reports', service: 'reports', namespace: 'batch', environment: 'staging', protocol: 'http/protobuf' },
];

export interface Traffic {
  readonly fake: FakeVault;
  /** Resolves when every program has ended and sent its last telemetry. */
  readonly ended: Promise<readonly ProgramResult[]>;
}

/** Runs the services with the real Azure SDK and the preload; telemetry goes to the collector. */
export async function startDemoTraffic(backends: Backends, seconds: number): Promise<Traffic> {
  const fake = await startFakeVault({ limits: true });
  const runs = SERVICE_ROLES.map(({ role, service, namespace, environment, protocol }) =>
    runProgram({
      fake,
      args: ['--require', REGISTER, PROGRAM, role, String(seconds)],
      timeoutMs: (seconds + 60) * 1000,
      env: {
        OTEL_SERVICE_NAME: service,
        OTEL_RESOURCE_ATTRIBUTES: `service.namespace=${namespace},service.instance.id=${service}-1,deployment.environment.name=${environment}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? backends.otlpGrpc : backends.otlpHttp,
        OTEL_METRIC_EXPORT_INTERVAL: String(EXPORT_SECONDS * 1000),
        KEYVAULT_OTEL_EXIT_TIMEOUT: '10000',
      },
    }),
  );
  return { fake, ended: Promise.all(runs) };
}
