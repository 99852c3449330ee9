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
import { ownText } from '../understand/ownText.ts';
import {
  meantMethod,
  namesVersion,
  type RequestToUnderstand,
  understandRequest,
} from '../understand/understandRequest.ts';
import type { VaultCall } from '../understand/VaultCall.ts';
import { KnownCall } from './KnownCall.ts';
import { KnownOperation } from './KnownOperation.ts';
import { type SpanAttributes, sharedSpanAttributes } from './spanAttributes.ts';

/** Twice as many may be kept. */
const MAX_CALLS = 1_024;
const MAX_OPERATIONS = 1_024;
/** Longer ones are understood anew each time: what is kept stays small. */
const MAX_PATH = 256;

type Generation = WeakMap<VaultEndpoint, WeakMap<Credential, Map<string, KnownCall>>>;

/**
 * Understands requests to vaults, and remembers what it understood: programs make the same few calls over and over, and
 * what a call means depends on nothing but host, method, path and token, and whether the host needs a version to be a vault.
 */
export class KnownCalls {
  readonly #recorder: Recorder;
  readonly #identityAttributes: (identity: Identity) => Attributes;
  #known: Generation = new WeakMap();
  /** Those before: what is in use is taken over, and all else forgotten with them. */
  #older: Generation = new WeakMap();
  #size = 0;
  #operations = new WeakMap<VaultEndpoint, Map<string, KnownOperation>>();
  #operationCount = 0;

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
    const query = target.indexOf('?');
    const path = query < 0 ? target : target.slice(0, query);
    const isLong = path.length > MAX_PATH;
    if (isLong || (endpoint.needsRoute && !namesVersion(target))) return this.#understandAnew(head);
    const key = method === 'GET' ? path : `${method} ${meantMethod(method, head.header)} ${path}`;
    const credential = decodeCredential(head.header('authorization'));
    const known = this.#known.get(endpoint)?.get(credential)?.get(key);
    if (known !== undefined) return known;
    const older = this.#older.get(endpoint)?.get(credential)?.get(key);
    // It may be a view on a whole URL. Of the query, it matters only that it names a version, where that is asked for.
    const own = ownText(`${path}?api-version=`);
    const made = older ?? this.#understandAnew({ ...head, target: own, credential });
    if (made !== undefined) this.#keep(endpoint, credential, ownText(key), made);
    return made;
  }

  #keep(endpoint: VaultEndpoint, credential: Credential, key: string, known: KnownCall): void {
    if (this.#size >= MAX_CALLS) {
      this.#older = this.#known;
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
    const operation = this.#operation(call);
    return new KnownCall({
      call,
      operation,
      method: request.method,
      spanAttributes: () => this.#spanAttributes(call, operation),
    });
  }

  #operation({ endpoint, operation }: VaultCall): KnownOperation {
    const { name, objectType, template, throttleClass } = operation;
    // Of an unknown operation, the template does not tell the rest.
    const key = `${name} ${objectType} ${throttleClass} ${template}`;
    const known = this.#operations.get(endpoint)?.get(key);
    if (known !== undefined) return known;
    if (this.#operationCount >= MAX_OPERATIONS) {
      this.#operations = new WeakMap();
      this.#operationCount = 0;
    }
    this.#operationCount += 1;
    const made = new KnownOperation(endpoint, operation, this.#recorder.address(endpoint.host));
    const ofEndpoint = this.#operations.get(endpoint) ?? new Map<string, KnownOperation>();
    ofEndpoint.set(key, made);
    this.#operations.set(endpoint, ofEndpoint);
    return made;
  }

  #spanAttributes({ endpoint, operation, credential }: VaultCall, known: KnownOperation): SpanAttributes {
    const { objectName } = operation;
    return [
      ...sharedSpanAttributes(endpointAttributes(endpoint)),
      ...(credential.identity === undefined ? [] : sharedSpanAttributes(this.#identityAttributes(credential.identity))),
      ...known.spanAttributes,
      ...(this.#recorder.config.objectNames && objectName !== undefined
        ? [[names.ATTR_AZURE_KEYVAULT_OBJECT_NAME, objectName] as const]
        : []),
    ];
  }
}
