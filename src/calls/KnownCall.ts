// SPDX-License-Identifier: Apache-2.0
import { type SentToken, sentToken } from '../correlate/TokenLifetimes.ts';
import type { VaultCall } from '../understand/VaultCall.ts';
import type { KnownOperation } from './KnownOperation.ts';
import { LatestFailure } from './LatestFailure.ts';
import type { SpanAttributes } from './spanAttributes.ts';
import { spanNameOf } from './spanNameOf.ts';

/** A call together with everything of its records that is the same whenever it is made. */
export class KnownCall {
  readonly call: VaultCall;
  readonly operation: KnownOperation;
  /** Name of a span of ours: method and template. */
  readonly spanName: string;
  /** Path with names replaced. */
  readonly template: string;
  /** URL with names replaced. */
  readonly url: string;
  /** Object, and object with version, that the call names; `undefined` when it names none. */
  readonly object: { readonly id: string; readonly versionId: string } | undefined;
  /** Who calls what where: a denial counts as recovered only for the same. */
  readonly accessKey: string;
  readonly latestFailure = new LatestFailure();
  /** The token of the call; `undefined` when it does not say whose it is and when it ends. */
  readonly token: SentToken | undefined;
  readonly #makeSpanAttributes: () => SpanAttributes;
  #spanAttributes: SpanAttributes | undefined;

  /** Region that repeats no part of the caller's token: to look for that takes longer than all else that is done with it. */
  clearRegion: string | undefined;

  constructor(options: {
    readonly call: VaultCall;
    /** As sent. */
    readonly method: string;
    readonly operation: KnownOperation;
    /** Asked for once, when there is a span. */
    readonly spanAttributes: () => SpanAttributes;
  }) {
    const { call } = options;
    const { host } = call.endpoint;
    const { name, template, objectType, objectName, objectVersion } = call.operation;
    const { identity } = call.credential;
    // To the service, names of objects are the same in any case.
    const objectId = objectName?.toLowerCase();
    const id = `${host}/${objectType}/${objectId}/`;
    this.call = call;
    this.operation = options.operation;
    this.spanName = spanNameOf(options.method, template);
    this.template = template;
    this.url = `https://${host}${template}`;
    this.#makeSpanAttributes = options.spanAttributes;
    this.object = objectName === undefined ? undefined : { id, versionId: id + (objectVersion ?? '') };
    this.accessKey = `${identity?.objectId ?? identity?.appId ?? ''} ${host} ${name} ${objectId ?? ''}`;
    this.token = identity === undefined ? undefined : sentToken(host, identity);
  }

  /** On every span of the call. */
  get spanAttributes(): SpanAttributes {
    this.#spanAttributes ??= this.#makeSpanAttributes();
    return this.#spanAttributes;
  }
}
