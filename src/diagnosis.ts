// SPDX-License-Identifier: Apache-2.0
import type { Diagnosis } from './understand/Diagnosis.ts';
import type { Exchange } from './understand/Exchange.ts';
import { readHeaders } from './understand/readHeaders.ts';
import { type RecognizeOptions, recognizeHost } from './understand/recognizeHost.ts';
import { splitUrl } from './understand/splitUrl.ts';
import { understandRequest } from './understand/understandRequest.ts';
import { understandResponse } from './understand/understandResponse.ts';

export type { Challenge } from './understand/Challenge.ts';
export { CAUSES, type CauseInfo, type CauseName, type CausePhase } from './understand/causes.ts';
export type { Diagnosis } from './understand/Diagnosis.ts';
export type { Cloud, IdentitySource, ServiceType } from './understand/Endpoint.ts';
export type { Exchange, ExchangeRequest, ExchangeResponse, HeaderValues } from './understand/Exchange.ts';
export type { ClientType, Identity, IdentityType } from './understand/Identity.ts';
export type { ObjectType, ThrottleClass } from './understand/Operation.ts';
export type { Outcome, Responsible, Retryable } from './understand/Outcome.ts';
export type { RetryAdvice, RetrySource } from './understand/RetryAdvice.ts';
export type { RecognizeOptions } from './understand/recognizeHost.ts';
export type { ErrorFields, ServiceError } from './understand/ServiceError.ts';

/**
 * Tells what one HTTP exchange with Azure Key Vault, Managed HSM or a token endpoint meant: who called, what was asked,
 * and for an error its cause, who has to act and what to do.
 *
 * Pure: sends nothing, keeps nothing but decoded claims in a small cache, and does not throw, whatever the exchange holds.
 *
 * @param exchange request and response as plain data. The body matters for errors only, and may be cut.
 * @param options hosts that are a vault or an identity endpoint beyond those that are known.
 * @returns `undefined` when the exchange is none of these, a token request for another resource included.
 * @see https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
 */
export function diagnose(exchange: Exchange, options?: RecognizeOptions): Diagnosis | undefined {
  const { request, response } = exchange ?? {};
  if (!request) return undefined;
  const url = textOr(request.url, '');
  const parts = splitUrl(url);
  const endpoint = parts && recognizeHost(parts.host, options);
  if (!parts || !endpoint) return undefined;
  const header = readHeaders(request.headers);
  const call = understandRequest({
    endpoint,
    method: textOr(request.method, 'GET'),
    target: parts.target,
    header,
    body: textOr(request.body, undefined),
  });
  if (call === undefined || (call.kind === 'token' && call.forVault === false)) return undefined;
  if (call.kind === 'token' && call.discovery && response !== undefined && response.status < 400) return undefined;
  return understandResponse(
    call,
    response
      ? { status: response.status, header: readHeaders(response.headers), body: textOr(response.body, undefined) }
      : undefined,
    {
      now: exchange.now ?? Date.now(),
      followedByCredentials: exchange.followedByCredentials,
      authorization: header('authorization'),
    },
  );
}

/** Callers without types hand over `null`, buffers and parsed bodies. */
function textOr<Otherwise>(value: unknown, otherwise: Otherwise): string | Otherwise {
  return typeof value === 'string' ? value : otherwise;
}
