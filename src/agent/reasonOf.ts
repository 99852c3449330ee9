// SPDX-License-Identifier: Apache-2.0
import { hidden } from './hidden.ts';

const MAX_REASON = 200;
/** Before values are taken out of it, which may be long. */
const MAX_TEXT = 32_768;

/** What an export says of why it failed, without values of the environment, within 200 characters; empty where it says nothing. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code } = error as { readonly code?: unknown };
  const text = error.message || (typeof code === 'string' || typeof code === 'number' ? String(code) : error.name);
  return hidden(text.slice(0, MAX_TEXT)).slice(0, MAX_REASON);
}
