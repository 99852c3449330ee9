// SPDX-License-Identifier: Apache-2.0

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a GUID with dashes, the only form in which two tenants can be compared. */
export function isGuid(text: string | undefined): text is string {
  return text !== undefined && text.length === 36 && guid.test(text);
}
