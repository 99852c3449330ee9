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

const regionName = /^[a-z0-9]{1,64}$/;

/**
 * Reads the headers that a vault adds. `x-ms-keyvault-network-info` also holds the address of the client and the ARM id
 * of a private endpoint: neither is ever returned.
 */
export function readServiceHeaders(header: HeaderReader): ServiceHeaders {
  return {
    requestId: matching(header('x-ms-request-id')?.trim(), /^[\w-]{1,128}$/),
    region: regionOf(header('x-ms-keyvault-region')),
    connectionType: connectionTypeOf(header('x-ms-keyvault-network-info')),
  };
}

function regionOf(region: string | undefined): string | undefined {
  if (region === undefined || regionName.test(region)) return region;
  return matching(region.slice(0, 128).replaceAll(/\s/g, '').toLowerCase(), regionName);
}

function connectionTypeOf(networkInfo: string | undefined): ConnectionType | undefined {
  if (networkInfo === undefined) return undefined;
  const info = networkInfo.slice(0, 2048).toLowerCase();
  return connectionTypes.get(memberOf(info, 'conn_type=') ?? memberOf(info, 'act_addr_fam=') ?? '');
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

function matching(value: string | undefined, pattern: RegExp): string | undefined {
  return value !== undefined && pattern.test(value) ? value : undefined;
}
