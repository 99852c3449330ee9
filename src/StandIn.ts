// SPDX-License-Identifier: Apache-2.0
import type { Span } from '@opentelemetry/api';
import type { KeyVaultInstrumentationConfig } from './config.ts';
import { ACTIVE, KeyVaultInstrumentation } from './KeyVaultInstrumentation.ts';
import type { CallListener } from './record/CallRecord.ts';
import { STAND_IN, type StandInGlobal, standInGlobal } from './standInGlobal.ts';

/** What is asked of an instrumentation here; it may come from another copy of the package. */
type Observer = Pick<KeyVaultInstrumentation, (typeof ASKED)[number]>;

const ASKED = ['adopt', 'settle', 'end', 'listen'] as const;

function isObserver(value: unknown): value is Observer {
  return (
    typeof value === 'object' && value !== null && ASKED.every((name) => typeof Reflect.get(value, name) === 'function')
  );
}

/**
 * The instrumentation of the preload and of `keyvault-otel run`. One that the program makes, with options of its own, takes
 * over, and whoever listens here hears of its calls.
 */
export class StandIn implements StandInGlobal {
  instance: KeyVaultInstrumentation | undefined;
  readonly #config: KeyVaultInstrumentationConfig | undefined;
  #successor: Observer | undefined;
  readonly #listeners = new Map<CallListener, () => void>();

  constructor(config?: KeyVaultInstrumentationConfig) {
    this.#config = config;
    const active: unknown = Reflect.get(globalThis, ACTIVE);
    // From another stand-in this one takes over: as the preload, which a program loads under `keyvault-otel run`.
    if (isObserver(active) && active !== standInGlobal()?.instance) this.#successor = active;
    else this.instance = new KeyVaultInstrumentation(config);
    if (standInGlobal() === undefined) Object.defineProperty(globalThis, STAND_IN, { value: this });
  }

  standAside(successor: Observer): void {
    this.instance?.disable();
    this.#successor = successor;
    this.#listenAnew();
  }

  stepIn(successor: Observer): void {
    if (this.#successor !== successor) return;
    this.#successor = undefined;
    if (this.instance === undefined) this.instance = new KeyVaultInstrumentation(this.#config);
    else this.instance.enable();
    this.#listenAnew();
  }

  settle(): void {
    this.#observer?.settle();
  }

  end(): void {
    this.#observer?.end();
  }

  adopt(span: Span, request: object): void {
    this.#observer?.adopt(span, request);
  }

  listen(listener: CallListener): void {
    this.#listeners.set(listener, this.#observer?.listen(listener) ?? (() => {}));
  }

  get #observer(): Observer | undefined {
    return this.#successor ?? this.instance;
  }

  #listenAnew(): void {
    for (const [listener, end] of this.#listeners) {
      end();
      this.listen(listener);
    }
  }
}
