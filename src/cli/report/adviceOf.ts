// SPDX-License-Identifier: Apache-2.0

import { OTHER } from '../../understand/OTHER.ts';
import { SUBSCRIPTION_FACTOR } from '../../understand/throttleLimits.ts';
import { formatCount, formatRange, formatSeconds, formatShare } from './format.ts';
import type { Advice, Backoff, Report, ThrottleRow } from './Report.ts';

type Facts = Omit<Report, 'advice'>;

/** Shares and counts from which a thing is worth a word. */
const MIN_REPEATED = 3;
const MIN_SAVABLE_SHARE = 0.1;
const NEAR_LIMIT = 0.8;
const MIN_CHALLENGES = 5;
const CHALLENGE_SHARE = 0.3;
const MIN_TOKEN_REQUESTS = 10;
const TOKEN_SHARE = 0.5;

/** What to change, each with the numbers behind it; empty when nothing stands out. */
export function adviceOf(all: Facts): readonly Advice[] {
  // What shares a row has nothing in common.
  const facts = { ...all, throttling: all.throttling.filter(({ host }) => host !== OTHER) };
  return [
    ...cache(facts),
    ...backoff(facts),
    ...retryAfter(facts),
    ...nearLimit(facts),
    ...subscription(facts),
    ...clientPerRequest(facts),
    ...tokenRequests(facts),
  ];
}

function cache({ reads }: Facts): readonly Advice[] {
  const sum = (of: 'reads' | 'repeated' | 'savable') => reads.reduce((total, row) => total + row[of], 0);
  const [all, repeated, savable] = [sum('reads'), sum('repeated'), sum('savable')];
  if (repeated < MIN_REPEATED || savable / all < MIN_SAVABLE_SHARE) return [];
  const worst = reads[0];
  const place =
    worst === undefined || reads.length === 1 ? '' : `, most of them from ${worst.vault} (${worst.savable})`;
  return [
    {
      kind: 'cache',
      text: `Cache what is read: ${repeated.toLocaleString('en-US')} of ${formatCount(all, 'read')} fetched an object again within a minute, and a cache of 60 s would have saved ${savable.toLocaleString('en-US')} of them (${formatShare(savable / all)})${place}.`,
    },
  ];
}

const BACKOFF_TEXTS: Readonly<Record<Backoff, ((row: ThrottleRow) => string) | undefined>> = {
  immediate: (row) =>
    `Wait before repeating: calls to ${row.vault} were repeated after ${formatSeconds(row.waitMedian ?? 0)} (median of ${formatCount(row.waits, 'wait')}), which keeps the limit exhausted. Back off with 1, 2, 4, 8 and 16 s.`,
  fixed: (row) =>
    `Let the waits grow: ${formatCount(row.waits, 'wait')} for ${row.vault} stayed at ${formatRange(row.waitMin, row.waitMax)}. Back off with 1, 2, 4, 8 and 16 s.`,
  exponential: (row) =>
    `The waits for ${row.vault} grow as they should: ${formatRange(row.waitMin, row.waitMax)} over ${formatCount(row.waits, 'wait')}. Fewer calls are what is left to change.`,
  no_retry: (row) =>
    `Repeat throttled calls: none of ${formatCount(row.throttled, 'answer')} 429 of ${row.vault} was followed by another attempt. Back off with 1, 2, 4, 8 and 16 s.`,
  unclear: (row) =>
    `${formatCount(row.waits, 'wait')} of ${formatRange(row.waitMin, row.waitMax)} for ${row.vault}, never two in a row: too few to tell whether they grow.`,
  as_advised: (row) =>
    `The client waited as long as ${row.vault} asked (${formatCount(row.waits, 'wait')} of ${formatRange(row.waitMin, row.waitMax)}). Fewer calls are what is left to change.`,
};

function backoff({ throttling }: Facts): readonly Advice[] {
  return throttling.flatMap((row) => {
    const text = row.throttled > 0 && row.backoff !== undefined ? BACKOFF_TEXTS[row.backoff]?.(row) : undefined;
    return text === undefined ? [] : [{ kind: 'backoff', text }];
  });
}

function retryAfter({ throttling }: Facts): readonly Advice[] {
  return throttling.flatMap((row) =>
    row.disobeyed === 0
      ? []
      : [
          {
            kind: 'retry_after',
            text: `Obey Retry-After: ${row.disobeyed} of ${formatCount(row.obeyed + row.disobeyed, 'advised wait')} for ${row.vault} were shorter than the ${formatRange(row.adviceMin, row.adviceMax)} it asked for.`,
          },
        ],
  );
}

function nearLimit({ throttling }: Facts): readonly Advice[] {
  return throttling.flatMap(({ utilization = 0, limit, vault, throttleClass }) =>
    utilization < NEAR_LIMIT
      ? []
      : [
          {
            kind: 'near_limit',
            text: `Split or spread the traffic: this program alone used up to ${formatShare(utilization)} of the ${throttleClass} limit of ${vault}${limit === undefined ? '' : ` (${limit.toLocaleString('en-US')} in 10 s)`}.`,
          },
        ],
  );
}

function subscription({ throttling }: Facts): readonly Advice[] {
  const vaults = new Set(throttling.filter(({ throttled }) => throttled > 0).map(({ host }) => host));
  if (vaults.size <= SUBSCRIPTION_FACTOR) return [];
  return [
    {
      kind: 'subscription',
      text: `Move vaults to another subscription: ${vaults.size} vaults were throttled, and all vaults of one subscription in a region share ${SUBSCRIPTION_FACTOR} times the limit of one.`,
    },
  ];
}

function clientPerRequest({ totals }: Facts): readonly Advice[] {
  const { challenge, vaultCalls, vaults } = totals;
  // Each client asks each vault once; more than that, and clients are thrown away.
  if (challenge < MIN_CHALLENGES || challenge <= vaults * 2 || challenge / vaultCalls < CHALLENGE_SHARE) return [];
  return [
    {
      kind: 'client_per_request',
      text: `Create each client once and keep it: ${challenge} of ${formatCount(vaultCalls, 'call')} (${formatShare(challenge / vaultCalls)}) were challenges of new clients, each an extra round trip.`,
    },
  ];
}

function tokenRequests({ totals }: Facts): readonly Advice[] {
  const { tokenRequests: requests, tokenFailures, success } = totals;
  if (requests - tokenFailures < MIN_TOKEN_REQUESTS || success === 0 || requests / success < TOKEN_SHARE) return [];
  return [
    {
      kind: 'token_requests',
      text: `Share one credential: ${formatCount(requests, 'token request')} for ${formatCount(success, 'call')} that succeeded; a credential that lives on answers from its cache.`,
    },
  ];
}
