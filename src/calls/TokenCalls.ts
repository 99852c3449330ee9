// SPDX-License-Identifier: Apache-2.0
import type { ObservedCall, RequestHead } from '../observe/ObservedCall.ts';
import type { Recorder } from '../record/Recorder.ts';
import { understandRequest } from '../understand/understandRequest.ts';
import { TokenExchange } from './TokenExchange.ts';

/** Takes the requests for access tokens to Key Vault or Managed HSM. */
export class TokenCalls {
  readonly #recorder: Recorder;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  open(head: RequestHead): ObservedCall | undefined {
    const call = understandRequest(head);
    if (call?.kind !== 'token' || call.forVault === false) return undefined;
    return new TokenExchange({ recorder: this.#recorder, head, call });
  }
}
