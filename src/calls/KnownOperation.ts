// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import { type QuotaAccount, quotaAccount } from '../correlate/QuotaBook.ts';
import * as names from '../record/attributeNames.ts';
import { fixedAttributes } from '../record/fixedAttributes.ts';
import type { CauseName } from '../understand/causes.ts';
import type { VaultEndpoint } from '../understand/Endpoint.ts';
import type { Operation, ThrottleClass } from '../understand/Operation.ts';
import type { Outcome } from '../understand/Outcome.ts';
import { type SpanAttributes, spanAttributes } from './spanAttributes.ts';

/** Of one operation there are few that differ: a success, a challenge, and what goes wrong at the moment. */
const MAX_RESULTS = 8;

/** What tells the points of one operation's metrics apart. */
export interface Result {
  readonly outcome: Outcome;
  readonly cause: CauseName | undefined;
  /** `undefined` when no response came. */
  readonly status: number | undefined;
}

export interface PointAttributes {
  /** Of the metrics of one request. */
  readonly request: Attributes;
  /** Of those of an operation that ends with it. */
  readonly operation: Attributes;
}

/** An operation on one vault together with everything of its records that is the same for all its objects and callers. */
export class KnownOperation {
  /** Value of `server.address` on metrics. */
  readonly address: string;
  /** The share of the vault's limit that it draws on. */
  readonly account: QuotaAccount;
  readonly spanAttributes: SpanAttributes;
  readonly #name: string;
  readonly #throttleClass: ThrottleClass;
  readonly #waits = new Map<string, Attributes>();
  readonly #latest: (PointAttributes & { readonly result: Result })[] = [];

  constructor(endpoint: VaultEndpoint, operation: Operation, address: string) {
    this.address = address;
    this.account = quotaAccount(endpoint.host, operation.throttleClass);
    this.spanAttributes = spanAttributes({
      [names.ATTR_AZURE_KEYVAULT_OBJECT_TYPE]: operation.objectType,
      [names.ATTR_AZURE_KEYVAULT_OPERATION_NAME]: operation.name,
      [names.ATTR_URL_TEMPLATE]: operation.template,
      [names.ATTR_AZURE_KEYVAULT_THROTTLE_CLASS]: operation.throttleClass,
    });
    this.#name = operation.name;
    this.#throttleClass = operation.throttleClass;
  }

  /** Those of the results that came last for the first time are known. */
  attributes(result: Result): PointAttributes {
    for (const latest of this.#latest) if (isSame(latest.result, result)) return latest;
    const made = { result, ...this.#attributesOf(result) };
    if (this.#latest.length >= MAX_RESULTS) this.#latest.pop();
    this.#latest.unshift(made);
    return made;
  }

  /**
   * Those of the metrics of waits and advice.
   *
   * @param details Values of closed lists, so that few differ.
   */
  waits(details: Attributes): Attributes {
    const key = Object.values(details).join(' ');
    const known = this.#waits.get(key);
    if (known !== undefined) return known;
    const made = fixedAttributes({
      ...details,
      [names.ATTR_AZURE_KEYVAULT_THROTTLE_CLASS]: this.#throttleClass,
      [names.ATTR_SERVER_ADDRESS]: this.address,
    });
    this.#waits.set(key, made);
    return made;
  }

  #attributesOf({ outcome, cause, status }: Result): PointAttributes {
    const { address } = this;
    const name = this.#name;
    const throttleClass = this.#throttleClass;
    // In the order of the alphabet, into which the SDK brings them for every record, in the preload once.
    return {
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
  }
}

function isSame(one: Result, other: Result): boolean {
  return one.status === other.status && one.outcome === other.outcome && one.cause === other.cause;
}
