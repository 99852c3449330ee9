// SPDX-License-Identifier: Apache-2.0
import type { IdentityLevel } from '../../config.ts';
import type { CallRecord } from '../../record/CallRecord.ts';
import { sendableIdentity } from '../../record/sendableIdentity.ts';
import { codeOf, isAction, isWord } from '../../understand/closedForms.ts';
import { identifierOf } from '../../understand/identifierOf.ts';
import type { ErrorFields } from '../../understand/ServiceError.ts';
import type { Caller, ReportedCall } from './ReportedCall.ts';

/**
 * The part of a record that a report shows, within the level of identity that the user chose for it and that the
 * instrumentation of the program has. A report is handed around: of errors and claims only what has the form of a code,
 * a right or an id gets into it, as into a span.
 */
export function reportedCallOf(record: CallRecord, chosen: IdentityLevel): ReportedCall {
  const level = stricter(chosen, record.identityLevel);
  const { diagnosis } = record;
  const fields = diagnosis?.error?.fields ?? {};
  const advice = diagnosis?.retryAfter;
  return {
    at: record.at,
    duration: record.duration,
    kind: record.kind,
    host: record.host,
    vault: record.kind === 'vault' ? record.host.split('.', 1)[0] : undefined,
    service: diagnosis?.service ?? (record.kind === 'token' ? 'identity' : serviceOf(record)),
    operation: record.operation,
    status: record.status,
    outcome: record.outcome,
    cause: diagnosis?.cause,
    code: codeOf(diagnosis?.error?.code),
    innerCode: codeOf(diagnosis?.error?.innerCode),
    missing: missingRight(fields),
    evidence: record.outcome === 'failure' ? (diagnosis?.evidence ?? []) : [],
    caller: level === 'none' ? undefined : callerOf(record, fields, level),
    source: diagnosis?.identitySource,
    throttleClass: record.throttleClass,
    limit: record.limit,
    utilization: record.utilization,
    advice: advice && { source: advice.source, seconds: advice.seconds },
    resendCount: record.resendCount,
    waited: record.waited,
    obeyed: record.obeyed,
    read: record.read,
    repeated: record.repeated,
    savable: record.savable,
  };
}

const LEVELS: readonly IdentityLevel[] = ['none', 'standard', 'full'];

/** @param given Missing where the record comes from an older copy of the package. */
function stricter(chosen: IdentityLevel, given: IdentityLevel | undefined): IdentityLevel {
  return given === undefined || LEVELS.indexOf(chosen) < LEVELS.indexOf(given) ? chosen : given;
}

function serviceOf({ throttleClass }: CallRecord): 'vault' | 'managed_hsm' {
  return throttleClass === 'managed_hsm' ? 'managed_hsm' : 'vault';
}

/** `Microsoft.KeyVault/vaults/secrets/getSecret/action`, or `secrets get`. */
function missingRight({ action, permission, objectType }: ErrorFields): string | undefined {
  if (typeof action === 'string' && isAction(action)) return action;
  if (!isWord(permission)) return undefined;
  return isWord(objectType) ? `${objectType} ${permission}` : permission;
}

function callerOf(record: CallRecord, fields: ErrorFields, level: IdentityLevel): Caller | undefined {
  // The record may come from another copy of the package, which lets out more.
  const identity = record.identity && sendableIdentity(record.identity, level);
  if (identity !== undefined) {
    const { type, appId, objectId, tenantId } = identity;
    return { type, appId, objectId, tenantId };
  }
  const appId = typeof fields['appid'] === 'string' ? identifierOf(fields['appid']) : undefined;
  return appId === undefined ? undefined : { type: undefined, appId, objectId: undefined, tenantId: undefined };
}
