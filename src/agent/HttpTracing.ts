// SPDX-License-Identifier: Apache-2.0
import { metrics, type Span, trace } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { attempt } from '../host/guarded.ts';
import { patchBuiltins } from './builtinHooks.ts';
import { hostOfArguments, isChangedByTracing, targetOfArguments } from './hostOfArguments.ts';
import { type OutgoingRequest, requestOfOptions, requestOfUndici } from './OutgoingRequest.ts';

/** Instrumentations by the names that `OTEL_NODE_DISABLED_INSTRUMENTATIONS` knows them by. */
export type HttpInstrumentationName = 'http' | 'undici';

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
 * OpenTelemetry's own HTTP instrumentations, told by their own hooks what to leave alone. They are never disabled: what
 * others have wrapped around them since would be unwrapped with them.
 */
export class HttpTracing {
  readonly #instrumentations: readonly (HttpInstrumentation | UndiciInstrumentation)[];
  readonly #metrics: boolean;

  constructor({ names, metrics, concerns, traces, incoming, adopt }: HttpTracingOptions) {
    this.#metrics = metrics;
    const ignored = (request: () => OutgoingRequest): boolean =>
      attempt('choice of a request to trace', () => traces(request())) !== true;
    this.#instrumentations = names.map((name) =>
      name === 'http'
        ? new HttpInstrumentation({
            disableIncomingRequestInstrumentation: incoming === undefined,
            ignoreOutgoingRequestHook: (options) => ignored(() => requestOfOptions(options)),
            requestHook: adopt,
          })
        : new UndiciInstrumentation({
            ignoreRequestHook: (request) => ignored(() => requestOfUndici(request)),
            requestHook: adopt,
          }),
    );
    if (names.includes('http')) {
      patchBuiltins(['http', 'https'], {
        traces: (args, name) => mayTrace(args, name, concerns),
        incoming: incoming && (() => attempt('choice of a request to a server', incoming) === true),
      });
    }
  }

  /** Lets the instrumentations use the providers that are registered now. */
  useGlobalProviders(): void {
    for (const instrumentation of this.#instrumentations) {
      instrumentation.setTracerProvider(trace.getTracerProvider());
      if (this.#metrics) instrumentation.setMeterProvider(metrics.getMeterProvider());
    }
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
