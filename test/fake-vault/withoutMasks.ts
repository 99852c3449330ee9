// SPDX-License-Identifier: Apache-2.0
import { CLIENT_ADDRESS_MARKER, MANAGED_IDENTITY_MARKER } from './markers.ts';
import type { FakeRequest } from './Reply.ts';

/** What stands in the recorded bodies where the real service writes something that no telemetry may carry. */
const MASKS: readonly (readonly [mask: RegExp, marker: string])[] = [
  [/\b203\.0\.113\.\d{1,3}\b/g, CLIENT_ADDRESS_MARKER],
  [/\bxms_mirid=[^"'\s;\\]+/g, `xms_mirid=${MANAGED_IDENTITY_MARKER}`],
  [/\bresourcegroups\/[\w-]+/gi, 'resourcegroups/rg-marker'],
];

/**
 * The body with the address of the client and ARM ids, as markers, and with the name of the object that was asked for: in
 * the recorded bodies these are masks.
 *
 * @param recordedName of the object, in the recorded body.
 */
export function withoutMasks(body: string, request: FakeRequest, recordedName: string | undefined): string {
  const marked = MASKS.reduce((text, [mask, marker]) => text.replace(mask, () => marker), body);
  const [, name] = segmentsOf(request.url);
  if (name === undefined || recordedName === undefined) return marked;
  return marked.replace(new RegExp(`\\b${recordedName.replace(/[^\w-]/g, '\\$&')}\\b`, 'g'), () => name);
}

/** The name in the path of a request, where there is one. */
export function objectNameOf(url: string): string | undefined {
  return segmentsOf(new URL(url))[1];
}

function segmentsOf({ pathname }: URL): readonly string[] {
  return pathname.split('/').filter((segment) => segment !== '');
}
