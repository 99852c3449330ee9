// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as MakeCalls from '../calls/makeCalls.ts';
import { loader } from '../host/loader.ts';
import type { OtlpProtocol } from './exporterChoice.ts';
import type { OtlpFamily } from './OtlpFamily.ts';
import type { SdkModule } from './Sdk.ts';
import type { TracingModule } from './Tracing.ts';

/** Files of the build beside `register.cjs`, each loaded only when it is needed. */
const CHUNKS = {
  calls: 'agent-calls.cjs',
  sdk: 'agent-sdk.cjs',
  tracing: 'agent-tracing.cjs',
  relay: 'agent-relay.cjs',
  'http/protobuf': 'agent-otlp-proto.cjs',
  'http/json': 'agent-otlp-json.cjs',
  grpc: 'agent-otlp-grpc.cjs',
} as const satisfies Readonly<Record<OtlpProtocol | 'calls' | 'sdk' | 'tracing' | 'relay', string>>;

const requireBeside = createRequire(import.meta.url);
const load = loader((file) => requireBeside(`./${file}`), 'register.cjs');

export function loadCalls(): typeof MakeCalls {
  return load(CHUNKS.calls) as typeof MakeCalls;
}

export function loadSdk(): SdkModule {
  return load(CHUNKS.sdk) as SdkModule;
}

export function loadTracing(): TracingModule {
  return load(CHUNKS.tracing) as TracingModule;
}

export function loadOtlp(protocol: OtlpProtocol): OtlpFamily {
  return (load(CHUNKS[protocol]) as { readonly otlpFamily: OtlpFamily }).otlpFamily;
}

/** Arguments of Node for the program that a short-lived child runs to send what a process that is ending could not. */
export function relayProgram(): readonly string[] {
  return [...archiveReader(), fileURLToPath(new URL(`./${CHUNKS.relay}`, import.meta.url))];
}

/** With Yarn's Plug'n'Play, packages of a project are in archives that Node reads with its help only. */
function archiveReader(): readonly string[] {
  if (!('pnp' in process.versions)) return [];
  try {
    return ['--require', requireBeside.resolve('pnpapi')];
  } catch {
    // The preload is outside of the project, in files.
    return [];
  }
}
