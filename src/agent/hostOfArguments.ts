// SPDX-License-Identifier: Apache-2.0

import { splitUrl } from '../understand/splitUrl.ts';

type Options = Readonly<Record<string, unknown>>;

type ModuleName = 'http' | 'https';

/** Of Node's own agents, for calls that name no port. */
const DEFAULT_PORTS: Readonly<Record<ModuleName, number>> = { http: 80, https: 443 };

/**
 * The host, with its port if it is given, that a call of `http.request` with these arguments goes to, told without
 * parsing more than the host.
 *
 * @param name The module whose function it is.
 * @returns `undefined` where the call is one that OpenTelemetry's HTTP instrumentation would change: it hands Node
 * arguments of its own making. Headers as a flat list come out as `0: Host`, an escaped user or password is not unescaped,
 * a URL that is none becomes a path, of a URL with a method or headers both are lost, a URL of another class goes to
 * `localhost`, a callback after `undefined` is not called, a port or agent that is the default is not, and HTTPS over a
 * connection of the program's own making gets another `Host`.
 */
export function hostOfArguments(args: readonly unknown[], name: ModuleName): string | undefined {
  const [input, second] = args;
  if (args.length > 2 && typeof second !== 'function' && !isObject(second)) return undefined;
  const options = isObject(second) ? second : undefined;
  if (options !== undefined && isChanged(options, name)) return undefined;
  if (isObject(input) && !(input instanceof URL)) {
    return isChanged(input, name) || isUrlLike(input) ? undefined : hostOf(input, 'localhost');
  }
  return (options === undefined ? undefined : hostOf(options)) ?? hostOfUrl(input);
}

/** Path and query that such a call asks for. */
export function targetOfArguments([input, second]: readonly unknown[]): string {
  const path = isObject(second) ? second['path'] : undefined;
  if (path !== undefined && path !== null) return String(path);
  if (input instanceof URL) return input.pathname + input.search;
  if (isObject(input)) return String(input['path'] ?? '/');
  return splitUrl(String(input))?.target ?? '/';
}

function isChanged(options: Options, name: ModuleName): boolean {
  const { headers, method, defaultPort, _defaultAgent, agent, createConnection } = options;
  if (Array.isArray(headers) || defaultPort !== undefined || _defaultAgent !== undefined) return true;
  if (method !== undefined && method !== null && typeof method !== 'string') return true;
  // It has no agent then, and with none its default port is that of `http`.
  if (name === 'https' && createConnection !== undefined) return true;
  // Own values only: agents of some packages look at the stack of whoever asks.
  const port: unknown = isObject(agent) ? Object.getOwnPropertyDescriptor(agent, 'defaultPort')?.value : undefined;
  return port !== undefined && port !== DEFAULT_PORTS[name];
}

/** As Node tells a URL, also of another realm or package, from options. */
function isUrlLike({ href, protocol, auth, path }: Options): boolean {
  return Boolean(href) && Boolean(protocol) && auth === undefined && path === undefined;
}

function hostOf({ hostname, host, port }: Options, otherwise?: string): string | undefined {
  const name = hostname ?? host ?? otherwise;
  if (typeof name !== 'string') return undefined;
  return port === undefined || port === null || port === '' ? name : `${name}:${String(port)}`;
}

function hostOfUrl(input: unknown): string | undefined {
  if (input instanceof URL) return isPlainUrl(input) ? input.host : undefined;
  if (typeof input !== 'string') return undefined;
  const [, host] = /^https?:\/\/([^/?#@\\]+)(?:[/?#]|$)/i.exec(input) ?? [];
  return host;
}

function isPlainUrl(url: URL): boolean {
  if (Object.getPrototypeOf(url) !== URL.prototype || Object.keys(url).length > 0) return false;
  return url.username === '' && url.password === '';
}

function isObject(value: unknown): value is Options {
  return typeof value === 'object' && value !== null;
}
