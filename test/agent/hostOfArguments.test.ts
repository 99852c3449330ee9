// SPDX-License-Identifier: Apache-2.0
import { Agent } from 'node:https';
import { parse } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hostOfArguments, isChangedByTracing } from '../../src/agent/hostOfArguments.ts';

const URL_LIKE = { href: 'https://contoso.vault.azure.net/', protocol: 'https:', hostname: 'contoso.vault.azure.net' };

function raise(): never {
  throw new Error('asked for');
}

describe('hostOfArguments', () => {
  it.each<[unknown[], string | undefined]>([
    [['https://contoso.vault.azure.net/secrets/a'], 'contoso.vault.azure.net'],
    [['https://contoso.vault.azure.net:8443?x', () => undefined], 'contoso.vault.azure.net:8443'],
    [[new URL('https://contoso.vault.azure.net/a'), { method: 'PUT' }], 'contoso.vault.azure.net'],
    [['https://example.org/', { hostname: 'contoso.vault.azure.net' }], 'contoso.vault.azure.net'],
    [[{ host: 'contoso.vault.azure.net' }, () => undefined], 'contoso.vault.azure.net'],
    [[{ hostname: 'localhost', host: 'other', port: 8443 }], 'localhost:8443'],
    [[{ hostname: 'contoso.vault.azure.net', port: null }], 'contoso.vault.azure.net'],
    [[{ hostname: 'contoso.vault.azure.net', method: null }, undefined], 'contoso.vault.azure.net'],
    [['https://contoso.vault.azure.net/', undefined], 'contoso.vault.azure.net'],
    [['https://contoso.vault.azure.net/', null], 'contoso.vault.azure.net'],
    [[{ port: 8080 }], 'localhost:8080'],
    [[{ host: 'contoso.vault.azure.net', agent: new Agent() }], 'contoso.vault.azure.net'],
    [[parse('https://contoso.vault.azure.net/a')], 'contoso.vault.azure.net'],
  ])('tells the host of %j', (args, host) => {
    expect(hostOfArguments(args)).toBe(host);
    expect(isChangedByTracing(args, 'https')).toBe(false);
  });

  it('asks no getter, of its own or inherited', () => {
    class Options {
      host = 'contoso.vault.azure.net';
      get method(): string {
        return raise();
      }
    }
    expect(hostOfArguments([new Options()])).toBe('contoso.vault.azure.net');
    expect(isChangedByTracing([new Options()], 'https')).toBe(false);
  });

  it.each<[string, unknown[]]>([
    ['a flat list of headers', [{ host: 'contoso.vault.azure.net', headers: ['Host', 'a'] }]],
    ['a flat list beside a URL', ['https://contoso.vault.azure.net/', { headers: [] }]],
    ['a user in a URL', ['https://user:p%40ss@contoso.vault.azure.net/']],
    ['a user in a URL object', [new URL('https://user:p%40ss@contoso.vault.azure.net/')]],
    ['a text that is no URL', ['contoso.vault.azure.net']],
    ['nothing', []],
    ['text in the place of options', ['https://contoso.vault.azure.net/', 'utf8']],
    [
      'a getter',
      [
        {
          host: 'contoso.vault.azure.net',
          get path() {
            return '/';
          },
        },
      ],
    ],
    [
      'a getter of the host',
      [
        {
          get hostname() {
            return raise();
          },
        },
      ],
    ],
    [
      'a getter of the port',
      [
        'https://contoso.vault.azure.net/',
        {
          host: 'a',
          get port() {
            return raise();
          },
        },
      ],
    ],
    ['a host that is no text', [{ host: 7 }]],
    ['a URL with a method', [Object.assign(new URL('https://contoso.vault.azure.net/'), { method: 'DELETE' })]],
    ['a URL of a class of its own', [new (class extends URL {})('https://contoso.vault.azure.net/')]],
    ['what is like a URL', [{ ...URL_LIKE, method: 'PUT' }]],
    ['nothing in the place of options', ['https://contoso.vault.azure.net/', undefined, () => undefined]],
    ['null in the place of options', ['https://contoso.vault.azure.net/', null, () => undefined]],
    ['an agent of http', [{ host: 'contoso.vault.azure.net', agent: { defaultPort: 80 } }]],
    ['a default port', [{ host: 'contoso.vault.azure.net', defaultPort: 8443 }]],
    ['a method that is no text', [{ host: 'contoso.vault.azure.net', method: 5 }]],
    ['a default agent', [{ host: 'contoso.vault.azure.net', _defaultAgent: {} }]],
    ['a connection of its own', [{ host: 'contoso.vault.azure.net', createConnection: () => undefined }]],
    ['the default port of an agent', ['https://contoso.vault.azure.net/', { agent: { defaultPort: 8443 } }]],
  ])('leaves %s to Node', (_what, args) => {
    expect(hostOfArguments(args) === undefined || isChangedByTracing(args, 'https')).toBe(true);
  });
});
