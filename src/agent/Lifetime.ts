// SPDX-License-Identifier: Apache-2.0
import { diag } from '@opentelemetry/api';
import { attempt } from '../host/guarded.ts';
import { ownTimers } from '../host/ownTimers.ts';
import { exportingVariables, relayUnsent } from './relayUnsent.ts';
import type { Sdk } from './Sdk.ts';

const ENDING_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** As it is at the start: programs and their tests put others in its place. */
const { kill } = process;

const NOBODY_THERE = /\b(?:ECONNREFUSED|ENOTFOUND|ENETUNREACH|EHOSTUNREACH)\b/;
const HINT =
  '; is there a collector at OTEL_EXPORTER_OTLP_ENDPOINT (default http://localhost:4318, by gRPC http://localhost:4317), and does it take telemetry now?';

interface Flushed {
  /** Whether everything was delivered or given up within the bound. */
  readonly inTime: boolean;
  /** Why something was not delivered, where nobody has said it. */
  readonly reason?: string | undefined;
}

/**
 * Gets the last telemetry out before the process ends, within a bound, and leaves exit code, signal and handlers of the
 * program as they are. What a killed (SIGKILL), aborted or crashed process holds is lost.
 */
export class Lifetime {
  readonly #sdk: Sdk;
  readonly #settle: () => void;
  readonly #timeout: number;
  readonly #exporting = exportingVariables();
  #changed = false;
  #spent = false;

  constructor(options: { readonly sdk: Sdk; readonly settle: () => void; readonly timeout: number }) {
    this.#sdk = options.sdk;
    this.#settle = options.settle;
    this.#timeout = options.timeout;
  }

  /** Something may have been recorded since the last flush. */
  touch(): void {
    this.#changed = true;
    this.#spent = false;
  }

  watch(): void {
    if (this.#timeout === 0) return;
    process.on('exit', () => attempt('flush at exit', () => this.#exiting()));
    process.on('beforeExit', () => attempt('flush before exit', () => this.#idle()));
    // A worker gets no signals.
    if (!process.getBuiltinModule('node:worker_threads').isMainThread) return;
    for (const signal of ENDING_SIGNALS) this.#watchSignal(signal);
  }

  /** Waiting makes Node emit `beforeExit` again, so where the program listens too, the flush is left to `exit`. */
  #idle(): void {
    if (!this.#changed || process.listenerCount('beforeExit') > 1) return;
    this.#settle();
    this.#changed = false;
    void this.#flush({ last: true }).then(({ inTime, reason }) => {
      if (!inTime || reason !== undefined) this.#lost(reason);
      if (inTime) return;
      this.#spent = true;
      // What the program has begun in the meantime goes on; all else ends by itself.
      attempt('end after a flush', () => this.#sdk.giveUpConnecting());
    });
  }

  /** For once: handlers that count listeners, to end the process where they are the only one, find theirs alone. */
  #watchSignal(signal: NodeJS.Signals): void {
    process.prependOnceListener(signal, (...[, number]: readonly unknown[]) =>
      attempt('flush at a signal', () => {
        // A program that emits it itself has nothing to end by, where it does not listen.
        if (typeof number === 'number') this.#signalled(signal);
        else this.#watchAgain(signal);
      }),
    );
  }

  #watchAgain(signal: NodeJS.Signals): void {
    queueMicrotask(() => attempt('listening to a signal', () => this.#watchSignal(signal)));
  }

  #signalled(signal: NodeJS.Signals): void {
    const unhandled = process.listenerCount(signal) === 0;
    // A program that handles it may go on for long: what waits for a next request goes on too, and the end has a flush of its
    // own. When it is done, it may send itself the same signal again, as NestJS does.
    if (unhandled) this.#settle();
    else this.#watchAgain(signal);
    void this.#flush({ last: unhandled }).then(({ inTime, reason }) => {
      if (unhandled && (!inTime || reason !== undefined)) this.#lost(reason);
      if (unhandled) kill.call(process, process.pid, signal);
    });
  }

  #exiting(): void {
    if (this.#spent) return;
    this.#settle();
    const unsent = this.#sdk.unsent();
    // After a flush, what is observed at a collection may have changed by itself: that alone is worth no child.
    if (!this.#changed && unsent.every(({ signal }) => signal === 'metrics')) return;
    if (unsent.length === 0) return;
    const { isSent, reason } = relayUnsent(unsent, { timeout: this.#timeout, exporting: this.#exporting });
    if (!isSent) this.#lost(reason);
  }

  /** @param reason Why; empty where there was no time to know it. */
  #lost(reason = ''): void {
    const inTime = reason === '' ? ` within ${this.#timeout} ms (KEYVAULT_OTEL_EXIT_TIMEOUT)` : '';
    const why = reason === '' ? '' : `: ${reason}`;
    const hint = reason === '' || NOBODY_THERE.test(reason) ? HINT : '';
    const lost = `keyvault-otel: the last telemetry, or a part of it, could not be sent${inTime} and is lost`;
    attempt('line at the end', () => diag.warn(`${lost}${why}${hint}`));
  }

  /** Never rejects. */
  #flush({ last }: { readonly last: boolean }): Promise<Flushed> {
    return new Promise((resolve) => {
      // Holds the process where it is the last, as nothing of the SDK does.
      const deadline = ownTimers.setTimeout(resolve, this.#timeout, { inTime: false });
      if (!last) deadline.unref?.();
      const done = (reason?: string): void => {
        ownTimers.clearTimeout(deadline);
        resolve({ inTime: true, reason });
      };
      const flushed = attempt('flush', () => this.#sdk.flush({ last }).then(done, () => done()));
      if (flushed === undefined) done();
    });
  }
}
