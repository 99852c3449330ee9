// SPDX-License-Identifier: Apache-2.0
import type { ObservedCall, RequestHead } from '../observe/ObservedCall.ts';
import * as names from '../record/attributeNames.ts';
import type { Recorder } from '../record/Recorder.ts';
import { understandRequest } from '../understand/understandRequest.ts';
import { redactedTokenUrl } from './redactedTokenUrl.ts';
import { attributesOf, redactUrls } from './redactUrls.ts';
import { TokenExchange } from './TokenExchange.ts';

/** Takes the requests for access tokens to Key Vault or Managed HSM. */
export function openTokenCall(recorder: Recorder, head: RequestHead): ObservedCall | undefined {
  const call = understandRequest(head);
  if (call?.kind !== 'token') return undefined;
  // A form that names no resource asks for no vault's: it signs a user in, or renews that. One that was not seen may ask
  // for any token.
  const isForVault = call.forVault ?? head.body === undefined;
  if (isForVault) return new TokenExchange({ recorder, head, call });
  // Its URL names the client as well.
  if (recorder.config.redactUrls && head.span !== undefined) {
    const url = attributesOf(head.span)[names.ATTR_URL_FULL];
    redactUrls(head.span, redactedTokenUrl(url, head.target, call.endpoint));
  }
  return undefined;
}
