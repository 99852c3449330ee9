// SPDX-License-Identifier: Apache-2.0

/*
 * What a text of a service, a proxy or a client has to look like to go out: a name, an address, a secret or a message in
 * the place of a code or a right has another form.
 */

/** Of HTTP, which some services write where a code belongs: https://www.rfc-editor.org/rfc/rfc9110#section-15 */
const reasonPhrases: ReadonlySet<string> = new Set([
  ...['Bad Request', 'Not Found', 'Method Not Allowed', 'Not Acceptable', 'Request Timeout', 'Precondition Failed'],
  ...['Content Too Large', 'URI Too Long', 'Unsupported Media Type', 'Too Many Requests', 'Internal Server Error'],
  ...['Not Implemented', 'Bad Gateway', 'Service Unavailable', 'Gateway Timeout', 'HTTP Version Not Supported'],
  ...['Proxy Authentication Required', 'Length Required', 'Expectation Failed', 'Unprocessable Content'],
  ...['Precondition Required', 'Request Header Fields Too Large', 'Misdirected Request', 'Upgrade Required'],
  // As they were called before, and as nginx and HAProxy call them.
  ...['Payload Too Large', 'Request Entity Too Large', 'Request-URI Too Large', 'Unprocessable Entity'],
  ...['Service Temporarily Unavailable', 'Gateway Time-out', 'Request Time-out', 'Access Denied', 'Server Error'],
]);

/** A word, with dots and capitals (`Microsoft.KeyVault`), or three words at most (`Malformed backup blob`). */
const codeForm = /^(?:[A-Za-z]\w{0,63}(?:(?:\.[A-Z]\w{0,31}){1,4}|(?:[ -][a-z]{1,31}){1,2})?|\d{1,9})$/;

/** A proxy or another service may put a whole message where the code belongs, with an address or a name in it. */
export function codeOf(code: string | undefined): string | undefined {
  return code !== undefined && (reasonPhrases.has(code) || codeForm.test(code)) ? code : undefined;
}

/** An action names operations of the provider; anything else in its place could be a name. */
export function isAction(text: string): boolean {
  return /^Microsoft\.KeyVault\/[A-Za-z/]{1,100}$/i.test(text);
}

export function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z]{1,64}$/.test(value);
}
