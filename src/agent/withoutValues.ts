// SPDX-License-Identifier: Apache-2.0

/** What is shorter is a word or a number of the message as well. */
const MIN_LENGTH = 8;

/**
 * Takes the values of `OTEL_*` variables out of a message, and the user and password of proxies: OpenTelemetry quotes what it
 * cannot read, a collector may repeat what it refuses, and what stands in the wrong place may be a password or a key.
 *
 * @param environments that of now, and that of the start: a program may have taken a key out of it since.
 */
export function withoutValues(
  message: string,
  environments: readonly Readonly<Record<string, string | undefined>>[],
): string {
  let clean = message;
  for (const [name, value] of environments.flatMap(Object.entries)) {
    for (const text of formsOf(secretOf(name, value))) clean = clean.replaceAll(text, () => `<${name}>`);
  }
  return clean;
}

function secretOf(name: string, value: string | undefined): string {
  if (value === undefined || name.startsWith('OTEL_')) return value ?? '';
  if (!/_proxy$/i.test(name)) return '';
  const end = value.lastIndexOf('@');
  // As a list: each of both may be quoted alone.
  return end < 0
    ? ''
    : value
        .slice(0, end)
        .replace(/^\w+:\/\//, '')
        .replaceAll(':', ',');
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
