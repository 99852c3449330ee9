// SPDX-License-Identifier: Apache-2.0
import { audienceEvidence } from '../../understand/audienceEvidence.ts';
import type { CAUSES } from '../../understand/causes.ts';
import { CLOUDS, KEY_VAULT_APP_IDS } from '../../understand/clouds.ts';
import type { VaultEndpoint } from '../../understand/Endpoint.ts';
import type { Identity } from '../../understand/Identity.ts';
import { type Finding, tokenEvidence } from '../../understand/tokenEvidence.ts';
import { formatSeconds } from '../report/format.ts';
import type { TokenCheck, TokenJudgement } from './Explanation.ts';

/** A token with less than this left will not last long, in seconds. */
const SHORT = 300;
const AUDIENCES: ReadonlySet<string> = new Set([
  ...KEY_VAULT_APP_IDS.keys(),
  ...Object.values(CLOUDS).flatMap(({ vaultSuffix, managedHsmSuffix }) => [
    `https://${vaultSuffix}`,
    ...(managedHsmSuffix === undefined ? [] : [`https://${managedHsmSuffix}`]),
  ]),
]);

/**
 * Judges the claims of a token by themselves, or against a vault: audience and lifetime, and the tenant where it is known.
 *
 * @param options.now ms since the epoch
 */
export function judgeToken(
  identity: Identity,
  options: {
    readonly endpoint?: VaultEndpoint | undefined;
    readonly tenantId?: string | undefined;
    readonly now: number;
    /** Whether the vault could have been asked for its tenant. */
    readonly isOnline?: boolean;
  },
): TokenJudgement {
  const { endpoint, tenantId, now, isOnline = false } = options;
  const checks = [...audience(identity, endpoint), ...tenant(identity, options), ...lifetime(identity, now)];
  return {
    identity,
    host: endpoint?.host,
    checks:
      !isOnline && tenantId === undefined && endpoint !== undefined ? [...checks, unknownTenant(identity)] : checks,
  };
}

function audience(identity: Identity, endpoint: VaultEndpoint | undefined): readonly TokenCheck[] {
  const found = identity.audience;
  if (found === undefined) return [{ verdict: 'warning', text: 'The token names no audience.', cause: undefined }];
  if (endpoint === undefined) {
    if (AUDIENCES.has(found.toLowerCase())) return [ok(`The audience is one of Key Vault or Managed HSM.`)];
    const more = audienceEvidence(found, undefined, 'vault').join(' ');
    return [failure('token_audience_mismatch', `The audience is none of Key Vault or Managed HSM. ${more}`.trim())];
  }
  if (endpoint.audience === undefined) {
    return [{ verdict: 'warning', text: 'The audience of this cloud is not known here.', cause: undefined }];
  }
  const finding = findingOf('token_audience_mismatch', { identity, endpoint, challenge: undefined, time: 0 });
  if (finding === undefined) return [ok(`The audience is the one of ${endpoint.host}.`)];
  const more = audienceEvidence(found, endpoint.audience, endpoint.service).join(' ');
  return [failure(finding.cause, `The audience has to be exactly ${endpoint.audience}. ${more}`.trim())];
}

function tenant(
  identity: Identity,
  { endpoint, tenantId, now }: { endpoint?: VaultEndpoint | undefined; tenantId?: string | undefined; now: number },
): readonly TokenCheck[] {
  if (endpoint === undefined || tenantId === undefined) return [];
  const challenge = { scheme: 'bearer', tenantId, hasClaims: false } as const;
  const finding = findingOf('token_tenant_mismatch', { identity, endpoint, challenge, time: now });
  if (finding === undefined) return [ok('The tenant is the one of the vault.')];
  return [failure(finding.cause, `The vault belongs to tenant ${tenantId}.`)];
}

function unknownTenant({ tenantId }: Identity): TokenCheck {
  const own = tenantId === undefined ? '' : ` ${tenantId}`;
  return {
    verdict: 'warning',
    text: `Whether the vault belongs to tenant${own} cannot be told offline: keyvault-otel doctor asks the vault.`,
    cause: undefined,
  };
}

function lifetime({ expiresAt, notBefore, issuedAt }: Identity, now: number): readonly TokenCheck[] {
  const seconds = now / 1000;
  if (expiresAt === undefined) return [{ verdict: 'warning', text: 'The token names no end.', cause: undefined }];
  const start = notBefore ?? issuedAt;
  const whole = start === undefined ? '' : `, after a lifetime of ${formatSeconds(expiresAt - start)}`;
  if (expiresAt <= seconds) {
    return [failure('token_expired', `It expired ${ago(seconds - expiresAt)} ago${whole}.`)];
  }
  if (notBefore !== undefined && notBefore > seconds) {
    return [failure('token_not_yet_valid', `It becomes valid only in ${ago(notBefore - seconds)}.`)];
  }
  const left = expiresAt - seconds;
  if (left < SHORT) return [{ verdict: 'warning', text: `It expires in ${ago(left)}.`, cause: undefined }];
  return [ok(`It is valid for another ${ago(left)}.`)];
}

function findingOf(cause: Finding['cause'], sent: Parameters<typeof tokenEvidence>[0]): Finding | undefined {
  return tokenEvidence(sent).find((finding) => finding.cause === cause);
}

function ok(text: string): TokenCheck {
  return { verdict: 'ok', text, cause: undefined };
}

function failure(cause: keyof typeof CAUSES, text: string): TokenCheck {
  return { verdict: 'failure', text, cause };
}

function ago(seconds: number): string {
  return seconds < 172_800 ? formatSeconds(seconds) : `${Math.round(seconds / 86_400)} days`;
}
