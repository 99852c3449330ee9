// SPDX-License-Identifier: Apache-2.0
import { CAUSES, type CauseName } from '../../understand/causes.ts';
import { OTHER } from '../../understand/OTHER.ts';
import type { Outcome } from '../../understand/Outcome.ts';
import { adviceOf } from './adviceOf.ts';
import { DurationSketch } from './DurationSketch.ts';
import {
  type CallRow,
  type CauseRow,
  type Counted,
  type ProgramEnd,
  REPORT_VERSION,
  type ReadRow,
  type Report,
  type ThrottleRow,
  type TokenRow,
} from './Report.ts';
import type { Caller, ReportedCall } from './ReportedCall.ts';
import { Tally } from './Tally.ts';
import { TimeSeries } from './TimeSeries.ts';
import { Waits } from './Waits.ts';

const MAX_ROWS = 500;
/** These are only counted. */
const MAX_VAULTS = 10_000;
const MAX_VALUES = 20;
const MAX_VERSIONS = 10;
/** The share of a limit from which a row without any 429 is worth showing. */
const NOTABLE_UTILIZATION = 0.1;

interface CallTally extends Pick<ReportedCall, 'host' | 'operation' | 'source' | 'outcome' | 'cause' | 'status'> {
  readonly durations: DurationSketch;
}

interface CauseTally {
  readonly cause: CauseName;
  readonly evidence: readonly string[];
  count: number;
  firstAt: number;
  lastAt: number;
  readonly statuses: CountedValues<string>;
  readonly codes: CountedValues<string>;
  readonly places: CountedValues<string>;
  readonly callers: CountedValues<Caller>;
  readonly missing: CountedValues<string>;
}

interface ThrottleTally {
  readonly host: string;
  readonly throttleClass: string;
  calls: number;
  throttled: number;
  /** The smallest that one of its calls has. */
  limit: number | undefined;
  utilization: number | undefined;
  advised: number;
  adviceMin: number | undefined;
  adviceMax: number | undefined;
  readonly waits: Waits;
}

interface ReadTally {
  readonly host: string;
  reads: number;
  repeated: number;
  savable: number;
}

/** Sums up calls in bounded memory, however many there are, and makes the report of them. */
export class CallBook {
  readonly #startedAt: number;
  readonly #calls = new Tally<CallTally>(MAX_ROWS);
  readonly #causes = new Map<CauseName, CauseTally>();
  readonly #tokens = new Tally<CallTally>(MAX_ROWS);
  readonly #throttling = new Tally<ThrottleTally>(MAX_ROWS);
  readonly #reads = new Tally<ReadTally>(MAX_ROWS);
  readonly #vaults = new Tally<string>(MAX_VAULTS);
  readonly #series = new TimeSeries();
  readonly #outcomes: Record<Outcome, number> = { success: 0, challenge: 0, failure: 0 };
  readonly #unsupported = new Set<string>();
  #tokenRequests = 0;
  #tokenFailures = 0;
  #dropped = 0;
  #isIncomplete = false;

  constructor(startedAt: number = Date.now()) {
    this.#startedAt = startedAt;
  }

  add(call: ReportedCall): void {
    this.#series.add(call);
    if (call.outcome === 'failure' && call.cause !== undefined) this.#addCause(call, call.cause);
    if (call.kind === 'token') {
      this.#tokenRequests += 1;
      if (call.outcome === 'failure') this.#tokenFailures += 1;
      const key = [call.host, call.source, call.outcome, call.cause].join('|');
      this.#tallyOf(this.#tokens, key, call).durations.add(call.duration);
      return;
    }
    this.#outcomes[call.outcome] += 1;
    this.#vaults.row(call.host, () => call.host);
    const key = [call.host, call.operation, call.outcome, call.cause, call.status].join('|');
    this.#tallyOf(this.#calls, key, call).durations.add(call.duration);
    this.#addThrottling(call);
    if (call.read && call.outcome === 'success') this.#addRead(call);
  }

  /** Calls that were seen and could not be handed over. */
  drop(count: number): void {
    this.#dropped += count;
  }

  /** Something was seen and can no longer be read, nobody knows how much. */
  lose(): void {
    this.#isIncomplete = true;
  }

  /** A process ran on a Node that cannot be observed. */
  unsupported(version: string): void {
    if (this.#unsupported.size < MAX_VERSIONS) this.#unsupported.add(version);
  }

  report(program?: ProgramEnd, endedAt: number = Date.now()): Report {
    const throttling = this.#throttling.rows.map(throttleRow);
    const partial = {
      version: REPORT_VERSION,
      startedAt: this.#startedAt,
      endedAt,
      program,
      totals: {
        vaultCalls: this.#outcomes.success + this.#outcomes.challenge + this.#outcomes.failure,
        ...this.#outcomes,
        tokenRequests: this.#tokenRequests,
        tokenFailures: this.#tokenFailures,
        vaults: this.#vaults.rows.length,
        utilization: largest(throttling.map(({ utilization }) => utilization)),
        dropped: this.#dropped,
        incomplete: this.#isIncomplete,
        unsupported: [...this.#unsupported],
      },
      calls: this.#calls.rows.map(callRow).sort(byPlaceThenOutcome),
      causes: [...this.#causes.values()].map(causeRow).sort((a, b) => b.count - a.count || a.firstAt - b.firstAt),
      tokenRequests: this.#tokens.rows.map(tokenRow),
      throttling: throttling
        .filter(({ throttled, utilization = 0 }) => throttled > 0 || utilization >= NOTABLE_UTILIZATION)
        .sort((a, b) => b.throttled - a.throttled || (b.utilization ?? 0) - (a.utilization ?? 0)),
      reads: this.#reads.rows.map(readRow).sort((a, b) => b.savable - a.savable || b.reads - a.reads),
      series: this.#series.report(),
    } as const;
    return { ...partial, advice: adviceOf(partial) };
  }

  /** What finds no row of its own shares one with others of the same outcome. */
  #tallyOf(tally: Tally<CallTally>, key: string, call: ReportedCall): CallTally {
    return tally.row(key, (own) => callTally(call, own !== key), `${OTHER}|${call.outcome}`);
  }

  #addCause(call: ReportedCall, cause: CauseName): void {
    let tally = this.#causes.get(cause);
    if (tally === undefined) {
      tally = {
        cause,
        evidence: call.evidence,
        count: 0,
        firstAt: call.at,
        lastAt: call.at,
        statuses: new CountedValues(),
        codes: new CountedValues(),
        places: new CountedValues(),
        callers: new CountedValues(),
        missing: new CountedValues(),
      };
      this.#causes.set(cause, tally);
    }
    tally.count += 1;
    tally.firstAt = Math.min(tally.firstAt, call.at);
    tally.lastAt = Math.max(tally.lastAt, call.at);
    tally.statuses.add(call.status === undefined ? 'no response' : String(call.status));
    const codes = [call.code, call.innerCode].filter((code) => code !== undefined);
    if (codes.length > 0) tally.codes.add(codes.join(' / '));
    tally.places.add(`${call.operation} on ${call.vault ?? call.host}`);
    if (call.caller !== undefined) tally.callers.add(call.caller);
    if (call.missing !== undefined) tally.missing.add(call.missing);
  }

  #addThrottling(call: ReportedCall): void {
    const { host, throttleClass, limit, utilization, advice, waited } = call;
    if (throttleClass === undefined) return;
    const tally = this.#throttling.row(`${host}|${throttleClass}`, (key) => ({
      host: key === OTHER ? OTHER : host,
      throttleClass: key === OTHER ? OTHER : throttleClass,
      calls: 0,
      throttled: 0,
      limit: undefined,
      utilization: undefined,
      advised: 0,
      adviceMin: undefined,
      adviceMax: undefined,
      waits: new Waits(),
    }));
    tally.calls += 1;
    if (call.status === 429) tally.throttled += 1;
    if (limit !== undefined && tally.host !== OTHER) tally.limit = Math.min(tally.limit ?? limit, limit);
    if (utilization !== undefined) tally.utilization = Math.max(tally.utilization ?? 0, utilization);
    if (advice?.seconds !== undefined) {
      tally.advised += 1;
      tally.adviceMin = Math.min(tally.adviceMin ?? advice.seconds, advice.seconds);
      tally.adviceMax = Math.max(tally.adviceMax ?? advice.seconds, advice.seconds);
    }
    if (waited !== undefined) {
      tally.waits.add({ resendCount: call.resendCount, seconds: waited, obeyed: call.obeyed });
    }
  }

  #addRead(call: ReportedCall): void {
    const tally = this.#reads.row(call.host, (host) => ({ host, reads: 0, repeated: 0, savable: 0 }));
    tally.reads += 1;
    if (call.repeated) tally.repeated += 1;
    if (call.savable) tally.savable += 1;
  }
}

/** Values with how often each was seen; beyond {@link MAX_VALUES} different ones, no new one is taken. */
class CountedValues<Value> {
  readonly #counts = new Map<string, { readonly value: Value; count: number }>();

  add(value: Value): void {
    const key = JSON.stringify(value);
    const known = this.#counts.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#counts.size < MAX_VALUES) this.#counts.set(key, { value, count: 1 });
  }

  get list(): readonly Counted<Value>[] {
    return [...this.#counts.values()].map((counted) => ({ ...counted })).sort((a, b) => b.count - a.count);
  }
}

function callTally(call: ReportedCall, isShared: boolean): CallTally {
  const { host, operation, source, outcome, cause, status } = call;
  const row = isShared
    ? { host: OTHER, operation: OTHER, source: undefined, outcome, cause: undefined, status: undefined }
    : { host, operation, source, outcome, cause, status };
  return { ...row, durations: new DurationSketch() };
}

function callRow({ host, operation, outcome, cause, status, durations }: CallTally): CallRow {
  return { host, vault: vaultOf(host), operation, outcome, cause, status, ...figures(durations) };
}

function tokenRow({ host, source, outcome, cause, durations }: CallTally): TokenRow {
  return { host, source: source ?? 'unknown', outcome, cause, ...figures(durations) };
}

function figures(durations: DurationSketch) {
  return { count: durations.count, mean: durations.mean ?? 0, max: durations.max ?? 0 };
}

function causeRow(tally: CauseTally): CauseRow {
  const { responsible, retry, remedy, reference } = CAUSES[tally.cause];
  return {
    ...tally,
    statuses: tally.statuses.list,
    codes: tally.codes.list,
    places: tally.places.list,
    callers: tally.callers.list,
    missing: tally.missing.list,
    responsible,
    retry,
    remedy,
    reference,
  };
}

function throttleRow({ waits, ...tally }: ThrottleTally): ThrottleRow {
  return {
    ...tally,
    vault: vaultOf(tally.host),
    waits: waits.count,
    waitMin: waits.min,
    waitMedian: waits.median,
    waitMax: waits.max,
    obeyed: waits.obeyed,
    disobeyed: waits.disobeyed,
    backoff: tally.throttled > 0 || waits.count > 0 ? waits.backoff() : undefined,
  };
}

function readRow(tally: ReadTally): ReadRow {
  return { ...tally, vault: vaultOf(tally.host) };
}

function vaultOf(host: string): string {
  return host.split('.', 1)[0] ?? host;
}

function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

const OUTCOME_ORDER: Readonly<Record<Outcome, number>> = { success: 0, challenge: 1, failure: 2 };

function byPlaceThenOutcome(a: CallRow, b: CallRow): number {
  return (
    a.host.localeCompare(b.host) ||
    a.operation.localeCompare(b.operation) ||
    OUTCOME_ORDER[a.outcome] - OUTCOME_ORDER[b.outcome] ||
    b.count - a.count
  );
}
