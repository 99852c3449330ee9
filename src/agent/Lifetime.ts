// SPDX-License-Identifier: Apache-2.0
import { clearTimeout, setTimeout } from 'node:timers';
import { diag } from '@opentelemetry/api';
import { attempt } from '../host/guarded.ts';
import { relayUnsent } from './relayUnsent.ts';
import type { Sdk } from './Sdk.ts';

const ENDING_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Gets the last telemetry out before the process ends, within a bound, and leaves exit code, signal and handlers of the
 * program as they are. What a killed (SIGKILL), aborted or crashed process holds is lost.
 */
export class Lifetime {
  readonly #sdk: Sdk;
  readonly #settle: () => void;
  readonly #timeout: number;
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
  }

  watch(): void {
    if (this.#timeout === 0) return;
    process.on('exit', () => attempt('flush at exit', () => this.#exiting()));
    // A worker has neither: it gets no signals, and its end is told by 'exit' alone.
    if (!process.getBuiltinModule('node:worker_threads').isMainThread) return;
    process.on('beforeExit', () => attempt('flush before exit', () => this.#idle()));
    for (const signal of ENDING_SIGNALS) process.prependOnceListener(signal, () => this.#signalled(signal));
  }

  /** Waiting makes Node emit `beforeExit` again, so where the program listens too, the flush is left to `exit`. */
  #idle(): void {
    if (!this.#changed || process.listenerCount('beforeExit') > 1) return;
    void this.#flush().then((inTime) => {
      if (inTime) return;
      this.#spent = true;
      this.#lost();
      // What still waits for a collector may hold the process for many seconds more.
      process.exit(process.exitCode);
    });
  }

  #signalled(signal: NodeJS.Signals): void {
    const unhandled = process.listenerCount(signal) === 0;
    void this.#flush().then((inTime) => {
      if (unhandled && !inTime) this.#lost();
      if (unhandled) process.kill(process.pid, signal);
    });
  }

  #exiting(): void {
    if (this.#spent) return;
    this.#settle();
    const unsent = this.#sdk.unsent();
    if (unsent.length > 0 && !relayUnsent(unsent, this.#timeout)) this.#lost();
  }

  /** The exporters would say so themselves, had they the time. */
  #lost(): void {
    diag.warn(
      `keyvault-otel: the last telemetry could not be sent within ${this.#timeout} ms and is lost; is there a collector at OTEL_EXPORTER_OTLP_ENDPOINT (default http://localhost:4318)?`,
    );
  }

  /** Resolves to whether everything was delivered or given up in time; never rejects. */
  #flush(): Promise<boolean> {
    attempt('settling before a flush', this.#settle);
    this.#changed = false;
    return new Promise((resolve) => {
      // Holds the process, as nothing of the SDK does.
      const deadline = setTimeout(resolve, this.#timeout, false);
      const done = (): void => {
        clearTimeout(deadline);
        resolve(true);
      };
      this.#sdk.flush().then(done, done);
    });
  }
}
