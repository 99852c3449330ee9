// SPDX-License-Identifier: Apache-2.0
export type { IdentityLevel, KeyVaultInstrumentationConfig, Signal } from './config.ts';
export { KeyVaultInstrumentation } from './KeyVaultInstrumentation.ts';
export type { CallListener, CallRecord } from './record/CallRecord.ts';
export { ChallengeSpanProcessor, type EndedSpan } from './record/ChallengeSpanProcessor.ts';
export type { Diagnosis } from './understand/Diagnosis.ts';
