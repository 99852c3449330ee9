// SPDX-License-Identifier: Apache-2.0
import type { IdentityLevel } from '../../config.ts';
import type { CallRecord } from '../../record/CallRecord.ts';
import type { ErrorFields } from '../../understand/ServiceError.ts';
import type { Caller, ReportedCall } from './ReportedCall.ts';

const MAX_LENGTH = 256;

/** The part of a record that a report shows, within the level of identity that the user chose. */
export function reportedCallOf(record: CallRecord, level: IdentityLevel): ReportedCall {
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
    code: diagnosis?.error?.code,
    innerCode: diagnosis?.error?.innerCode,
    missing: missingRight(fields),
    evidence: record.outcome === 'failure' ? (diagnosis?.evidence ?? []) : [],
    caller: level === 'none' ? undefined : callerOf(record, fields, level),
    source: diagnosis?.identitySource,
    throttleClass: record.throttleClass,
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

function serviceOf({ throttleClass }: CallRecord): 'vault' | 'managed_hsm' {
  return throttleClass === 'managed_hsm' ? 'managed_hsm' : 'vault';
}

/** `Microsoft.KeyVault/vaults/secrets/getSecret/action`, or `secrets get`. */
function missingRight(fields: ErrorFields): string | undefined {
  const action = text(fields['action']);
  if (action !== undefined) return action;
  const permission = text(fields['permission']);
  const objectType = text(fields['objectType']);
  return permission === undefined ? undefined : [objectType, permission].filter((part) => part !== undefined).join(' ');
}

function callerOf(record: CallRecord, fields: ErrorFields, level: IdentityLevel): Caller | undefined {
  const { identity } = record;
  if (identity !== undefined) {
    const { type, appId, objectId, tenantId } = identity;
    return { type, appId, objectId: type === 'user' && level !== 'full' ? undefined : objectId, tenantId };
  }
  const appId = text(fields['appid']);
  return appId === undefined ? undefined : { type: undefined, appId, objectId: undefined, tenantId: undefined };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_LENGTH) : undefined;
}
