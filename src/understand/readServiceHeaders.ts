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
const connectionTypes: Readonly<Record<string, ConnectionType>> = {
  ipv4: 'ipv4',
  internetwork: 'ipv4',
  ipv6: 'ipv6',
  internetworkv6: 'ipv6',
  privatelink: 'private_link',
  subnet: 'subnet',
  vnet: 'subnet',
  serviceendpoint: 'subnet',
};

/**
 * Reads the headers that a vault adds. `x-ms-keyvault-network-info` also holds the address of the client and the ARM id
 * of a private endpoint: neither is ever returned.
 */
export function readServiceHeaders(header: HeaderReader): ServiceHeaders {
  return {
    requestId: matching(header('x-ms-request-id')?.trim(), /^[\w-]{1,128}$/),
    region: matching(
      header('x-ms-keyvault-region')?.slice(0, 128).replaceAll(/\s/g, '').toLowerCase(),
      /^[a-z0-9]{1,64}$/,
    ),
    connectionType: connectionTypeOf(header('x-ms-keyvault-network-info')),
  };
}

function connectionTypeOf(networkInfo: string | undefined): ConnectionType | undefined {
  if (networkInfo === undefined) return undefined;
  const fields = networkInfo.slice(0, 2048).toLowerCase().split(';');
  const value = fieldOf(fields, 'conn_type=') ?? fieldOf(fields, 'act_addr_fam=');
  return value !== undefined && Object.hasOwn(connectionTypes, value) ? connectionTypes[value] : undefined;
}

function fieldOf(fields: readonly string[], start: string): string | undefined {
  return fields
    .find((field) => field.trimStart().startsWith(start))
    ?.trim()
    .slice(start.length);
}

function matching(value: string | undefined, pattern: RegExp): string | undefined {
  return value !== undefined && pattern.test(value) ? value : undefined;
}
