// SPDX-License-Identifier: Apache-2.0
import { inspect } from 'node:util';
import type { DiagLogger } from '@opentelemetry/api';
import { withoutValues } from './withoutValues.ts';
import { writeLine } from './writeLine.ts';

/** Our own messages quote no value. */
const OWN = 'keyvault-otel:';
/** Ten minutes. */
const PERIOD = 600_000;
/** Warnings and errors in a period: a backend that refuses in other words each time would fill a disk. */
const MAX_LINES = 40;
const MAX_LENGTH = 1_000;
/** Of what a line is made from: longer than a value that is to be taken out of it, and short enough to be searched. */
const MAX_PART = 32_768;
/** Ids of spans and numbers, in which lines that say the same differ. */
const VARYING = /\b[0-9a-f]{16,}\b|\d+/gi;
const FULL = `keyvault-otel: ${MAX_LINES} warnings in ten minutes; what follows is left out for as long`;

/** What the API says when an SDK starts where one runs: its providers are refused, its logger is not. */
const REFUSED = 'Attempted duplicate registration of API';
const OVERWRITTEN = 'Current logger will be overwritten';
const SECOND_SDK =
  'keyvault-otel: the program started an OpenTelemetry SDK after the agent had started its own at the first call to a vault, and a process takes one; everything is sent as the OTEL_* variables say. Start the SDK before that call, or put KeyVaultInstrumentation into it instead of the preload';

/**
 * Writes OpenTelemetry's diagnostics to standard error; the same warning or error at most once in ten minutes, whatever
 * numbers are in it. Each is one line of bounded length: parts of it may come from a backend.
 */
export class AgentLogger implements DiagLogger {
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
    this.#once(said, args);
  }

  warn(message: string, ...args: unknown[]): void {
    if (String(message).startsWith(OVERWRITTEN)) {
      this.#onSecondSdk();
      return;
    }
    this.#once(message, args);
  }

  info(message: string, ...args: unknown[]): void {
    tell(message, args);
  }

  debug(message: string, ...args: unknown[]): void {
    tell(message, args);
  }

  verbose(message: string, ...args: unknown[]): void {
    tell(message, args);
  }

  #once(message: string, args: readonly unknown[]): void {
    try {
      this.#write(message, args);
    } catch {
      // What no text can be made of is the program's; there is nowhere left to say so.
    }
  }

  #write(message: string, args: readonly unknown[]): void {
    const now = performance.now();
    for (const [kind, at] of this.#saidAt) if (now - at >= PERIOD) this.#saidAt.delete(kind);
    const line = lineOf(message, args);
    const kind = line.replaceAll(VARYING, '0');
    if (this.#saidAt.has(kind) || this.#saidAt.size > MAX_LINES) return;
    this.#saidAt.set(kind, now);
    writeLine(this.#saidAt.size > MAX_LINES ? FULL : line);
  }
}

function tell(message: string, args: readonly unknown[]): void {
  try {
    writeLine([message, ...args].map((part) => (typeof part === 'string' ? part : inspect(part))).join(' '));
  } catch {
    // As above.
  }
}

function lineOf(message: string, args: readonly unknown[]): string {
  const text = [message, ...args].map(textOf).join(' ');
  const line = text.startsWith(OWN) ? text : withoutValues(text, process.env);
  return line
    .slice(0, MAX_LENGTH)
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
}

function textOf(part: unknown): string {
  if (typeof part === 'string') return part.slice(0, MAX_PART);
  if (part instanceof Error) return `${part.name}: ${part.message}`.slice(0, MAX_PART);
  if (ArrayBuffer.isView(part)) return `${part.byteLength} bytes`;
  return inspect(part, { depth: 2, maxArrayLength: 20, maxStringLength: MAX_LENGTH, breakLength: Infinity });
}
