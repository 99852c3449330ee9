// SPDX-License-Identifier: Apache-2.0
import { KEY_VAULT_APP_IDS, MISPRINTED_AUDIENCE } from './clouds.ts';
import type { ServiceType } from './Endpoint.ts';

interface WrongAudience {
  readonly matches: (found: string, wanted: string | undefined, service: ServiceType) => boolean;
  readonly evidence: string;
}

/** Wrong audiences that are seen again and again, and what each says about the program. */
const wrongAudiences: readonly WrongAudience[] = [
  {
    matches: (found) => withoutSlash(found) === MISPRINTED_AUDIENCE,
    evidence: `The audience is ${MISPRINTED_AUDIENCE}, which a documentation page names by mistake.`,
  },
  {
    matches: (found, wanted) => found.endsWith('/') && withoutSlash(found) === wanted,
    evidence: 'The audience differs from the expected one only by the slash at its end.',
  },
  {
    matches: (found) => found.startsWith('spn:') && KEY_VAULT_APP_IDS.has(found.slice(4)),
    evidence: 'The audience is written as spn: and the application id of Key Vault, which a vault does not accept.',
  },
  {
    matches: (found) =>
      /^https:\/\/management\.(?:core\.|azure\.|chinacloudapi|usgovcloudapi|microsoftazure)/.test(found),
    evidence: 'The token is for Azure Resource Manager, the control plane.',
  },
  {
    matches: (found) => found.startsWith('https://graph.') || found === '00000003-0000-0000-c000-000000000000',
    evidence: 'The token is for Microsoft Graph.',
  },
  {
    matches: (found, _, service) => service === 'vault' && found.startsWith('https://managedhsm.'),
    evidence: 'The token is for Managed HSM, and was sent to a vault.',
  },
  {
    matches: (found, _, service) =>
      service === 'managed_hsm' && (found.startsWith('https://vault.') || KEY_VAULT_APP_IDS.has(found)),
    evidence: 'The token is for Key Vault, and was sent to a Managed HSM.',
  },
  {
    matches: (found) => /^https:\/\/[^./]+\.(?:vault|managedhsm|privatelink\.vaultcore)\./.test(found),
    evidence: 'The audience is the host of one vault, where that of the whole service is wanted.',
  },
];

/** One sentence on a well-known wrong audience, none when it is not well known. */
export function audienceEvidence(
  found: string | undefined,
  wanted: string | undefined,
  service: ServiceType,
): readonly string[] {
  if (found === undefined) return [];
  const lowerCase = found.toLowerCase();
  const known = wrongAudiences.find(({ matches }) => matches(lowerCase, wanted, service));
  return known ? [known.evidence] : [];
}

function withoutSlash(text: string): string {
  return text.endsWith('/') ? text.slice(0, -1) : text;
}
