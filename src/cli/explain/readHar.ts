// SPDX-License-Identifier: Apache-2.0
import type { Exchange, HeaderValues } from '../../understand/Exchange.ts';
import { withoutTokens } from './findTokens.ts';

const MAX_ENTRIES = 20_000;
const MAX_BODY = 64 * 1024;

interface HarEntry {
  readonly exchange: Exchange;
  readonly host: string;
  readonly hasToken: boolean;
}

/**
 * The exchanges of an HTTP Archive, errors and successes; `undefined` when the value is none.
 *
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export function readHar(value: unknown): readonly Exchange[] | undefined {
  const entries = member(member(value, 'log'), 'entries');
  if (!Array.isArray(entries)) return undefined;
  const read = entries.slice(0, MAX_ENTRIES).flatMap((entry: unknown) => readEntry(entry) ?? []);
  const lastTokens = new Map(read.flatMap(({ host, hasToken }, index) => (hasToken ? [[host, index] as const] : [])));
  return read.map(({ exchange, host, hasToken }, index) => ({
    ...exchange,
    followedByCredentials: !hasToken && (lastTokens.get(host) ?? -1) > index,
  }));
}

function readEntry(entry: unknown): HarEntry | undefined {
  const request = member(entry, 'request');
  const response = member(entry, 'response');
  const url = text(member(request, 'url'));
  if (url === undefined) return undefined;
  const headers = headersOf(member(request, 'headers'));
  const status = member(response, 'status');
  const started = Date.parse(text(member(entry, 'startedDateTime')) ?? '');
  return {
    host: /^https?:\/\/([^/?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? '',
    hasToken: Object.keys(headers).some((name) => name.toLowerCase() === 'authorization'),
    exchange: {
      request: {
        method: text(member(request, 'method')) ?? 'GET',
        url,
        headers,
        body: text(member(member(request, 'postData'), 'text')),
      },
      // A request that got no answer has status 0.
      response:
        typeof status === 'number' && status > 0
          ? { status, headers: headersOf(member(response, 'headers')), body: bodyOf(member(response, 'content')) }
          : undefined,
      now: Number.isFinite(started) ? started : undefined,
    },
  };
}

function headersOf(list: unknown): HeaderValues {
  if (!Array.isArray(list)) return {};
  const headers = new Map<string, string>();
  for (const field of list) {
    const [name, value] = [text(member(field, 'name')), text(member(field, 'value'))];
    if (name !== undefined && value !== undefined) headers.set(name, value);
  }
  return Object.fromEntries(headers);
}

function bodyOf(content: unknown): string | undefined {
  const body = text(member(content, 'text'));
  if (body === undefined) return undefined;
  const plain = member(content, 'encoding') === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : body;
  return withoutTokens(plain.slice(0, MAX_BODY));
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
