// SPDX-License-Identifier: Apache-2.0

/** Where an observed request of node:http has what is known of it. Shared by the files of the preload. */
export const EXCHANGE = Symbol.for('keyvault-otel.exchange');

/** Whether somebody besides one instrumentation listened when the answer of an observed request came. */
export function isHeard(request: object): boolean {
  return (request as { readonly [EXCHANGE]?: { readonly isHeard?: unknown } })[EXCHANGE]?.isHeard === true;
}
