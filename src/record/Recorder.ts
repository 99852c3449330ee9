// SPDX-License-Identifier: Apache-2.0
import type { MeterProvider, Tracer, TracerProvider } from '@opentelemetry/api';
import type { QuotaBook } from '../correlate/QuotaBook.ts';
import type { TokenLifetimes } from '../correlate/TokenLifetimes.ts';
import type { EventLoggerProvider } from '../host/openTelemetryGlobal.ts';
import type { ResolvedConfig } from '../resolveConfig.ts';
import { identifierOf } from '../understand/identifierOf.ts';
import { OTHER } from '../understand/OTHER.ts';
import {
  ATTR_AZURE_KEYVAULT_IDENTITY_APP_ID,
  ATTR_AZURE_KEYVAULT_THROTTLE_CLASS,
  ATTR_SERVER_ADDRESS,
} from './attributeNames.ts';
import { BoundedValues } from './BoundedValues.ts';
import type { CallListener, CallRecord } from './CallRecord.ts';
import { EventLog } from './EventLog.ts';
import { Instruments } from './Instruments.ts';
import { SCOPE_NAME, SCOPE_VERSION } from './scope.ts';

const MAX_HOSTS = 100;
const MAX_APPLICATIONS = 100;

/** Where the providers of now come from: those that were set, or those that the process registered. */
export interface Providers {
  readonly tracerProvider: () => TracerProvider | undefined;
  readonly meterProvider: () => MeterProvider | undefined;
  readonly loggerProvider: () => EventLoggerProvider | undefined;
}

/** What goes out: tracer, instruments and log events, each only when its signal is on, with bounded attribute values. */
export class Recorder {
  readonly config: ResolvedConfig;
  readonly instruments: Instruments;
  readonly events: EventLog;
  readonly #providers: Providers;
  readonly #hosts = new BoundedValues(MAX_HOSTS);
  readonly #applications = new BoundedValues(MAX_APPLICATIONS);
  readonly #listeners: ReadonlySet<CallListener>;
  #isReleased = false;
  #tracer: { readonly provider: TracerProvider; readonly tracer: Tracer } | undefined;

  constructor(options: {
    readonly config: ResolvedConfig;
    readonly providers: Providers;
    readonly quotas: QuotaBook;
    readonly lifetimes: TokenLifetimes;
    /** Those to tell of now; may change. */
    readonly listeners: ReadonlySet<CallListener>;
  }) {
    const { config, providers, quotas, lifetimes } = options;
    this.#listeners = options.listeners;
    const on = new Set(config.signals);
    this.config = config;
    this.#providers = {
      tracerProvider: on.has('traces') ? providers.tracerProvider : () => undefined,
      meterProvider: on.has('metrics') ? providers.meterProvider : () => undefined,
      loggerProvider: on.has('logs') ? providers.loggerProvider : () => undefined,
    };
    this.events = new EventLog(this.#providers.loggerProvider);
    this.instruments = new Instruments({
      provider: this.#providers.meterProvider,
      utilization: (observe) =>
        quotas.takePeaks(performance.now(), (host, throttleClass, value) => {
          const address = this.address(host);
          // The peaks of all other hosts can't be told by one number.
          if (address === OTHER) return;
          observe(value, { [ATTR_SERVER_ADDRESS]: address, [ATTR_AZURE_KEYVAULT_THROTTLE_CLASS]: throttleClass });
        }),
      remainingLifetime: (observe) =>
        lifetimes.remaining(Date.now(), (host, appId, seconds) => {
          // Of several callers that are not told apart, one lifetime would hide the others.
          if (config.identity === 'none') return;
          const address = this.address(host);
          if (address === OTHER) return;
          const id = identifierOf(appId);
          const application = id === undefined ? OTHER : this.#applications.admit(id);
          if (application === OTHER) return;
          observe(seconds, {
            [ATTR_SERVER_ADDRESS]: address,
            [ATTR_AZURE_KEYVAULT_IDENTITY_APP_ID]: application,
          });
        }),
    });
  }

  /** Whether spans may be opened and enriched. */
  get traces(): boolean {
    return this.config.signals.includes('traces');
  }

  get tracer(): Tracer | undefined {
    const provider = this.#providers.tracerProvider();
    if (provider === undefined) return undefined;
    if (this.#tracer?.provider !== provider) {
      this.#tracer = { provider, tracer: provider.getTracer(SCOPE_NAME, SCOPE_VERSION) };
    }
    return this.#tracer.tracer;
  }

  /** Nothing more is to be recorded: a call may outlive its instrumentation. */
  get isReleased(): boolean {
    return this.#isReleased;
  }

  /** Takes the gauges back, for good. */
  release(): void {
    this.#isReleased = true;
    this.instruments.release();
  }

  /** Value of `server.address` on metrics. */
  address(host: string): string {
    return this.#hosts.admit(host);
  }

  /** Whether {@link tell} has anybody to tell. */
  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  tell(record: CallRecord): void {
    for (const listener of this.#listeners) listener(record);
  }
}
