// SPDX-License-Identifier: Apache-2.0
import { types } from 'node:util';
import type { Span } from '@opentelemetry/api';
import type { KeyVaultInstrumentationConfig } from '../config.ts';
import { attempt, reportOnce } from '../host/guarded.ts';
import type { Diagnosis } from '../understand/Diagnosis.ts';

/** Calls the user's hook; neither what it throws nor a promise it rejects reaches the program. */
export function callHook(
  hook: KeyVaultInstrumentationConfig['onDiagnosis'],
  span: Span | undefined,
  diagnosis: Diagnosis,
): void {
  if (hook === undefined) return;
  attempt('onDiagnosis hook', () => {
    const result: unknown = hook(span, diagnosis);
    // Of another realm, too; what only looks like one may begin something when it is asked.
    if (types.isPromise(result)) result.catch((error: unknown) => reportOnce('onDiagnosis hook', error));
  });
}
