// SPDX-License-Identifier: Apache-2.0

/**
 * Texts that stand wherever the real service would put something that no telemetry may carry. Each is recognisable on its
 * own, so a leak test looks for these and for every token the fake has issued.
 */
export const SECRET_VALUE_MARKER = 'SECRET-VALUE-MARKER';
export const PLAINTEXT_MARKER = 'PLAINTEXT-MARKER-OF-A-DECRYPTION';
export const SIGNATURE_MARKER = 'SIGNATURE-MARKER';
export const BACKUP_MARKER = 'BACKUP-BLOB-MARKER';
export const PERSON_MARKER = 'person-marker';
export const CLIENT_ADDRESS_MARKER = '203.0.113.7';
export const PRIVATE_ENDPOINT_MARKER =
  '/subscriptions/5b3c2348-00d9-4b59-b2d2-0951940cb8d3/resourceGroups/rg-marker/providers/Microsoft.Network/privateEndpoints/pe-marker';
export const MANAGED_IDENTITY_MARKER =
  '/subscriptions/5b3c2348-00d9-4b59-b2d2-0951940cb8d3/resourcegroups/rg-marker/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-marker';
/** Goes out with object names on, or in the URLs of others that are not redacted; the programs name their objects so. */
export const OBJECT_NAME_MARKER = 'object-name-marker';
/** The object id of a user, which goes out at the identity level `full` alone. */
export const USER_OBJECT_ID_MARKER = '4e0b7c52-91d6-4f3a-a8c5-62d1e9f07b34';
/** What App Service gives a program to ask for tokens with. */
export const IDENTITY_HEADER_MARKER = 'identity-header-marker';
export const CLIENT_SECRET_MARKER = 'client-secret-marker~A1b2C3';

/** What a leak test has to look for, in the forms in which it crosses the wire. */
export const LEAK_MARKERS: readonly string[] = [
  SECRET_VALUE_MARKER,
  PLAINTEXT_MARKER,
  Buffer.from(PLAINTEXT_MARKER).toString('base64url'),
  SIGNATURE_MARKER,
  Buffer.from(SIGNATURE_MARKER).toString('base64url').slice(0, -1),
  BACKUP_MARKER,
  Buffer.from(BACKUP_MARKER).toString('base64url').slice(0, -1),
  PERSON_MARKER,
  CLIENT_ADDRESS_MARKER,
  'privateEndpoints/pe-marker',
  'rg-marker',
  'userAssignedIdentities/id-marker',
  CLIENT_SECRET_MARKER,
  IDENTITY_HEADER_MARKER,
];

/** These, and what may go out when the user asks for it. */
export const ALL_MARKERS: readonly string[] = [...LEAK_MARKERS, OBJECT_NAME_MARKER, USER_OBJECT_ID_MARKER];

/** Markers that cross the wire encoded and not as they stand. */
const NEVER_PLAIN: readonly string[] = [PLAINTEXT_MARKER, SIGNATURE_MARKER, BACKUP_MARKER];

/** What the traffic of a leak test has to hold: without it, that nothing leaks says nothing. */
export const TRIED_MARKERS: readonly string[] = ALL_MARKERS.filter((marker) => !NEVER_PLAIN.includes(marker));

/**
 * The first thing that must not be in `haystack` but is: a marker, or a run of `runLength` bytes of a token.
 * The header of a token is looked for like the rest of it. `undefined` when nothing leaked.
 */
export function findLeak(
  haystack: Buffer | string,
  tokens: readonly string[],
  {
    markers = LEAK_MARKERS,
    runLength = 24,
  }: { readonly markers?: readonly string[]; readonly runLength?: number } = {},
): string | undefined {
  const text = typeof haystack === 'string' ? haystack : haystack.toString('latin1');
  const marker = markers.find((one) => text.includes(one));
  if (marker !== undefined) return marker;
  const runs = new Set<string>();
  for (const token of tokens) {
    for (let start = 0; start + runLength <= token.length; start += 1) runs.add(token.slice(start, start + runLength));
  }
  for (let start = 0; start + runLength <= text.length; start += 1) {
    const run = text.slice(start, start + runLength);
    if (runs.has(run)) return run;
  }
  return undefined;
}
