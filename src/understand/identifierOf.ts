// SPDX-License-Identifier: Apache-2.0

/** What GUIDs, names of hosts and tenants, URNs and URLs without query are made of. ARM ids begin with a slash. */
const form = /^[A-Za-z0-9][\w.:/-]{0,127}$/;

/** The beginning of a token or of its claims, or a run that is longer than a label of a host name may be. */
const partOfToken = /(?:^|[^A-Za-z0-9])eyJ|[\w-]{64}/;

/**
 * The text where it has the form of an identifier or a URL, for what goes out: in a claim or a challenge may stand
 * anything, the name of a person or a token too. No GUID is demanded: some clouds and directories have other ids.
 */
export function identifierOf(text: string | undefined): string | undefined {
  return text !== undefined && form.test(text) && !partOfToken.test(text) ? text : undefined;
}
