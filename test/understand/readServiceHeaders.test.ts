// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { readHeaders } from '../../src/understand/readHeaders.ts';
import { readServiceHeaders } from '../../src/understand/readServiceHeaders.ts';

const read = (headers: Record<string, string>) => readServiceHeaders(readHeaders(headers));

describe('readServiceHeaders', () => {
  it.each([
    ['conn_type=Ipv4;addr=203.0.113.7;act_addr_fam=InterNetwork;', 'ipv4'],
    ['conn_type=Ipv6;addr=2001:db8::1;act_addr_fam=InterNetworkV6;', 'ipv6'],
    [
      'conn_type=PrivateLink;private_endpoint=/subscriptions/s/x;addr=10.0.0.4;act_addr_fam=InterNetworkV6;',
      'private_link',
    ],
    ['conn_type=Subnet;addr=10.0.0.4', 'subnet'],
    ['addr=203.0.113.7;act_addr_fam=InterNetwork;', 'ipv4'],
    ['addr=203.0.113.7; act_addr_fam=Ipv4;', 'ipv4'],
    ['conn_type=SomethingNew;addr=203.0.113.7', undefined],
    ['conn_type=__proto__', undefined],
    ['addr=203.0.113.7', undefined],
  ])('tells the connection of %s', (info, connectionType) => {
    const found = read({ 'x-ms-keyvault-network-info': info });

    expect(found.connectionType).toBe(connectionType);
    expect(JSON.stringify(found)).not.toMatch(/203|10\.0|2001|subscriptions/);
  });

  it.each([
    ['West US', 'westus'],
    ['westeurope', 'westeurope'],
    ['<script>', undefined],
    ['', undefined],
  ])('writes the region %j as %j', (region, expected) => {
    expect(read({ 'X-MS-KeyVault-Region': region }).region).toBe(expected);
  });

  it('hands over the request id, when it is one', () => {
    expect(read({ 'x-ms-request-id': '32c0e835-6639-407a-887b-55d7a99cfe02' }).requestId).toBe(
      '32c0e835-6639-407a-887b-55d7a99cfe02',
    );
    expect(read({ 'x-ms-request-id': 'a b' }).requestId).toBeUndefined();
  });
});
