// SPDX-License-Identifier: Apache-2.0

/**
 * The host, with its port if it is given, that a call of `http.request` with these arguments goes to, told without
 * parsing more than the host.
 *
 * @returns `undefined` where the call is one that OpenTelemetry's HTTP instrumentation would change: headers as a flat
 * list come out as `0: Host`, an escaped user or password is not unescaped, and a URL that is none becomes a path.
 */
export function hostOfArguments([input, second]: readonly unknown[]): string | undefined {
  const options = isObject(second) ? second : undefined;
  if (Array.isArray(options?.['headers'])) return undefined;
  if (isObject(input) && !(input instanceof URL)) return Array.isArray(input['headers']) ? undefined : hostOf(input);
  return (options === undefined ? undefined : hostOf(options)) ?? hostOfUrl(input);
}

function hostOf({ hostname, host, port }: Readonly<Record<string, unknown>>): string | undefined {
  const name = hostname ?? host;
  if (typeof name !== 'string') return undefined;
  return port === undefined || port === null || port === '' ? name : `${name}:${String(port)}`;
}

function hostOfUrl(input: unknown): string | undefined {
  if (input instanceof URL) return input.username === '' && input.password === '' ? input.host : undefined;
  if (typeof input !== 'string') return undefined;
  const [, host] = /^https?:\/\/([^/?#@\\]+)(?:[/?#]|$)/i.exec(input) ?? [];
  return host;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
