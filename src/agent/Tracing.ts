// SPDX-License-Identifier: Apache-2.0
import type { Span } from '@opentelemetry/api';
import type { OutgoingRequest } from './OutgoingRequest.ts';
import type { Method } from './OwnMethod.ts';

/** Instrumentations by the names that `OTEL_NODE_DISABLED_INSTRUMENTATIONS` knows them by. */
export type HttpInstrumentationName = 'http' | 'undici';

export interface TracingOptions {
  readonly names: readonly HttpInstrumentationName[];
  /** Whether the instrumentations' own metrics are recorded. */
  readonly metrics: boolean;
  /** Whether requests to servers may be traced. */
  readonly servers: boolean;
  /** Whether an outgoing request is left alone; asked just before its span would be opened. Must not throw. */
  readonly ignores: (request: () => OutgoingRequest) => boolean;
  /** Whether somebody listened when the answer of a request came: for the changed instrumentation. */
  readonly isHeard: (request: object) => boolean;
  /** Is told the span of each request. */
  readonly adopt: (span: Span, request: object) => void;
}

/** What instrumentation-http patches of `node:http` and `node:https`. */
export interface HttpModule {
  request: Method;
  get: Method;
  readonly Server: { readonly prototype: { emit: Method } };
}

/** OpenTelemetry's own HTTP instrumentations, once they are needed. */
export interface Tracing {
  /** What instrumentation-undici listens to: a channel of undici, and what is to be called with its messages. */
  readonly channels: ReadonlyMap<string, (message: unknown) => void>;
  /** Puts tracing around the methods of what stands for a module of Node. */
  readonly patch: (exports: HttpModule, name: 'http' | 'https') => void;
  /** Lets the instrumentations use the providers that are registered now. */
  readonly useGlobalProviders: () => void;
}

/** Of the file of the build that has them. */
export interface TracingModule {
  readonly makeTracing: (options: TracingOptions) => Tracing;
}
