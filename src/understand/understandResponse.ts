// SPDX-License-Identifier: Apache-2.0

import type { Challenge } from './Challenge.ts';
import { callerEvidence } from './callerEvidence.ts';
import { aadstsFinding, firstRule, type ResponseFacts, TOKEN_RULES, vaultRules } from './causeRules.ts';
import { CAUSES } from './causes.ts';
import type { Diagnosis } from './Diagnosis.ts';
import type { HeaderReader } from './HeaderReader.ts';
import { httpDate } from './httpDate.ts';
import { isEcho } from './isEcho.ts';
import { isGuid } from './isGuid.ts';
import { namesObject } from './namesObject.ts';
import { parseChallenge } from './parseChallenge.ts';
import type { RetryAdvice } from './RetryAdvice.ts';
import { readErrorBody } from './readErrorBody.ts';
import { readRetryAdvice } from './readRetryAdvice.ts';
import type { ErrorFields, ServiceError } from './ServiceError.ts';
import { serviceErrorOf } from './serviceErrorOf.ts';
import { serviceWords } from './serviceWords.ts';
import type { TokenCall } from './TokenCall.ts';
import { type ProvenCause, understandUnauthorized } from './understandUnauthorized.ts';
import type { VaultCall } from './VaultCall.ts';

/** A response as it came; `body` of errors only, possibly cut. */
export interface ResponseToUnderstand {
  readonly status: number;
  readonly header: HeaderReader;
  readonly body?: string | undefined;
}

export interface ResponseContext {
  /** When the call was made, in ms since the epoch. */
  readonly now: number;
  /** For a 401 to a request without `Authorization`: whether the same request followed, with a token. */
  readonly followedByCredentials?: boolean | undefined;
  /** Why no response arrived, as a sentence, where that is known. */
  readonly missingBecause?: string | undefined;
  /** The header `Authorization` of the request: what repeats a part of it is left out. */
  readonly authorization?: string | undefined;
}

/**
 * Tells what the answer to a call means.
 *
 * @param response `undefined` when no HTTP response arrived.
 */
export function understandResponse(
  call: VaultCall | TokenCall,
  response: ResponseToUnderstand | undefined,
  context: ResponseContext,
): Diagnosis {
  // Some clients report a failed connection as status 0.
  if (response === undefined || !(response.status >= 100)) {
    const { missingBecause } = context;
    const evidence = ['No HTTP response arrived.', ...(missingBecause === undefined ? [] : [missingBecause])];
    return failure(call, { cause: isProbe(call) ? 'imds_probe' : 'connection_failed', evidence });
  }
  if (response.status < 400) return call.kind === 'token' ? answerOfToken(call, response) : success(call);
  const { status, header } = response;
  const body = readErrorBody(header('content-type'), response.body);
  const challenge = status === 401 ? parseChallenge(header('www-authenticate')) : undefined;
  const retryAfter = status === 429 || status === 503 ? readRetryAdvice(header, context.now) : undefined;
  const error = withRetryFields(serviceErrorOf(body, status), retryAfter);
  const facts: ResponseFacts = {
    status,
    kind: body.kind,
    message: body.message,
    code: error?.code,
    innerCode: error?.innerCode,
    fields: error?.fields ?? {},
    service: call.kind === 'vault' ? call.endpoint.service : 'identity',
    source: call.kind === 'token' ? call.endpoint.source : undefined,
    probe: isProbe(call),
    knownRoute: call.kind === 'vault' && isRoute(call),
  };
  const proven =
    call.kind === 'token' ? causeOfToken(facts, challenge) : causeOfVault(call, facts, { challenge, header, context });
  return failure(call, proven, { ...withoutEcho(call, { challenge, error }, context.authorization), retryAfter });
}

/**
 * Those of OAuth and of token endpoints are words, and a short number at most (`bad_request_102`): a secret of the form that was
 * sent is not.
 */
const codeOfTokens = /^(?:[A-Za-z]+(?:[_ -][A-Za-z]+){0,8}(?:_\d{1,4})?|AADSTS\d{1,9}|\d{1,9})$/;
/** Of Key Vault, whatever an object is called. */
const codeOfVaults = /^AKV\d{3,8}$/;

/** Fields that hold a word of the service, where nothing that a user chose belongs. */
const wordFields: ReadonlySet<string> = new Set(['action', 'permission', 'decisionReason']);

/** What an answer repeats of the token is left out, and the object's name where a code, a resource or a right belongs. */
function withoutEcho(
  call: VaultCall | TokenCall,
  { challenge, error }: Details,
  authorization: string | undefined,
): Details {
  const sent = (): string | undefined => authorization;
  const isClear = (text: string): boolean => isClaim(call, text) || !isEcho(text, sent);
  const clear = (text: string | undefined) => (text === undefined || isClear(text) ? text : undefined);
  const isCode = (text: string): boolean =>
    call.kind === 'vault' ? codeOfVaults.test(text) || !namesObject(text, call.operation) : codeOfTokens.test(text);
  const clearCode = (text: string | undefined) => (text === undefined || !isCode(text) ? undefined : clear(text));
  const isName = (text: string | undefined): boolean => call.kind === 'vault' && namesObject(text, call.operation);
  const clearName = (text: string | undefined) => (isName(text) ? undefined : clear(text));
  const isWord = call.kind === 'vault' && serviceWords.has(call.operation.objectName?.toLowerCase() ?? '');
  const clearField = (name: string, text: string) => {
    if (name === 'error') return clearCode(text);
    return wordFields.has(name) && !isWord ? clearName(text) : clear(text);
  };
  const isAudience = call.kind === 'vault' && challenge?.resource?.replace(/\/$/, '') === call.endpoint.audience;
  return {
    challenge: challenge && {
      ...challenge,
      tenantId: isGuid(challenge.tenantId) ? clear(challenge.tenantId) : clearName(challenge.tenantId),
      resource: isAudience ? challenge.resource : clearName(challenge.resource),
      error: clear(challenge.error),
    },
    error: error && {
      code: clearCode(error.code),
      innerCode: clearCode(error.innerCode),
      fields: clearFields(error.fields, clearField),
    },
  };
}

function clearFields(fields: ErrorFields, clear: (name: string, text: string) => string | undefined): ErrorFields {
  const kept: Record<string, ErrorFields[string]> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== 'string' || clear(name, value) !== undefined) kept[name] = value;
  }
  return kept;
}

/** Whether a text is an id that the token names: a 403 names the caller so, and what a claim says is no secret part of it. */
function isClaim(call: VaultCall | TokenCall, text: string): boolean {
  const identity = call.kind === 'vault' ? call.credential.identity : undefined;
  if (identity === undefined || !isGuid(text)) return false;
  return text === identity.appId || text === identity.objectId || text === identity.tenantId;
}

/** Of a success no body is read; but no token is in a web page, and none elsewhere or nowhere. */
function answerOfToken(call: TokenCall, { status, header }: ResponseToUnderstand): Diagnosis {
  const evidence = noTokenIn(status, header('content-type'));
  return evidence === undefined
    ? success(call)
    : failure(call, { cause: 'token_endpoint_not_found', evidence: [evidence] });
}

function noTokenIn(status: number, contentType: string | undefined): string | undefined {
  if (status >= 300) return 'A web server answered with a redirection.';
  if (status === 204) return 'A web server answered with nothing.';
  return /^\s*text\/html\b/i.test(contentType?.slice(0, 64) ?? '')
    ? 'A web server answered with an HTML page.'
    : undefined;
}

function isProbe(call: VaultCall | TokenCall): boolean {
  return call.kind === 'token' && call.probe;
}

interface Details {
  readonly challenge?: Challenge | undefined;
  readonly error?: ServiceError | undefined;
  readonly retryAfter?: RetryAdvice | undefined;
}

interface Surroundings {
  readonly challenge: Challenge | undefined;
  readonly header: HeaderReader;
  readonly context: ResponseContext;
}

function causeOfVault(
  call: VaultCall,
  facts: ResponseFacts,
  { challenge, header, context }: Surroundings,
): ProvenCause {
  if (facts.status === 401) {
    const serviceTime = httpDate(header('date'));
    return understandUnauthorized({
      call,
      facts,
      challenge,
      serviceTime,
      now: context.now,
      followedByCredentials: context.followedByCredentials,
    });
  }
  const rule = firstRule(vaultRules(facts.status), facts);
  const evidence = rule ? [rule.evidence] : [];
  if (facts.status === 403) evidence.push(...callerEvidence(facts.fields, call.credential.identity));
  return { cause: rule?.cause ?? 'bad_request', evidence };
}

function causeOfToken(facts: ResponseFacts, challenge: Challenge | undefined): ProvenCause {
  const finding = aadstsFinding(facts.fields);
  if (finding) return { cause: finding.cause, evidence: [finding.evidence] };
  if (challenge?.scheme === 'basic' && facts.source !== 'entra') {
    return {
      cause: 'auth_challenge',
      evidence: ['The agent names the file whose content the next request has to send.'],
    };
  }
  const rule = firstRule(TOKEN_RULES, facts);
  return { cause: rule?.cause ?? 'token_request_unknown', evidence: rule ? [rule.evidence] : [] };
}

/** A version is letters and digits; a GUID with dashes leads to no route, whatever the template says. */
function isRoute({ operation }: VaultCall): boolean {
  return operation.name !== 'Unknown' && !operation.objectVersion?.includes('-');
}

/** On 429 and 503 the fields tell the advice too: `retryAfterMs`, or `retryAfter: null` where there is none. */
function withRetryFields(error: ServiceError | undefined, advice: RetryAdvice | undefined): ServiceError | undefined {
  if (advice === undefined) return error;
  const field =
    advice.seconds === undefined ? { retryAfter: null } : { retryAfterMs: Math.round(advice.seconds * 1000) };
  return { ...error, fields: { ...error?.fields, ...field } };
}

function success(call: VaultCall | TokenCall): Diagnosis {
  return {
    ...subject(call),
    outcome: 'success',
    cause: undefined,
    challenge: undefined,
    error: undefined,
    retryAfter: undefined,
    evidence: [],
    responsible: undefined,
    retry: undefined,
    remedy: undefined,
    reference: undefined,
  };
}

function failure(call: VaultCall | TokenCall, { cause, evidence }: ProvenCause, details: Details = {}): Diagnosis {
  const { outcome, responsible, retry, remedy, reference } = CAUSES[cause];
  const { challenge, error, retryAfter } = details;
  return {
    ...subject(call),
    outcome,
    cause,
    challenge,
    error,
    retryAfter,
    evidence,
    responsible,
    retry,
    remedy,
    reference,
  };
}

/** What was called, whatever the answer. */
function subject(call: VaultCall | TokenCall) {
  if (call.kind === 'token') {
    return {
      service: 'identity',
      cloud: call.endpoint.cloud,
      vault: undefined,
      operation: 'TokenRequest',
      objectType: undefined,
      throttleClass: undefined,
      identity: undefined,
      identitySource: call.endpoint.source,
    } as const;
  }
  const { endpoint, operation, credential } = call;
  return {
    service: endpoint.service,
    cloud: endpoint.cloud,
    vault: endpoint.vault,
    operation: operation.name,
    objectType: operation.objectType,
    throttleClass: operation.throttleClass,
    // A copy: who is told of it may change it, and the caller's is known for later calls.
    identity: credential.identity && { ...credential.identity },
    identitySource: undefined,
  };
}
