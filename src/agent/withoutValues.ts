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
      // In any case: some are quoted in lower case.
      if (part.length >= MIN_LENGTH) clean = clean.replaceAll(new RegExp(escaped(part), 'gi'), `<${name}>`);
    }
  }
  return clean;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
