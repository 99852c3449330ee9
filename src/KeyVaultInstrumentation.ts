// SPDX-License-Identifier: Apache-2.0
import { type MeterProvider, metrics, type Span, type TracerProvider } from '@opentelemetry/api';
import { type Calls, makeCalls } from './calls/makeCalls.ts';
import type { KeyVaultInstrumentationConfig } from './config.ts';
import { attempt } from './host/guarded.ts';
import { type EventLoggerProvider, globalLoggerProvider, openTelemetryGlobal } from './host/openTelemetryGlobal.ts';
import { outside } from './host/outside.ts';
import { warn, warnOfWaiting } from './host/warn.ts';
import { isSwitchedOff } from './isSwitchedOff.ts';
import { HostTable } from './observe/HostTable.ts';
import { HttpObserver } from './observe/HttpObserver.ts';
import type { OpenCall, WantsBody } from './observe/ObservedCall.ts';
import { SpanClaims } from './observe/SpanClaims.ts';
import { UndiciObserver } from './observe/UndiciObserver.ts';
import type { CallListener } from './record/CallRecord.ts';
import { SCOPE_NAME, SCOPE_VERSION } from './record/scope.ts';
import { type ResolvedConfig, resolveConfig } from './resolveConfig.ts';
import { standInGlobal } from './standInGlobal.ts';
import { TOKEN_PATH } from './understand/mayAskForToken.ts';

/** The instance that observes this thread, whichever copy of the package it comes from. */
export const ACTIVE = Symbol.for('keyvault-otel.active');

/** The request that tells type and size of a key, and holds no key. */
const createsKey = /^\/+keys\/+[^/?]{1,256}\/+create(?:[/?]|$)/;

type WithActive = { [ACTIVE]?: object | undefined };

/** Everything that exists while the instrumentation is enabled. */
interface Running {
  /** Records everything that still waits for a next request. */
  readonly settle: () => void;
  /** The process ends: records what still waits for an answer, too. */
  readonly end: () => void;
  /** Stops, and records what is still open. */
  readonly release: () => void;
  /** Watches the propagator that is registered now. */
  readonly watch: () => void;
  readonly adopt: (request: object, span: Span) => void;
}

/**
 * Puts the answer on the spans of calls to Azure Key Vault and Managed HSM: who called, which limit the call draws on,
 * and the cause of each failure; and records the metrics of `METRICS`. Has the shape of OpenTelemetry's
 * `Instrumentation`, and works in SDKs 2.x and 3.x.
 *
 * @example
 * new NodeSDK({ instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation(), new KeyVaultInstrumentation()] });
 */
export class KeyVaultInstrumentation {
  readonly instrumentationName = SCOPE_NAME;
  readonly instrumentationVersion = SCOPE_VERSION;
  #given: KeyVaultInstrumentationConfig;
  #config: ResolvedConfig;
  #tracerProvider: TracerProvider | undefined;
  #meterProvider: MeterProvider | undefined;
  #loggerProvider: EventLoggerProvider | undefined;
  #running: Running | undefined;
  readonly #listeners = new Set<CallListener>();

  /** @param config Options; see {@link KeyVaultInstrumentationConfig}. Starts to observe at once unless `enabled` is `false`. */
  constructor(config: KeyVaultInstrumentationConfig = {}) {
    this.#given = copyOf(config);
    this.#config = resolveConfig(this.#given);
    this.enable();
  }

  /** Starts to observe. Does nothing when it observes already, or when the options or the environment switch it off. */
  enable(): void {
    attempt('enable', () => {
      if (this.#running !== undefined || !this.#config.enabled || isSwitchedOff(process.env)) return;
      const slot = globalThis as WithActive;
      const standIn = standInGlobal();
      if (slot[ACTIVE] !== undefined && slot[ACTIVE] === standIn?.instance) standIn?.standAside(this);
      if (slot[ACTIVE] !== undefined) {
        warn('another instance observes this process already; this one stays idle');
        return;
      }
      // Should it fail, somebody else observes.
      this.#running = attempt('start', () => this.#start());
      if (this.#running === undefined) standIn?.stepIn(this);
      else slot[ACTIVE] = this;
    });
  }

  /** Stops to observe, and records what still waits for a next request; a call under way is not recorded. */
  disable(): void {
    attempt('disable', () => {
      const running = this.#running;
      if (running === undefined) return;
      this.#running = undefined;
      const slot = globalThis as WithActive;
      if (slot[ACTIVE] === this) slot[ACTIVE] = undefined;
      running.release();
      standInGlobal()?.stepIn(this);
    });
  }

  setTracerProvider(provider: TracerProvider): void {
    this.#tracerProvider = provider;
    this.#sdkStarts();
  }

  setMeterProvider(provider: MeterProvider): void {
    // What the API hands out while none is registered would hide the one that comes.
    const isNone =
      openTelemetryGlobal()?.metrics === undefined && attempt('meter provider', () => isNoop(provider)) !== false;
    this.#meterProvider = isNone ? undefined : provider;
    this.#sdkStarts();
  }

  setLoggerProvider(provider: EventLoggerProvider): void {
    this.#loggerProvider = provider;
  }

  /** Takes new options; what is known about quotas and operations starts anew. */
  setConfig(config: KeyVaultInstrumentationConfig): void {
    this.#given = copyOf(config);
    this.#config = resolveConfig(this.#given);
    if (this.#running === undefined) return;
    this.disable();
    this.enable();
  }

  getConfig(): KeyVaultInstrumentationConfig {
    return { ...this.#given, enabled: this.#config.enabled };
  }

  /** Records everything that still waits for a next request: call it before a flush at the end of the process. */
  settle(): void {
    attempt('settle', () => this.#running?.settle());
  }

  /** As {@link settle}, and records, as given up, what still waits for an answer: when nothing is awaited any more. */
  end(): void {
    attempt('end', () => this.#running?.end());
  }

  /**
   * Tells which span belongs to a request: for the `requestHook` of `UndiciInstrumentation`, and of `HttpInstrumentation`,
   * whose span is found without it.
   */
  adopt(span: Span, request: object): void {
    attempt('adopt', () => this.#running?.adopt(request, span));
  }

  /** Calls back for every request once its outcome is known. Returns what ends it. */
  listen(listener: CallListener): () => void {
    const guardedListener: CallListener = (record) => {
      attempt('listener', () => listener(record));
    };
    this.#listeners.add(guardedListener);
    return () => this.#listeners.delete(guardedListener);
  }

  /**
   * An SDK has its logger then, and registers its propagator while it starts, after it was handed this instrumentation: in
   * time for the first request, whose span would be missed if the watch began with it.
   */
  #sdkStarts(): void {
    warnOfWaiting();
    attempt('propagator', () => {
      this.#running?.watch();
      queueMicrotask(() => attempt('propagator', () => this.#running?.watch()));
    });
  }

  #start(): Running {
    const config = this.#config;
    const providers = {
      tracerProvider: () => this.#tracerProvider ?? openTelemetryGlobal()?.trace,
      meterProvider: () => this.#meterProvider ?? openTelemetryGlobal()?.metrics,
      loggerProvider: () => this.#loggerProvider ?? globalLoggerProvider(),
    };
    let calls: Calls | undefined;
    let isReleased = false;
    const open: OpenCall = (head) => {
      // A request may outlive us.
      if (isReleased) return undefined;
      if (calls === undefined) warnOfWaiting();
      calls ??= makeCalls({ config, providers, listeners: this.#listeners, outside });
      return calls.open(head);
    };
    const { IDENTITY_ENDPOINT, MSI_ENDPOINT } = process.env;
    const hosts = new HostTable({
      vaultSuffixes: config.vaultSuffixes,
      identityEndpoints: [IDENTITY_ENDPOINT, MSI_ENDPOINT].filter((url) => url !== undefined),
    });
    const wantsBody: WantsBody = (endpoint, method, target) =>
      method === 'POST' &&
      (endpoint.kind === 'token' ? TOKEN_PATH.test(target) : config.learnKeyTypes && createsKey.test(target));
    const http = new HttpObserver({ hosts, open, wantsBody });
    const undici = new UndiciObserver({ hosts, open, wantsBody, claims: new SpanClaims() });
    http.enable();
    undici.enable();
    return {
      settle: () => calls?.settle(),
      end: () => {
        http.end();
        undici.end();
        calls?.settle();
      },
      release: () => {
        isReleased = true;
        http.disable();
        undici.disable();
        calls?.release();
      },
      watch: () => undici.watch(),
      adopt: (request, span) => {
        if (!http.adopt(request, span)) undici.adopt(request, span);
      },
    };
  }
}

/** That of our copy of the API, or of another. */
function isNoop(provider: MeterProvider): boolean {
  return provider === metrics.getMeterProvider() || provider.constructor.name === 'NoopMeterProvider';
}

/** A plain copy: the program's object may change later, and its getters may throw. */
function copyOf(config: KeyVaultInstrumentationConfig): KeyVaultInstrumentationConfig {
  return attempt('options', () => ({ ...config })) ?? {};
}
