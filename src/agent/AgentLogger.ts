// SPDX-License-Identifier: Apache-2.0
import { inspect } from 'node:util';
import { type DiagLogger, DiagLogLevel } from '@opentelemetry/api';
import { hidden } from './hidden.ts';
import { MAX_LINES, SaidLines } from './SaidLines.ts';
import { writeLine } from './writeLine.ts';

/** Our own messages quote no value. */
const OWN = 'keyvault-otel:';
/**
 * Said of a request that errs, as one that is written to after its end, or that the end of the process finds under way, and is
 * answered all the same. Of a span of the program's own it is an oversight of no consequence.
 */
const ENDED_SPAN = /^Cannot execute the operation on ended Span|You can only call end\(\) on a span once\.$/;
/** With a number of which only the first is said; in its place stands a line of ours. */
const DROPPED = /^Dropped \d+ spans because maxQueueSize reached/;
/** A process that was stopped for a while hears of its own clock before the answer. What the exporter says is said by a line of ours. */
const LATE_EXPORT = /^PeriodicExportingMetricReader: metrics export timed out/;
const MAX_LENGTH = 1_000;
/** Of what a line is made from: longer than a value that is to be taken out of it, and short enough to be searched. */
const MAX_PART = 32_768;
/** Ids of spans and numbers, in which lines that say the same differ. */
const VARYING = /\b[0-9a-f]{16,}\b|\d+/gi;
const FULL = `keyvault-otel: ${MAX_LINES} warnings in ten minutes; what follows is left out for as long`;

/** What the API says when something is registered where something is: the first stays, but for loggers. */
const REFUSED = /^(?:Error: )?@opentelemetry\/api: Attempted duplicate registration of API: (\w+)/;
/** What it says to a copy of another version, which may set no logger then. */
const MISMATCHED = /^(?:Error: )?@opentelemetry\/api: Registration of version v\S+ for diag does not match/;
const OVERWRITTEN = 'Current logger will be overwritten';
const SECOND_SDK =
  'keyvault-otel: the program started an OpenTelemetry SDK after the agent had started its own at the first call to a vault, and a process takes one; everything is sent as the OTEL_* variables say. Start the SDK before that call, or put KeyVaultInstrumentation into it instead of the preload';

type Level = 'error' | 'warn';

const LEVELS = {
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
} as const;

export interface AgentLoggerOptions {
  /** Called when the program seems to start an SDK beside the one that runs. */
  readonly onSecondSdk?: () => void;
  /** The program's own logger, which gets what there is to say; by default standard error. */
  readonly to?: DiagLogger | undefined;
  /** What standard error gets; a logger of the program has a level of its own. */
  readonly level?: DiagLogLevel;
  /** Those said on standard error; asked for when there is one to say. By default, this logger's own. */
  readonly lines?: () => SaidLines;
}

/**
 * Takes OpenTelemetry's diagnostics. On standard error, the same warning or error at most once in ten minutes, whatever numbers
 * are in it, each one line of bounded length: parts of it may come from a backend. A logger of the program gets them as they are.
 */
export class AgentLogger implements DiagLogger {
  readonly #lines: () => SaidLines;
  #said: SaidLines | undefined;
  readonly #onSecondSdk: () => void;
  readonly #to: DiagLogger | undefined;
  readonly #level: DiagLogLevel;
  #sdkRuns = false;

  constructor({
    onSecondSdk = () => {},
    to,
    level = DiagLogLevel.WARN,
    lines = () => new SaidLines(),
  }: AgentLoggerOptions = {}) {
    this.#onSecondSdk = onSecondSdk;
    this.#to = to;
    this.#level = level;
    this.#lines = lines;
  }

  /** The SDK has started: what is refused from now on is a second one's. */
  sdkRuns(): void {
    this.#sdkRuns = true;
  }

  error(message: string, ...args: unknown[]): void {
    this.#once('error', message, args);
  }

  warn(message: string, ...args: unknown[]): void {
    this.#once('warn', message, args);
  }

  info(message: string, ...args: unknown[]): void {
    this.#tell('info', message, args);
  }

  debug(message: string, ...args: unknown[]): void {
    this.#tell('debug', message, args);
  }

  verbose(message: string, ...args: unknown[]): void {
    this.#tell('verbose', message, args);
  }

  #once(level: Level, message: string, args: readonly unknown[]): void {
    try {
      const text = textOf(message);
      if (this.#to === undefined && [ENDED_SPAN, DROPPED, LATE_EXPORT].some((known) => known.test(text))) {
        this.#tell('debug', message, [...args]);
        return;
      }
      const said = this.#meaningOf(text);
      if (said === undefined) return;
      // What others say to the program's own logger is for it to judge.
      if (said === text && this.#to !== undefined) this.#to[level](message, ...args);
      else this.#write(level, said, said === text ? args : []);
    } catch {
      // What no text can be made of is the program's; there is nowhere left to say so.
    }
  }

  /** What a message of the API is about here; `undefined` for one that need not be said. */
  #meaningOf(text: string): string | undefined {
    if (this.#to === undefined && (MISMATCHED.test(text) || text.startsWith(OVERWRITTEN))) return undefined;
    const [, api] = REFUSED.exec(text) ?? [];
    if (api === undefined) return text;
    if (!this.#sdkRuns) {
      return `keyvault-otel: the program has registered its own "${api}" with OpenTelemetry before its first call to a vault; that is used, and what the OTEL_* variables say of it is not`;
    }
    this.#onSecondSdk();
    return SECOND_SDK;
  }

  /** Hears of a second SDK as before, where the program sets a logger of its own. */
  inFrontOf(to: DiagLogger): DiagLogger {
    const next = new AgentLogger({ onSecondSdk: this.#onSecondSdk, to });
    if (this.#sdkRuns) next.sdkRuns();
    return next;
  }

  #write(level: Level, message: string, args: readonly unknown[]): void {
    if (this.#to === undefined && this.#level < LEVELS[level]) return;
    const line = lineOf(message, args);
    this.#said ??= this.#lines();
    const room = this.#said.add(line.replaceAll(VARYING, '0'));
    if (room === undefined) return;
    const said = room === 0 ? FULL : line;
    if (this.#to === undefined) writeLine(said);
    else this.#to[level](said);
  }

  #tell(level: 'info' | 'debug' | 'verbose', message: string, args: unknown[]): void {
    try {
      if (this.#to !== undefined) this.#to[level](message, ...args);
      else if (this.#level >= LEVELS[level])
        writeLine([message, ...args].map((part) => (typeof part === 'string' ? part : inspect(part))).join(' '));
    } catch {
      // As above.
    }
  }
}

function lineOf(message: string, args: readonly unknown[]): string {
  const text = [message, ...args.map(textOf)].join(' ');
  const line = text.startsWith(OWN) ? text : hidden(text);
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
