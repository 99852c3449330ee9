// SPDX-License-Identifier: Apache-2.0

type Environment = Readonly<Record<string, string | undefined>>;

/** What is shorter is a word or a number of the message as well. */
const MIN_LENGTH = 8;
const CONFIGURING = /^OTEL_/;
const PROXY = /_proxy$/i;

/** The variables that {@link withoutValues} looks at. */
export function hiddenVariables(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => CONFIGURING.test(name) || PROXY.test(name)));
}

/**
 * Takes the values of `OTEL_*` variables out of a message, and the user and password of proxies: OpenTelemetry quotes what it
 * cannot read, a collector may repeat what it refuses, and what stands in the wrong place may be a password or a key.
 *
 * @param environments that of now, and that of the start: a program may have taken a key out of it since.
 */
export function withoutValues(message: string, environments: readonly Environment[]): string {
  const names = new Map<string, string>();
  for (const [name, value] of environments.flatMap(Object.entries)) {
    for (const text of formsOf(name, value)) if (text.length >= MIN_LENGTH) names.set(text, `<${name}>`);
  }
  // The longest first, of whichever variable: else of a value that holds another one the rest would stay.
  const forms = [...names].sort(([one], [other]) => other.length - one.length);
  let parts: readonly Part[] = [{ text: message, isHidden: false }];
  for (const [text, placeholder] of forms) {
    if (message.includes(text)) parts = parts.flatMap((part) => withPlaceholders(part, text, placeholder));
  }
  return parts.map(({ text }) => text).join('');
}

interface Part {
  readonly text: string;
  /** It is a placeholder, in which nothing is looked for. */
  readonly isHidden: boolean;
}

function withPlaceholders(part: Part, text: string, placeholder: string): readonly Part[] {
  if (part.isHidden) return [part];
  return part.text.split(text).flatMap((between, index) => {
    const shown = { text: between, isHidden: false };
    return index === 0 ? [shown] : [{ text: placeholder, isHidden: true }, shown];
  });
}

function formsOf(name: string, value: string | undefined): Iterable<string> {
  if (value === undefined) return [];
  if (CONFIGURING.test(name)) return formsOfSetting(value);
  return PROXY.test(name) ? formsOfProxy(value) : [];
}

/** A value, what stands between its commas, equals signs and blanks, and how that is written elsewhere. */
function formsOfSetting(value: string): Iterable<string> {
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
  return forms;
}

/** User and password, together and alone. */
function formsOfProxy(value: string): Iterable<string> {
  const end = value.lastIndexOf('@');
  const both = value.slice(0, Math.max(end, 0)).replace(/^\w+:\/\//, '');
  const colon = both.indexOf(':');
  const each = colon < 0 ? [both] : [both, both.slice(0, colon), both.slice(colon + 1)];
  return each.flatMap((text) => [text, decoded(text), encoded(text)]);
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
