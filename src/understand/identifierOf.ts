// SPDX-License-Identifier: Apache-2.0

/** What GUIDs, names of hosts and tenants, URNs and URLs without query are made of. ARM ids begin with a slash. */
const form = /^[A-Za-z0-9][\w.:/-]{0,127}$/;

/** The beginning of a token or of its claims. */
const tokenBegins = /(?:^|[^A-Za-z0-9])eyJ/;
/** Longer than a label of a host name may be. */
const runLength = 64;
const longRun = /[\w-]{64}/;

/**
 * The text where it has the form of an identifier or a URL, for what goes out: in a claim or a challenge may stand
 * anything, the name of a person or a token too. No GUID is demanded: some clouds and directories have other ids.
 */
export function identifierOf(text: string | undefined): string | undefined {
  return text !== undefined && form.test(text) && !isPartOfToken(text) ? text : undefined;
}

/** For a run is sought in long texts only: the search begins anew at each sign. */
function isPartOfToken(text: string): boolean {
  return tokenBegins.test(text) || (text.length >= runLength && longRun.test(text));
}
