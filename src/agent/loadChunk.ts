// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as MakeCalls from '../calls/makeCalls.ts';
import { PlainError } from '../host/PlainError.ts';
import type { OtlpProtocol } from './exporterChoice.ts';
import type { OtlpFamily } from './OtlpFamily.ts';
import type { SdkModule } from './Sdk.ts';

/** Files of the build beside `register.cjs`, each loaded only when it is needed. */
const CHUNKS = {
  calls: './agent-calls.cjs',
  sdk: './agent-sdk.cjs',
  relay: './agent-relay.cjs',
  'http/protobuf': './agent-otlp-proto.cjs',
  'http/json': './agent-otlp-json.cjs',
  grpc: './agent-otlp-grpc.cjs',
} as const satisfies Readonly<Record<OtlpProtocol | 'calls' | 'sdk' | 'relay', string>>;

const requireBeside = createRequire(import.meta.url);
/** Why a file is not there for us. Everything else that can go wrong may be right the next time. */
const ABSENT: ReadonlySet<unknown> = new Set(['MODULE_NOT_FOUND', 'ENOENT', 'EACCES', 'EPERM', 'ERR_ACCESS_DENIED']);
const MAX_ATTEMPTS = 3;
/** Loading a file again costs more than a call may, so it is not tried with each. */
const failures = new Map<string, { readonly error: unknown; readonly attempts: number }>();

function load(file: string): unknown {
  const { error, attempts = 0 } = failures.get(file) ?? {};
  if (attempts >= MAX_ATTEMPTS) throw error;
  try {
    return requireBeside(file);
  } catch (cause) {
    const code = cause instanceof Error && Object.hasOwn(cause, 'code') ? Reflect.get(cause, 'code') : undefined;
    if (!ABSENT.has(code)) {
      failures.set(file, { error: cause, attempts: attempts + 1 });
      throw cause;
    }
    const absent = new PlainError(
      `cannot load ${file.slice(2)}, which belongs beside register.cjs (${code}), and records nothing that needs it. Deploy the whole package, and leave keyvault-otel out of bundles`,
      { cause },
    );
    failures.set(file, { error: absent, attempts: MAX_ATTEMPTS });
    throw absent;
  }
}

export function loadCalls(): typeof MakeCalls {
  return load(CHUNKS.calls) as typeof MakeCalls;
}

export function loadSdk(): SdkModule {
  return load(CHUNKS.sdk) as SdkModule;
}

export function loadOtlp(protocol: OtlpProtocol): OtlpFamily {
  return (load(CHUNKS[protocol]) as { readonly otlpFamily: OtlpFamily }).otlpFamily;
}

/** The program that a short-lived child runs to send what a process that is ending could not. */
export function relayPath(): string {
  return fileURLToPath(new URL(CHUNKS.relay, import.meta.url));
}
