// SPDX-License-Identifier: Apache-2.0

/*
 * What a text of a service, a proxy or a client has to look like to go out: a name, an address, a secret or a message in
 * the place of a code or a right has another form.
 */

/** A few words at most (`Malformed backup blob`): a proxy or another service may put a whole message where the code belongs. */
export function codeOf(code: string | undefined): string | undefined {
  return code !== undefined && /^(?:[A-Za-z]\w{0,63}(?:[ .-]\w{1,32}){0,4}|\d{1,9})$/.test(code) ? code : undefined;
}

/** An action names operations of the provider; anything else in its place could be a name. */
export function isAction(text: string): boolean {
  return /^Microsoft\.KeyVault\/[A-Za-z/]{1,100}$/i.test(text);
}

export function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z]{1,64}$/.test(value);
}
