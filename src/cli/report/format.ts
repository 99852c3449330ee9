// SPDX-License-Identifier: Apache-2.0
import type { Counted } from './Report.ts';
import type { Caller } from './ReportedCall.ts';

/** `850 ms`, `1.4 s`, `3 min 5 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds === 0) return '0 s';
  if (seconds < 0.01) return `${(seconds * 1000).toFixed(1)} ms`;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** From the shortest to the longest; one where they read alike. */
export function formatRange(min = 0, max = 0): string {
  const [low, high] = [formatSeconds(min), formatSeconds(max)];
  return low === high ? low : `${low} to ${high}`;
}

/** How many, and {@link formatRange}. */
export function formatRanges(count: number, min: number | undefined, max: number | undefined): string {
  return count === 0 ? 'none' : `${count} x ${formatRange(min, max)}`;
}

/** `0.3 %`, `42 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** Local time of day, `14:03:09`. */
export function formatTime(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** `1 call`, `2 calls`. */
export function formatCount(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

const CALLER_TYPES = { application: 'application', managed_identity: 'managed identity', user: 'user' } as const;

/** `application 1111... (object 2222..., tenant 3333...)`. */
export function formatCaller({ type, appId, objectId, tenantId }: Caller): string {
  const name = type === undefined || type === 'unknown' ? 'caller' : CALLER_TYPES[type];
  const rest = [objectId && `object id ${objectId}`, tenantId && `tenant ${tenantId}`].filter((part) => part);
  return `${name} ${appId ?? ''}`.trim() + (rest.length === 0 ? '' : ` (${rest.join(', ')})`);
}

/** The most frequent values, with their counts where there is more than one value. */
export function formatCounted<Value>(
  values: readonly Counted<Value>[],
  format: (value: Value) => string,
  most = 3,
): string | undefined {
  if (values.length === 0) return undefined;
  const shown = values
    .slice(0, most)
    .map(({ value, count }) => (values.length === 1 ? format(value) : `${format(value)} (${count})`));
  const more = values.length > most ? `, and ${values.length - most} more` : '';
  return shown.join(', ') + more;
}

export const RESPONSIBLE_TEXTS = {
  app: 'the program, or who configures it',
  owner: 'who owns the vault or the directory',
  service: 'Microsoft',
  nobody: 'nobody',
} as const;

export const RETRY_TEXTS = {
  no: 'repeating the call does not help',
  later: 'repeat after a wait',
  now: 'repeat at once, with a new token',
} as const;
