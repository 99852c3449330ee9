// SPDX-License-Identifier: Apache-2.0
import { type Diagnosis, diagnose } from '../../diagnosis.ts';
import { CAUSES, type CauseName } from '../../understand/causes.ts';
import type { Exchange } from '../../understand/Exchange.ts';
import type { Explanation } from './Explanation.ts';
import { type FoundBody, findErrorBodies } from './findErrorBodies.ts';
import { authorizationIn, type FoundRequest, findRequest, findResponseHeaders } from './findRequest.ts';
import { findStatus } from './findStatus.ts';
import { withoutTokens } from './findTokens.ts';
import { unescapedForms } from './plainText.ts';
import { CLIENT_SIGNS, SERVICE_SIGNS, STATUS_OF_CODE, type TextSign } from './textSigns.ts';

export interface PartOptions {
  /** URL of the vault, for a text that names none. */
  readonly vaultUrl: string | undefined;
  /** Whether a request with a token follows in the same transcript. */
  readonly followedByCredentials: boolean;
  /** ms since the epoch. */
  readonly now: number;
}

/** Stands for a vault that the text does not name; never shown. */
const UNKNOWN_VAULT = 'https://unknown.vault.azure.net/';
const UNKNOWN_HSM = 'https://unknown.managedhsm.azure.net/';
const ENTRA = 'https://login.microsoftonline.com/unknown/oauth2/v2.0/token';
const IMDS = 'http://169.254.169.254/metadata/identity/oauth2/token';
/** Inner codes, wherever a tool has put them. */
const INNER_CODE =
  /\b(?:ForbiddenBy(?:Rbac|Policy|Firewall|Connection)|AccessDenied|(?:Secret|Key|Certificate)(?:Disabled|NotYetValid|Expired)|KeyOperationForbidden|ObjectIs(?:BeingDeleted|BeingRecovered|DeletedButRecoverable))\b/;
const MANAGED_IDENTITY = /169\.254\.|managed ?identity|\bMSI\b|\bIMDS\b|Identity not found|User Assigned/i;
/** Statuses that say enough even where only the name of the product stands beside them. */
const OWN_STATUSES: ReadonlySet<number> = new Set([401, 403, 429]);
const MESSAGE_LENGTH = 8_000;
const BEFORE_SIGN = 600;
/** What a client library says of a token request inside its own error. */
const KNOWN_CODE =
  /^(?:Forbidden|Unauthorized|Throttled|AccessDenied|ForbiddenBy\w+|(?:Secret|Key|Certificate)\w+|BadParameter|Conflict)$/i;

/** Everything that went wrong in one part of a text: an exchange, an error, a log of some lines. */
export function explainPart(given: string, options: PartOptions): readonly Explanation[] {
  // Whatever of the text comes back in a field of the answer, a token does not.
  const text = withoutTokens(given);
  const request: FoundRequest = {
    // A label such as `Vault:` follows an escaped line break in what many tools print.
    ...findRequest(unescaped(text)),
    authorization: authorizationIn(given),
  };
  const bodies = findErrorBodies(text);
  const byBody = bodies.flatMap((body) => explainBody(text, body, request, options) ?? []);
  const known = byBody.filter(({ cause }) => !isVague(cause));
  const bySign = explainSign(text, request, options);
  if (known.length > 0) return bestOfEach(bySign?.cause === known[0]?.cause ? [...known, bySign] : known);
  if (bySign !== undefined && (byBody.length === 0 || !isVague(bySign.cause))) return [bySign];
  if (byBody.length > 0) return bestOfEach(byBody);
  return [explainStatus(text, request, options) ?? explainClient(text, request, options) ?? []].flat();
}

/** A client library prints one error in several forms: of each cause, the one that tells most. */
function bestOfEach(errors: readonly (Explanation | undefined)[]): readonly Explanation[] {
  const best = new Map<CauseName, Explanation>();
  for (const error of errors) {
    if (error === undefined) continue;
    const known = best.get(error.cause);
    if (known === undefined || toldBy(error) > toldBy(known)) best.set(error.cause, error);
  }
  return [...best.values()];
}

function toldBy({ diagnosis: { error } }: Explanation): number {
  const values = Object.values(error?.fields ?? {}).filter((value) => value !== null && value !== undefined);
  return values.length + (error?.innerCode === undefined ? 0 : 1);
}

/** A cause that any better one replaces. */
function isVague(cause: CauseName): boolean {
  return cause.endsWith('_unknown') || cause === 'bad_request';
}

function explainBody(
  whole: string,
  { text, index, json, body }: FoundBody,
  request: FoundRequest,
  options: PartOptions,
): Explanation | undefined {
  const isOAuth = /AADSTS\d|"error_description"/.test(json) || (body.code !== undefined && /^[a-z_]+$/.test(body.code));
  const sign = signOf(`${body.code ?? ''} ${body.innerCode ?? ''} ${body.message}`, SERVICE_SIGNS);
  const code = body.innerCode ?? body.code;
  const ofCode = code === undefined ? undefined : STATUS_OF_CODE.get(code.toLowerCase());
  const isToken = isOAuth || (sign?.isToken ?? false);
  // A wrapper such as ARM answers 400 for a 403 of the vault: the code of the vault itself goes first.
  const status = ofCode ?? findStatus(text, index) ?? findStatus(whole) ?? sign?.status;
  if (status === undefined) return undefined;
  // Some other service's error is not explained, unless the text speaks of a vault.
  if (sign === undefined && ofCode === undefined && request.vaultUrl === undefined && !isToken) return undefined;
  const isWrapped = body.innerCode === undefined && INNER_CODE.test(body.code ?? '') && body.code !== 'AccessDenied';
  const shown =
    !isToken && (isWrapped || body.code === undefined) ? errorJson(sign, unescaped(body.message), body.code) : json;
  return explained(whole, { request, status, body: shown, isToken, sign, options });
}

function explainSign(text: string, request: FoundRequest, options: PartOptions): Explanation | undefined {
  const form = unescaped(text);
  const sign = signOf(form, SERVICE_SIGNS);
  if (sign === undefined) return undefined;
  const index = sign.says.exec(form)?.index ?? 0;
  const message = aroundOf(form, index);
  const isToken = sign.isToken ?? false;
  const status = sign.innerCode === undefined ? (findStatus(form, index) ?? sign.status) : sign.status;
  if (status === undefined) return undefined;
  const body = isToken ? tokenErrorJson(message) : errorJson(sign, message, undefined);
  return explained(form, { request, status, body, isToken, sign, options });
}

/** Neither JSON nor a known sentence: a status beside the name of a vault, or a page of HTML. */
function explainStatus(text: string, request: FoundRequest, options: PartOptions): Explanation | undefined {
  const status = findStatus(text);
  // 407 is the answer of a proxy, and not of a vault.
  if (status === undefined || status === 407) return undefined;
  const isNamed = /key ?vault|managed ?hsm/i.test(text) && OWN_STATUSES.has(status);
  if (request.vaultUrl === undefined && request.tokenUrl === undefined && !isNamed) return undefined;
  const html = /<!doctype html|<html/i.exec(text);
  const body = html === null ? undefined : text.slice(html.index, html.index + MESSAGE_LENGTH);
  const isToken = request.vaultUrl === undefined && request.tokenUrl !== undefined;
  return explained(text, { request, status, body, isToken, sign: undefined, options });
}

function explainClient(text: string, request: FoundRequest, options: PartOptions): Explanation | undefined {
  const sign = signOf(text, CLIENT_SIGNS);
  if (sign?.cause === undefined) return undefined;
  const speaksOfVault =
    request.vaultUrl !== undefined ||
    /key ?vault|managed ?hsm|vault\.azure|AZURE_|azure[./]identity|Credential/i.test(text);
  if (!speaksOfVault) return undefined;
  const url = request.vaultUrl ?? options.vaultUrl ?? UNKNOWN_VAULT;
  const diagnosis = diagnose({ request: { method: request.method ?? 'GET', url }, now: options.now });
  if (diagnosis === undefined) return undefined;
  return explanationOf(withCause(diagnosis, sign), { text, status: undefined, url, request });
}

function explained(
  text: string,
  found: {
    readonly request: FoundRequest;
    readonly status: number;
    readonly body: string | undefined;
    readonly isToken: boolean;
    readonly sign: TextSign | undefined;
    readonly options: PartOptions;
  },
): Explanation | undefined {
  const { request, status, body, isToken, sign, options } = found;
  const url = isToken ? tokenUrlOf(text, request) : vaultUrlOf(text, request, options);
  const headers = findResponseHeaders(text);
  const exchange: Exchange = {
    request: {
      method: request.method ?? (isToken ? 'POST' : 'GET'),
      url,
      headers: isToken
        ? { metadata: 'true' }
        : request.hasRequestHeaders || request.authorization !== undefined
          ? { authorization: request.authorization }
          : // The text does not show the request: nothing can be said about its token.
            { authorization: saysMissing(text) ? undefined : 'Bearer REDACTED' },
    },
    response: { status, headers: { ...headers, 'content-type': contentTypeOf(body) }, body },
    followedByCredentials: options.followedByCredentials,
    now: options.now,
  };
  const diagnosis = diagnose(exchange);
  if (diagnosis?.cause === undefined) return undefined;
  const isGeneral = diagnosis.cause === 'access_policy_denied' || isVague(diagnosis.cause);
  const better = isGeneral && sign?.cause !== undefined ? withCause(diagnosis, sign) : diagnosis;
  return explanationOf(better, { text, status, url, request });
}

function explanationOf(
  diagnosis: Diagnosis,
  {
    text,
    status,
    url,
    request,
  }: {
    readonly text: string;
    readonly status: number | undefined;
    readonly url: string;
    readonly request: FoundRequest;
  },
): Explanation | undefined {
  const { cause } = diagnosis;
  if (cause === undefined) return undefined;
  const isHostKnown = url !== UNKNOWN_VAULT && url !== UNKNOWN_HSM && url !== ENTRA && url !== IMDS;
  // A sentence is diagnosed as the answer that it stands for: what the text does not say is not shown as found.
  const codes = codesOf(diagnosis).filter((code) => text.includes(code));
  const isStatusTold = findStatus(text) !== undefined || codes.some((code) => STATUS_OF_CODE.has(code.toLowerCase()));
  const isMethodKnown = request.method !== undefined;
  return { cause, status, isStatusTold, codes, diagnosis, isHostKnown, isMethodKnown, count: 1 };
}

/** What the service calls the error, outer code first. */
export function codesOf({ error }: Diagnosis): readonly string[] {
  return [error?.code, error?.innerCode].filter((code) => code !== undefined);
}

function withCause(diagnosis: Diagnosis, { cause, evidence }: TextSign): Diagnosis {
  if (cause === undefined) return diagnosis;
  const { outcome, responsible, retry, remedy, reference } = CAUSES[cause];
  return { ...diagnosis, outcome, cause, responsible, retry, remedy, reference, evidence: evidence ? [evidence] : [] };
}

function signOf(text: string, signs: readonly TextSign[]): TextSign | undefined {
  return signs.find(({ says }) => says.test(text));
}

function vaultUrlOf(text: string, request: FoundRequest, options: PartOptions): string {
  return (
    request.vaultUrl ??
    options.vaultUrl ??
    (/managed ?hsm/i.test(text) && !/does not have/.test(text) ? UNKNOWN_HSM : UNKNOWN_VAULT)
  );
}

function tokenUrlOf(text: string, { tokenUrl }: FoundRequest): string {
  // The query would tell what was asked for, and a token for another service is none of ours: here it was pasted.
  if (tokenUrl !== undefined) return tokenUrl.split('?', 1)[0] ?? tokenUrl;
  return MANAGED_IDENTITY.test(text) && !/AADSTS\d/.test(text) ? IMDS : ENTRA;
}

function saysMissing(text: string): boolean {
  return /AKV10000|missing a Bearer/i.test(text);
}

function contentTypeOf(body: string | undefined): string {
  return body?.startsWith('<') ? 'text/html' : 'application/json; charset=utf-8';
}

/** The body that the service would have sent, of what a tool made of it. */
function errorJson(sign: TextSign | undefined, message: string, code: string | undefined): string {
  const isKnown = code !== undefined && KNOWN_CODE.test(code) && !/^ForbiddenBy/.test(code);
  const innerCode = INNER_CODE.exec(message)?.[0] ?? sign?.innerCode ?? INNER_CODE.exec(code ?? '')?.[0];
  return JSON.stringify({
    error: {
      code: isKnown ? code : (sign?.code ?? 'Unknown'),
      message,
      ...(innerCode === undefined ? {} : { innererror: { code: innerCode } }),
    },
  });
}

function tokenErrorJson(message: string): string {
  const error =
    /\b(invalid_(?:client|grant|request|resource|scope)|unauthorized_client|interaction_required|consent_required)\b/.exec(
      message,
    );
  return JSON.stringify({ error: error?.[1] ?? 'invalid_request', error_description: message });
}

function aroundOf(text: string, index: number): string {
  const from = Math.max(0, index - BEFORE_SIGN);
  return text.slice(from, from + MESSAGE_LENGTH);
}

function unescaped(text: string): string {
  return unescapedForms(text).at(-1) ?? text;
}
