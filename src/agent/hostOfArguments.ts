// SPDX-License-Identifier: Apache-2.0

import { splitUrl } from '../understand/splitUrl.ts';

type Options = Readonly<Record<string, unknown>>;

type ModuleName = 'http' | 'https';

/** Of Node's own agents, for calls that name no port. */
const DEFAULT_PORTS: Readonly<Record<ModuleName, number>> = { http: 80, https: 443 };

/**
 * The host, with its port if it is given, that a call of `http.request` with these arguments goes to, told without
 * parsing more than the host, and without asking what counts: getters of the program.
 *
 * @returns `undefined` where that cannot be told, or where OpenTelemetry's HTTP instrumentation takes what is no callback
 * for one.
 */
export function hostOfArguments(args: readonly unknown[]): string | undefined {
  const [input, second] = args;
  if ((args.length > 2 || Boolean(second)) && typeof second !== 'function' && !isObject(second)) return undefined;
  if (isOptions(input)) return withPort(nameOf(input) ?? 'localhost', input);
  const name = isObject(second) ? nameOf(second) : undefined;
  return isObject(second) && name !== undefined ? withPort(name, second) : hostOfUrl(input);
}

/** Path and query that such a call asks for. */
export function targetOfArguments([input, second]: readonly unknown[]): string {
  const path = isObject(second) ? ownValue(second, 'path') : undefined;
  if (path !== undefined && path !== null) return String(path);
  if (input instanceof URL) return input.pathname + input.search;
  if (isObject(input)) return String(ownValue(input, 'path') ?? '/');
  return splitUrl(String(input))?.target ?? '/';
}

/**
 * Whether OpenTelemetry's HTTP instrumentation would change such a call: it hands Node arguments of its own making. Headers
 * as a flat list come out as `0: Host`, an escaped user or password is not unescaped, a URL that is none becomes a path, of
 * a URL with a method or headers both are lost, a URL of another class goes to `localhost`, a callback after `undefined` is
 * not called, a port or agent that is the default is not, HTTPS over a connection of the program's own making gets
 * another `Host`, and what a getter answers is asked for once more.
 *
 * @param name The module whose function it is.
 */
export function isChangedByTracing([input, second]: readonly unknown[], name: ModuleName): boolean {
  if (isObject(second) && isChanged(second, name)) return true;
  if (isOptions(input)) return isChanged(input, name) || isUrlLike(input);
  return typeof input === 'string' && !URL.canParse(input);
}

function isChanged(options: Options, name: ModuleName): boolean {
  for (const property of Object.keys(options)) if (ownValue(options, property) === GETTER) return true;
  const own = (property: string): unknown => ownValue(options, property);
  const method = own('method');
  const agent = own('agent');
  if (Array.isArray(own('headers')) || own('defaultPort') !== undefined || own('_defaultAgent') !== undefined)
    return true;
  if (method !== undefined && method !== null && typeof method !== 'string') return true;
  // It has no agent then, and with none its default port is that of `http`.
  if (name === 'https' && own('createConnection') !== undefined) return true;
  // Own values only: agents of some packages look at the stack of whoever asks.
  const port: unknown = isObject(agent) ? ownValue(agent, 'defaultPort') : undefined;
  return port !== undefined && port !== DEFAULT_PORTS[name];
}

/** As Node tells a URL, also of another realm or package, from options. */
function isUrlLike({ href, protocol, auth, path }: Options): boolean {
  return Boolean(href) && Boolean(protocol) && auth === undefined && path === undefined;
}

function nameOf(options: Options): unknown {
  return ownValue(options, 'hostname') ?? ownValue(options, 'host') ?? undefined;
}

function withPort(name: unknown, options: Options): string | undefined {
  const port = ownValue(options, 'port');
  if (typeof name !== 'string' || port === GETTER) return undefined;
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

function isOptions(value: unknown): value is Options {
  return isObject(value) && !(value instanceof URL);
}

function isObject(value: unknown): value is Options {
  return typeof value === 'object' && value !== null;
}

/** Stands for what only a getter knows. */
const GETTER = Symbol('getter');

/** As Node does, which copies options, without what they inherit. */
function ownValue(options: object, name: string): unknown {
  const property = Object.getOwnPropertyDescriptor(options, name);
  return property?.get === undefined ? property?.value : GETTER;
}
