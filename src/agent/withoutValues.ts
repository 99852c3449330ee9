// SPDX-License-Identifier: Apache-2.0

/** What is shorter is a word or a number of the message as well. */
const MIN_LENGTH = 8;

/**
 * Takes the values of `OTEL_*` variables out of a message: OpenTelemetry quotes those that it cannot read, and what
 * stands in the wrong place may be a password or a key.
 */
export function withoutValues(message: string, env: Readonly<Record<string, string | undefined>>): string {
  let clean = message;
  for (const [name, value = ''] of Object.entries(env)) {
    if (!name.startsWith('OTEL_')) continue;
    for (const part of [value, ...value.split(/[,=]/)].map((text) => text.trim())) {
      if (part.length < MIN_LENGTH) continue;
      // Some are quoted in lower case.
      for (const text of [part, part.toLowerCase()]) clean = clean.replaceAll(text, () => `<${name}>`);
    }
  }
  return clean;
}
