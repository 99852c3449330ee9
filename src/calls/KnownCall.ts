// SPDX-License-Identifier: Apache-2.0
import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { type QuotaAccount, quotaAccount } from '../correlate/QuotaBook.ts';
import { type SentToken, sentToken } from '../correlate/TokenLifetimes.ts';
import * as names from '../record/attributeNames.ts';
import { fixedAttributes } from '../record/fixedAttributes.ts';
import type { CauseName } from '../understand/causes.ts';
import type { Outcome } from '../understand/Outcome.ts';
import type { VaultCall } from '../understand/VaultCall.ts';
import { LatestFailure } from './LatestFailure.ts';
import { spanNameOf } from './spanNameOf.ts';

/** What tells the points of one call's metrics apart. */
export interface Result {
  readonly outcome: Outcome;
  readonly cause: CauseName | undefined;
  /** `undefined` when no response came. */
  readonly status: number | undefined;
}

export type SpanAttributes = readonly (readonly [name: string, value: AttributeValue])[];

/** A call together with everything of its records that is the same whenever it is made. */
export class KnownCall {
  readonly call: VaultCall;
  /** Name of a span of ours: method and template. */
  readonly spanName: string;
  /** Path with names replaced. */
  readonly template: string;
  /** URL with names replaced. */
  readonly url: string;
  /** Value of `server.address` on metrics. */
  readonly address: string;
  /** The share of the vault's limit that the call draws on. */
  readonly account: QuotaAccount;
  /** Object, and object with version, that the call names; `undefined` when it names none. */
  readonly object: { readonly id: string; readonly versionId: string } | undefined;
  /** Who calls what where: a denial counts as recovered only for the same. */
  readonly accessKey: string;
  readonly latestFailure = new LatestFailure();
  /** The token of the call; `undefined` when it does not say whose it is and when it ends. */
  readonly token: SentToken | undefined;
  readonly #makeSpanAttributes: () => SpanAttributes;
  #spanAttributes: SpanAttributes | undefined;
  #latest: { readonly result: Result; readonly request: Attributes; readonly operation: Attributes } | undefined;

  constructor(options: {
    readonly call: VaultCall;
    /** As sent. */
    readonly method: string;
    readonly address: string;
    /** Asked for once, when there is a span. */
    readonly spanAttributes: () => SpanAttributes;
  }) {
    const { call } = options;
    const { host } = call.endpoint;
    const { name, template, throttleClass, objectType, objectName, objectVersion } = call.operation;
    const { identity } = call.credential;
    const id = `${host}/${objectType}/${objectName}/`;
    this.call = call;
    this.spanName = spanNameOf(options.method, template);
    this.template = template;
    this.url = `https://${host}${template}`;
    this.#makeSpanAttributes = options.spanAttributes;
    this.address = options.address;
    this.account = quotaAccount(host, throttleClass);
    this.object = objectName === undefined ? undefined : { id, versionId: id + (objectVersion ?? '') };
    this.accessKey = `${identity?.objectId ?? identity?.appId ?? ''} ${host} ${name} ${objectName ?? ''}`;
    this.token = identity === undefined ? undefined : sentToken(host, identity);
  }

  /** On every span of the call. */
  get spanAttributes(): SpanAttributes {
    this.#spanAttributes ??= this.#makeSpanAttributes();
    return this.#spanAttributes;
  }

  /** Attributes of the metrics of one request, and of an operation that ends with it. Mostly those of the last time. */
  attributes(result: Result): { readonly request: Attributes; readonly operation: Attributes } {
    const { outcome, cause, status } = result;
    const latest = this.#latest;
    if (latest !== undefined && isSame(latest.result, result)) return latest;
    const { name, throttleClass } = this.call.operation;
    const { address } = this;
    // In the order of the alphabet, into which the SDK brings them for every record, in the preload once.
    const made = {
      result: { outcome, cause, status },
      request: fixedAttributes({
        ...(cause === undefined ? {} : { [names.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE]: cause }),
        [names.ATTR_AZURE_KEYVAULT_OPERATION_NAME]: name,
        [names.ATTR_AZURE_KEYVAULT_OUTCOME]: outcome,
        [names.ATTR_AZURE_KEYVAULT_THROTTLE_CLASS]: throttleClass,
        ...(status === undefined ? {} : { [names.ATTR_HTTP_RESPONSE_STATUS_CODE]: status }),
        [names.ATTR_SERVER_ADDRESS]: address,
      }),
      operation: fixedAttributes({
        [names.ATTR_AZURE_KEYVAULT_OPERATION_NAME]: name,
        [names.ATTR_AZURE_KEYVAULT_OUTCOME]: outcome,
        [names.ATTR_SERVER_ADDRESS]: address,
      }),
    };
    this.#latest = made;
    return made;
  }
}

function isSame(one: Result, other: Result): boolean {
  return one.status === other.status && one.outcome === other.outcome && one.cause === other.cause;
}
