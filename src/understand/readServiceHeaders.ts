// SPDX-License-Identifier: Apache-2.0
import type { HeaderReader } from './HeaderReader.ts';

/** How the call reached the vault, as the vault saw it. */
export type ConnectionType = 'ipv4' | 'ipv6' | 'private_link' | 'subnet';

/** What a vault tells about itself in every response. */
export interface ServiceHeaders {
  /** `x-ms-request-id`: what Microsoft support asks for. */
  readonly requestId: string | undefined;
  /** Lower case without blanks: `westeurope`. */
  readonly region: string | undefined;
  readonly connectionType: ConnectionType | undefined;
}

/** Values of `conn_type`, and of `act_addr_fam` where an older vault or an HSM sends that only. */
const connectionTypes: ReadonlyMap<string, ConnectionType> = new Map([
  ['ipv4', 'ipv4'],
  ['internetwork', 'ipv4'],
  ['ipv6', 'ipv6'],
  ['internetworkv6', 'ipv6'],
  ['privatelink', 'private_link'],
  ['subnet', 'subnet'],
  ['vnet', 'subnet'],
  ['serviceendpoint', 'subnet'],
]);

const lowerCaseAndDigits = signsOf('abcdefghijklmnopqrstuvwxyz0123456789');
const wordAndDash = signsOf('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-');
const maxRequestId = 128;
const maxRegion = 32;

/**
 * Reads the headers that a vault adds. `x-ms-keyvault-network-info` also holds the address of the client and the ARM id
 * of a private endpoint: neither is ever returned.
 */
export function readServiceHeaders(header: HeaderReader): ServiceHeaders {
  return {
    requestId: madeOf(wordAndDash, header('x-ms-request-id')?.trim(), maxRequestId),
    region: regionOf(header('x-ms-keyvault-region')),
    connectionType: connectionTypeOf(header('x-ms-keyvault-network-info')),
  };
}

function regionOf(region: string | undefined): string | undefined {
  if (region === undefined || madeOf(lowerCaseAndDigits, region, maxRegion) !== undefined) return region;
  return madeOf(lowerCaseAndDigits, region.slice(0, 128).replaceAll(/\s/g, '').toLowerCase(), maxRegion);
}

function connectionTypeOf(networkInfo: string | undefined): ConnectionType | undefined {
  if (networkInfo === undefined) return undefined;
  const info = networkInfo.slice(0, 2048);
  const type = memberOf(info, 'conn_type=') ?? typeInAnyCase(info.toLowerCase());
  return type === undefined ? undefined : connectionTypes.get(type.toLowerCase());
}

function typeInAnyCase(info: string): string | undefined {
  return memberOf(info, 'conn_type=') ?? memberOf(info, 'act_addr_fam=');
}

const maxValueLength = 64;

/** Value of a member of `name=value;name=value`, found by hand: this is read of every answer. */
function memberOf(text: string, name: string): string | undefined {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text.slice(0, at).trimEnd();
    if (before !== '' && !before.endsWith(';')) continue;
    const start = at + name.length;
    const value = text.slice(start, start + maxValueLength);
    const end = value.indexOf(';');
    return (end < 0 ? value : value.slice(0, end)).trim();
  }
  return undefined;
}

/** For each code of ASCII, whether it is one of the signs. */
function signsOf(signs: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const sign of signs) table[sign.charCodeAt(0)] = 1;
  return table;
}

/** The value if it has one sign at least, and those of the table only; by hand, as this is asked of every answer. */
function madeOf(signs: Uint8Array, value: string | undefined, maxLength: number): string | undefined {
  if (value === undefined || value === '' || value.length > maxLength) return undefined;
  for (let at = 0; at < value.length; at += 1) if (signs[value.charCodeAt(at)] !== 1) return undefined;
  return value;
}
