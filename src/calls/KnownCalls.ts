// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import type { RequestHead } from '../observe/ObservedCall.ts';
import * as names from '../record/attributeNames.ts';
import type { Recorder } from '../record/Recorder.ts';
import { endpointAttributes } from '../record/vaultAttributes.ts';
import type { Credential } from '../understand/Credential.ts';
import { decodeCredential } from '../understand/decodeCredential.ts';
import type { VaultEndpoint } from '../understand/Endpoint.ts';
import type { Identity } from '../understand/Identity.ts';
import { meantMethod, type RequestToUnderstand, understandRequest } from '../understand/understandRequest.ts';
import type { VaultCall } from '../understand/VaultCall.ts';
import { KnownCall, type SpanAttributes } from './KnownCall.ts';

const MAX_CALLS = 1_024;
/** Longer paths are understood anew each time: what is kept stays small. */
const MAX_TARGET = 256;

/**
 * Understands requests to vaults, and remembers what it understood: programs make the same few calls over and over, and
 * what a call means depends on nothing but host, method, path and token.
 */
export class KnownCalls {
  readonly #recorder: Recorder;
  readonly #identityAttributes: (identity: Identity) => Attributes;
  #known = new WeakMap<VaultEndpoint, WeakMap<Credential, Map<string, KnownCall>>>();
  #size = 0;

  constructor(options: {
    readonly recorder: Recorder;
    readonly identityAttributes: (identity: Identity) => Attributes;
  }) {
    this.#recorder = options.recorder;
    this.#identityAttributes = options.identityAttributes;
  }

  /** @returns `undefined` when the request is none to a vault. */
  understand(head: RequestHead): KnownCall | undefined {
    const { endpoint, method, target } = head;
    if (endpoint.kind !== 'vault') return undefined;
    // Of a host that needs a route, the query decides too.
    if (endpoint.needsRoute || target.length > MAX_TARGET) return this.#understandAnew(head);
    const query = target.indexOf('?');
    const path = query < 0 ? target : target.slice(0, query);
    const key = method === 'GET' ? path : `${method} ${meantMethod(method, head.header)} ${path}`;
    const credential = decodeCredential(head.header('authorization'));
    const known = this.#known.get(endpoint)?.get(credential)?.get(key);
    if (known !== undefined) return known;
    const made = this.#understandAnew({ ...head, credential });
    if (made !== undefined) this.#keep(endpoint, credential, key, made);
    return made;
  }

  #keep(endpoint: VaultEndpoint, credential: Credential, key: string, known: KnownCall): void {
    if (this.#size >= MAX_CALLS) {
      this.#known = new WeakMap();
      this.#size = 0;
    }
    this.#size += 1;
    const ofEndpoint = this.#known.get(endpoint) ?? new WeakMap<Credential, Map<string, KnownCall>>();
    const ofCaller = ofEndpoint.get(credential) ?? new Map<string, KnownCall>();
    ofCaller.set(key, known);
    ofEndpoint.set(credential, ofCaller);
    this.#known.set(endpoint, ofEndpoint);
  }

  #understandAnew(request: RequestToUnderstand): KnownCall | undefined {
    const call = understandRequest(request);
    if (call?.kind !== 'vault') return undefined;
    return new KnownCall({
      call,
      method: request.method,
      address: this.#recorder.address(call.endpoint.host),
      spanAttributes: () => this.#spanAttributes(call),
    });
  }

  #spanAttributes({ endpoint, operation, credential }: VaultCall): SpanAttributes {
    const { config } = this.#recorder;
    const attributes: Attributes = {
      ...endpointAttributes(endpoint),
      ...(credential.identity === undefined ? {} : this.#identityAttributes(credential.identity)),
      [names.ATTR_AZURE_KEYVAULT_OBJECT_TYPE]: operation.objectType,
      [names.ATTR_AZURE_KEYVAULT_OPERATION_NAME]: operation.name,
      [names.ATTR_URL_TEMPLATE]: operation.template,
      [names.ATTR_AZURE_KEYVAULT_THROTTLE_CLASS]: operation.throttleClass,
      ...(config.objectNames && operation.objectName !== undefined
        ? { [names.ATTR_AZURE_KEYVAULT_OBJECT_NAME]: operation.objectName }
        : {}),
    };
    return Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  }
}
