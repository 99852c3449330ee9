// SPDX-License-Identifier: Apache-2.0
import { subscribe } from 'node:diagnostics_channel';
import type { Span } from '@opentelemetry/api';
import { attempt, guarded } from '../host/guarded.ts';
import { isHeard } from '../observe/HttpObserver.ts';
import { patchBuiltins } from './builtinHooks.ts';
import { hostOfArguments, isChangedByTracing, targetOfArguments } from './hostOfArguments.ts';
import { loadTracing } from './loadChunk.ts';
import { type OutgoingRequest, requestOfUndici, type UndiciRequestHead } from './OutgoingRequest.ts';
import type { HttpInstrumentationName, Tracing } from './Tracing.ts';

const CREATED = 'undici:request:create';

/** Those of instrumentation-undici; a test holds them against it. */
export const UNDICI_CHANNELS = [
  CREATED,
  'undici:client:sendHeaders',
  'undici:request:headers',
  'undici:request:trailers',
  'undici:request:error',
] as const;

type HttpConcerns = (host: string, target: () => string) => boolean;

export interface HttpTracingOptions {
  readonly names: readonly HttpInstrumentationName[];
  /** Whether the instrumentations' own metrics are recorded. */
  readonly metrics: boolean;
  /** Whether requests to a host, with this path and query, may be traced at all. */
  readonly concerns: HttpConcerns;
  /** Whether an outgoing request is traced; asked just before its span would be opened. */
  readonly traces: (request: OutgoingRequest) => boolean;
  /** Whether a request to a server is traced, asked for each; `undefined` where servers are left alone. */
  readonly incoming: (() => boolean) | undefined;
  /** Is told the span of each request: the exact answer to what is otherwise found by headers and context. */
  readonly adopt: (span: Span, request: object) => void;
}

/**
 * OpenTelemetry's own HTTP instrumentations, made with the first request that may be traced: until then there is only what
 * calls them. They are never disabled: what others have wrapped around them since would be unwrapped with them.
 */
export class HttpTracing {
  readonly #options: HttpTracingOptions;
  #tracing: Tracing | undefined;
  #hasProviders = false;
  #isLoading = false;

  constructor(options: HttpTracingOptions) {
    const { names, concerns, incoming } = options;
    this.#options = options;
    // At the start, so that who observes the same requests finds their spans.
    if (names.includes('undici')) {
      for (const channel of UNDICI_CHANNELS) {
        subscribe(
          channel,
          // To Node, what a listener of a channel throws is an error that nobody caught, and ends the process.
          guarded(`tracing at ${channel}`, (message: unknown) => this.#published(channel, message)),
        );
      }
    }
    if (names.includes('http')) {
      patchBuiltins(['http', 'https'], {
        traces: (args, name) => mayTrace(args, name, concerns),
        incoming: incoming && (() => attempt('choice of a request to a server', incoming) === true),
        patch: (exports, name) => {
          this.#load();
          this.#tracing?.patch(exports, name);
          return this.#tracing !== undefined;
        },
      });
    }
  }

  /** Makes the instrumentations, unless they are there. Never throws; where it fails, a later request tries again. */
  #load(): void {
    const { names, metrics, incoming, adopt } = this.#options;
    // What loads files for a program may make a request itself.
    if (this.#tracing !== undefined || this.#isLoading) return;
    this.#isLoading = true;
    this.#tracing = attempt('tracing of requests', () => {
      const tracing = loadTracing().makeTracing({
        ...{ names, metrics, isHeard, adopt },
        servers: incoming !== undefined,
        ignores: (request) => !this.#traces(request),
      });
      if (this.#hasProviders) tracing.useGlobalProviders();
      return tracing;
    });
    this.#isLoading = false;
  }

  /** Lets the instrumentations use the providers that are registered now. */
  useGlobalProviders(): void {
    this.#hasProviders = true;
    this.#tracing?.useGlobalProviders();
  }

  #traces(request: () => OutgoingRequest): boolean {
    return attempt('choice of a request to trace', () => this.#options.traces(request())) === true;
  }

  #published(channel: string, message: unknown): void {
    if (this.#tracing === undefined) {
      if (channel !== CREATED) return;
      const { request } = message as { readonly request: UndiciRequestHead };
      if (!this.#traces(() => requestOfUndici(request))) return;
      this.#load();
    }
    this.#tracing?.channels.get(channel)?.(message);
  }
}

function mayTrace(args: readonly unknown[], name: 'http' | 'https', concerns: HttpConcerns): boolean {
  try {
    const host = hostOfArguments(args);
    if (host === undefined || !concerns(host, () => targetOfArguments(args))) return false;
    return !isChangedByTracing(args, name);
  } catch {
    // What a proxy or an object in the place of a path throws here, it throws in Node as well.
    return false;
  }
}
