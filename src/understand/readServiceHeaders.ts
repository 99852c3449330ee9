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
  const info = networkInfo.slice(0, 2048);
  const found = /(?:^|;)\s*conn_type=([^;]{0,64})/i.exec(info) ?? /(?:^|;)\s*act_addr_fam=([^;]{0,64})/i.exec(info);
  return connectionTypes.get(found?.[1]?.trim().toLowerCase() ?? '');
}

function matching(value: string | undefined, pattern: RegExp): string | undefined {
  return value !== undefined && pattern.test(value) ? value : undefined;
}
