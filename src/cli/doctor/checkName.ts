// SPDX-License-Identifier: Apache-2.0
import { lookup, resolveCname } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';
import type { DoctorStep } from './DoctorStep.ts';

const MAX_CNAMES = 8;
const PRIVATE_LINK = 'https://learn.microsoft.com/azure/key-vault/general/private-link-diagnostics';

/** Addresses that no public DNS names. https://www.rfc-editor.org/rfc/rfc1918 and RFC 6598, RFC 4193 */
const privateRanges = new BlockList();
for (const [network, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
] as const) {
  privateRanges.addSubnet(network, bits, 'ipv4');
}
privateRanges.addSubnet('fc00::', 7, 'ipv6');
privateRanges.addSubnet('::1', 128, 'ipv6');

/** Where the name of the vault leads: a public or a private address, by a private link or not. */
export async function checkName(host: string): Promise<DoctorStep> {
  const aliases = await aliasesOf(host);
  const hasPrivateLink = aliases.some((alias) => alias.includes('privatelink.'));
  const chain = aliases.length === 0 ? [] : [`The name leads over ${aliases.join(', ')}.`];
  let addresses: readonly string[];
  try {
    addresses = (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return {
      name: 'name',
      verdict: 'failure',
      found: [`${host} does not resolve (${code}).`, ...chain],
      cause: 'connection_failed',
      remedy: hasPrivateLink
        ? 'Add a record for this vault to the private DNS zone, and link the zone to the network of this machine.'
        : 'Check the name of the vault: one that was deleted or never existed does not resolve.',
      reference: hasPrivateLink ? PRIVATE_LINK : undefined,
    };
  }
  const isPrivate = addresses.every(isPrivateAddress);
  const found = [`${host} is ${addresses.join(', ')} (${isPrivate ? 'private' : 'public'}).`, ...chain];
  if (!hasPrivateLink || isPrivate) return { name: 'name', verdict: 'ok', found };
  return {
    name: 'name',
    verdict: 'warning',
    found: [...found, 'The vault has a private endpoint, and from here its public address is used.'],
    remedy:
      'Link the private DNS zone to the network of this machine, if the vault is to be reached through its private endpoint.',
    reference: PRIVATE_LINK,
  };
}

async function aliasesOf(host: string): Promise<readonly string[]> {
  const aliases: string[] = [];
  let name = host;
  while (aliases.length < MAX_CNAMES) {
    const next = await resolveCname(name).then(
      ([first]) => first,
      () => undefined,
    );
    if (next === undefined || aliases.includes(next)) break;
    aliases.push(next);
    name = next;
  }
  return aliases;
}

function isPrivateAddress(address: string): boolean {
  return privateRanges.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
