// SPDX-License-Identifier: Apache-2.0
import type { HeaderValues } from './Exchange.ts';
import type { HeaderReader } from './HeaderReader.ts';

/** Far more than any client or server sends; a header object beyond it is not looked at further. */
const maxFields = 512;

/**
 * Makes a {@link HeaderReader} of a plain header object: names in any case, values string, list of strings or
 * `undefined`. Values of any other type are ignored. Never throws, and safe for field names such as `__proto__`.
 */
export function readHeaders(headers: HeaderValues | undefined): HeaderReader {
  const fields = new Map<string, string>();
  if (typeof headers === 'object' && headers !== null) {
    let count = 0;
    for (const name of Object.keys(headers)) {
      if (++count > maxFields) break;
      const value = textOf(headers[name]);
      if (value === undefined) continue;
      const lowerCaseName = name.toLowerCase();
      const earlier = fields.get(lowerCaseName);
      fields.set(lowerCaseName, earlier === undefined ? value : `${earlier}, ${value}`);
    }
  }
  return (lowerCaseName) => fields.get(lowerCaseName);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((item) => typeof item === 'string');
  return texts.length === 0 ? undefined : texts.join(', ');
}
