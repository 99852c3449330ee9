// SPDX-License-Identifier: Apache-2.0
import type { RequestHead } from '../observe/ObservedCall.ts';

/** Where a request goes, as its span tells it: the host as it is known, in lower case, with scheme and port of the request. */
export function originOf({ origin, endpoint }: RequestHead): { readonly origin: string; readonly port: number } {
  const isPlain = origin.startsWith('http:');
  const standard = isPlain ? 80 : 443;
  const scheme = isPlain ? 'http' : 'https';
  const given = Number(/:(\d{1,5})$/.exec(origin)?.[1] ?? standard);
  return { origin: `${scheme}://${endpoint.host}${given === standard ? '' : `:${given}`}`, port: given };
}
