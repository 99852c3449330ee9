// SPDX-License-Identifier: Apache-2.0
import { DiagConsoleLogger, type DiagLogger } from '@opentelemetry/api';

const MAX_REMEMBERED = 200;
const REPEAT_AFTER = 600_000;

/** What the API says when an SDK starts where one runs: its providers are refused, its logger is not. */
const REFUSED = 'Attempted duplicate registration of API';
const OVERWRITTEN = 'Current logger will be overwritten';
const SECOND_SDK =
  'keyvault-otel: the program started an OpenTelemetry SDK after the agent had started its own at the first call to a vault, and a process takes one; everything is sent as the OTEL_* variables say. Start the SDK before that call, or put KeyVaultInstrumentation into it instead of the preload';

/** Writes OpenTelemetry's diagnostics to the console; the same warning or error at most once in ten minutes. */
export class AgentLogger implements DiagLogger {
  readonly #console: DiagLogger = new DiagConsoleLogger();
  readonly #saidAt = new Map<string, number>();
  readonly #onSecondSdk: () => void;

  /** @param onSecondSdk Called when the program seems to start an SDK beside the one that runs. */
  constructor(onSecondSdk: () => void = () => {}) {
    this.#onSecondSdk = onSecondSdk;
  }

  error(message: string, ...args: unknown[]): void {
    const isRefused = String(message).includes(REFUSED);
    if (isRefused) this.#onSecondSdk();
    const said = isRefused ? SECOND_SDK : message;
    if (this.#isNew(said)) this.#console.error(said, ...args);
  }

  warn(message: string, ...args: unknown[]): void {
    if (String(message).startsWith(OVERWRITTEN)) {
      this.#onSecondSdk();
      return;
    }
    if (this.#isNew(message)) this.#console.warn(message, ...args);
  }

  info(message: string, ...args: unknown[]): void {
    this.#console.info(message, ...args);
  }

  debug(message: string, ...args: unknown[]): void {
    this.#console.debug(message, ...args);
  }

  verbose(message: string, ...args: unknown[]): void {
    this.#console.verbose(message, ...args);
  }

  #isNew(message: string): boolean {
    const now = performance.now();
    const saidAt = this.#saidAt.get(message);
    if (saidAt !== undefined && now - saidAt < REPEAT_AFTER) return false;
    if (this.#saidAt.size >= MAX_REMEMBERED) this.#saidAt.clear();
    this.#saidAt.set(message, now);
    return true;
  }
}
