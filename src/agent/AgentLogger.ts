// SPDX-License-Identifier: Apache-2.0
import { DiagConsoleLogger, type DiagLogger } from '@opentelemetry/api';

const MAX_REMEMBERED = 200;
const REPEAT_AFTER = 600_000;

/** Writes OpenTelemetry's diagnostics to the console; the same warning or error at most once in ten minutes. */
export class AgentLogger implements DiagLogger {
  readonly #console: DiagLogger = new DiagConsoleLogger();
  readonly #saidAt = new Map<string, number>();

  error(message: string, ...args: unknown[]): void {
    if (this.#isNew(message)) this.#console.error(message, ...args);
  }

  warn(message: string, ...args: unknown[]): void {
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
