// SPDX-License-Identifier: Apache-2.0
import type { HeaderValues } from '../../understand/Exchange.ts';
import { recognizeHost } from '../../understand/recognizeHost.ts';

/** What a text tells of a request. */
export interface FoundRequest {
  readonly method: string | undefined;
  /** Of a vault or Managed HSM. */
  readonly vaultUrl: string | undefined;
  /** Of a token endpoint: with a path that ends in `token` or the like. */
  readonly tokenUrl: string | undefined;
  readonly authorization: string | undefined;
  /** Whether the fields of the request itself are there, so that a missing Authorization was really missing. */
  readonly hasRequestHeaders: boolean;
}

const MAX_URLS = 500;
const URL_IN_TEXT = /\bhttps?:\/\/[^\s"'<>`\\^{}|()[\],;]{3,2048}/gi;
const MAX_NAME = 127;
/** Of a host what follows the name of the vault: far rarer in a text than what could be a name. */
const SUFFIX_IN_TEXT = /\.(?:vault|managedhsm|privatelink\.vaultcore|privatelink\.managedhsm)\.[a-z0-9.-]{4,60}/gi;
const NAME_AT_END = /\b[a-z0-9][a-z0-9-]+$/i;
const METHOD = 'GET|PUT|POST|PATCH|DELETE|HEAD|OPTIONS';
const REQUEST_LINE = new RegExp(`(?:^|[\\s>"'])(${METHOD}) +(\\S{1,2048})(?: +HTTP\\/[\\d.]+)?`, 'm');
const METHOD_MEMBER = new RegExp(`(?:\\bmethod["']?\\s{0,4}[:=]?\\s{0,4}["']?)(${METHOD})\\b`, 'i');
const VAULT_FIELD = /\bVault: ?'?([a-z0-9-]{3,127})\s{0,2}[;'\n]/i;
const QUOTED_VAULT = /\bkey vault '([a-z0-9-]{3,127})[;']/i;
const RESOURCE_VAULT = /\/providers\/microsoft\.keyvault\/(vaults|managedhsms)\/([a-z0-9-]{3,127})/i;
const TOKEN_PATH = /\/(?:oauth2(?:\/v2\.0)?\/token|msi\/token|identity\/oauth2\/token)\b/i;

export function findRequest(text: string): FoundRequest {
  const line = REQUEST_LINE.exec(text);
  const urls = [...text.matchAll(URL_IN_TEXT)]
    .slice(0, MAX_URLS)
    .map(([url]) => url.replace(/(?<![.:!?])[.:!?]+$/, ''));
  return {
    method: line?.[1] ?? METHOD_MEMBER.exec(text)?.[1]?.toUpperCase(),
    vaultUrl: urlOfLine(text, line?.[2]) ?? vaultUrlOf(urls) ?? vaultUrlOfName(text),
    tokenUrl: urls.find((url) => TOKEN_PATH.test(url)),
    authorization: authorizationIn(text),
    // Blanks of one line: over line breaks as well, it would go through the rest of the text at each of them.
    hasRequestHeaders: line !== null && /^(?:[> ]*|[ \t]*["']?)(?:Host|User-Agent)["']?:/im.test(text),
  };
}

/** A header object of what a response said, wherever in the text: `Name: value`, `"name": "value"`, `< name: value`. */
export function findResponseHeaders(text: string): HeaderValues {
  return Object.fromEntries(
    RESPONSE_HEADERS.map((name) => [name, headerValue(text, name)]).filter(([, value]) => value !== undefined),
  );
}

const RESPONSE_HEADERS = [
  'www-authenticate',
  'retry-after',
  'retry-after-ms',
  'x-ms-retry-after-ms',
  'date',
  'content-type',
  'x-ms-keyvault-region',
  'x-ms-keyvault-network-info',
  'x-ms-request-id',
] as const;

function headerValue(text: string, name: string): string | undefined {
  const label = `(?:^|[\\n{,])[ \\t<]*["']?${name}["']?`;
  const quoted = new RegExp(`${label}\\s{0,4}[:=]\\s{0,4}\\[?\\s{0,40}"((?:[^"\\\\\\n]|\\\\.){1,4096})"`, 'i').exec(
    text,
  );
  if (quoted?.[1] !== undefined) return quoted[1].replace(/\\(.)/g, '$1');
  const single = new RegExp(`${label}\\s{0,4}[:=]\\s{0,4}'([^'\\n]{1,4096})'`, 'i').exec(text);
  if (single?.[1] !== undefined) return single[1];
  const plain = new RegExp(`${label}[ \\t]{0,4}[:=]?[ \\t]{0,4}\\n?([^\\n"']{1}[^\\n]{0,4096})`, 'i').exec(text);
  return plain?.[1]?.trim();
}

/** `> GET /secrets/x HTTP/1.1` needs the `Host` beside it. */
function urlOfLine(text: string, target: string | undefined): string | undefined {
  if (target === undefined) return undefined;
  if (isVaultUrl(target)) return target;
  if (!target.startsWith('/')) return undefined;
  const host =
    /^[> \t]*Host:[ \t]*(\S{3,262})/im.exec(text)?.[1] ?? /^[<>* \t]*:authority:[ \t]*(\S{3,262})/im.exec(text)?.[1];
  const url = host === undefined ? undefined : `https://${host}${target}`;
  return url !== undefined && isVaultUrl(url) ? url : undefined;
}

/** The one with the longest path: a text also names the vault alone. */
function vaultUrlOf(urls: readonly string[]): string | undefined {
  const own = urls.filter(isVaultUrl);
  return own.find((url) => /^https?:\/\/[^/]+\/+\w+/.test(url)) ?? own[0];
}

function vaultUrlOfName(text: string): string | undefined {
  for (const { 0: suffix, index } of text.matchAll(SUFFIX_IN_TEXT)) {
    const vault = NAME_AT_END.exec(text.slice(Math.max(0, index - MAX_NAME), index))?.[0];
    if (vault === undefined) continue;
    const url = `https://${vault}${suffix.replace(/\.$/, '')}/`;
    if (isVaultUrl(url)) return url;
  }
  const resource = RESOURCE_VAULT.exec(text);
  if (resource !== null) {
    const suffix = resource[1]?.toLowerCase() === 'managedhsms' ? 'managedhsm' : 'vault';
    return `https://${resource[2]?.toLowerCase()}.${suffix}.azure.net/`;
  }
  const name = (VAULT_FIELD.exec(text) ?? QUOTED_VAULT.exec(text))?.[1];
  return name === undefined ? undefined : `https://${name.toLowerCase()}.vault.azure.net/`;
}

function isVaultUrl(url: string): boolean {
  const host = /^https?:\/\/([^/?#\\]+)/i.exec(url)?.[1];
  const endpoint = host === undefined ? undefined : recognizeHost(host);
  return endpoint?.kind === 'vault' && !endpoint.needsRoute;
}

/** The value of an `Authorization` field, wherever in the text. For decoding, not for showing. */
export function authorizationIn(text: string): string | undefined {
  const found = /\bauthorization["']?\s{0,4}[:=]\s{0,4}["']?((?:bearer|pop|basic)\b[ \t]*[^\s"',}]{0,32768})/i.exec(
    text,
  );
  return found?.[1];
}
