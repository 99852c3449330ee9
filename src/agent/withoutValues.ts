// SPDX-License-Identifier: Apache-2.0

/** What is shorter is a word or a number of the message as well. */
const MIN_LENGTH = 8;

/**
 * Takes the values of `OTEL_*` variables out of a message: OpenTelemetry quotes those that it cannot read, a collector may
 * repeat what it refuses, and what stands in the wrong place may be a password or a key.
 */
export function withoutValues(message: string, env: Readonly<Record<string, string | undefined>>): string {
  let clean = message;
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('OTEL_') || value === undefined) continue;
    for (const text of formsOf(value)) clean = clean.replaceAll(text, () => `<${name}>`);
  }
  return clean;
}

/** A value, what stands between its commas, equals signs and blanks, and how that is written elsewhere; the longest first. */
function formsOf(value: string): readonly string[] {
  const forms = new Set<string>();
  for (const part of [value, ...value.split(/[,=]/)]) {
    for (const text of [part, decoded(part)]) {
      for (const piece of [text.trim(), ...text.split(/\s+/)]) {
        if (piece.length < MIN_LENGTH) continue;
        // Some are quoted in lower case, and gRPC sends messages as URLs are written.
        forms.add(piece).add(piece.toLowerCase()).add(encoded(piece));
      }
    }
  }
  return [...forms].sort((one, other) => other.length - one.length);
}

/** As exporters send it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}
