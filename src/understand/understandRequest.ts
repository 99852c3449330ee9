// SPDX-License-Identifier: Apache-2.0
import type { Credential } from './Credential.ts';
import { decodeCredential } from './decodeCredential.ts';
import type { Endpoint, VaultEndpoint } from './Endpoint.ts';
import type { HeaderReader } from './HeaderReader.ts';
import { recognizeOperation } from './recognizeOperation.ts';
import { splitUrl } from './splitUrl.ts';
import type { TokenCall } from './TokenCall.ts';
import { understandTokenRequest } from './understandTokenRequest.ts';
import type { VaultCall } from './VaultCall.ts';

/** A request to a host that {@link recognizeHost} knows. */
export interface RequestToUnderstand {
  readonly endpoint: Endpoint;
  readonly method: string;
  /** Path and query as sent, doubled slashes and all, or an absolute URL. */
  readonly target: string;
  readonly header: HeaderReader;
  /** Form body of a token request; never looked at for a vault. */
  readonly body?: string | undefined;
  /** The decoded `Authorization`, where it is known already. */
  readonly credential?: Credential | undefined;
}

/** Fields in which a POST may name the verb that is meant; the documentation spells it in two ways, others in a third. */
const overrideHeaders = ['x-http-method', 'x-http-request', 'x-http-method-override'];
const overridingMethods = new Set(['GET', 'PUT', 'PATCH', 'DELETE', 'POST']);

/**
 * Tells what a request asks of a vault, a Managed HSM or a token endpoint.
 *
 * @returns `undefined` when the host matched and the request is none of ours: Entra ID discovery, some other service on a
 * local address, or a host that needs a route of Key Vault to be one.
 */
export function understandRequest(request: RequestToUnderstand): VaultCall | TokenCall | undefined {
  const target = request.target.startsWith('/')
    ? request.target
    : (splitUrl(request.target)?.target ?? `/${request.target}`);
  const { endpoint, header, body } = request;
  if (endpoint.kind === 'vault') return vaultCall({ ...request, endpoint, target });
  return understandTokenRequest({ endpoint, method: request.method.toUpperCase(), target, header, body });
}

function vaultCall(request: RequestToUnderstand & { readonly endpoint: VaultEndpoint }): VaultCall | undefined {
  const { endpoint, method, target, header } = request;
  const operation = recognizeOperation(endpoint.service, meantMethod(method, header), target);
  if (endpoint.needsRoute && (operation.name === 'Unknown' || !namesVersion(target))) return undefined;
  const credential = request.credential ?? decodeCredential(header('authorization'));
  return { kind: 'vault', method: method.toUpperCase(), endpoint, operation, credential };
}

/** Whether the query names a version of the API, as that of every call to a vault does. */
export function namesVersion(target: string): boolean {
  return /[?&]api(?:-|%2d)version=/i.test(target);
}

/** The method that a request means, in upper case: a POST may name another one in a header. */
export function meantMethod(method: string, header: HeaderReader): string {
  if (method === 'GET') return method;
  const sent = method.toUpperCase();
  if (sent !== 'POST') return sent;
  for (const name of overrideHeaders) {
    const override = header(name)?.trim().toUpperCase();
    if (override !== undefined && overridingMethods.has(override)) return override;
  }
  return sent;
}
