// SPDX-License-Identifier: Apache-2.0
import type { Span } from '@opentelemetry/api';
import type { KeyVaultInstrumentationConfig } from './config.ts';
import { STAND_IN, type StandInGlobal, standInGlobal } from './host/standInGlobal.ts';
import { KeyVaultInstrumentation } from './KeyVaultInstrumentation.ts';
import type { CallListener } from './record/CallRecord.ts';

/**
 * The instrumentation of the preload and of `keyvault-otel run`. One that the program makes, with options of its own, takes
 * over, and whoever listens here hears of its calls.
 */
export class StandIn implements StandInGlobal {
  readonly instance: KeyVaultInstrumentation;
  #successor: KeyVaultInstrumentation | undefined;
  readonly #listeners = new Map<CallListener, () => void>();

  constructor(config?: KeyVaultInstrumentationConfig) {
    this.instance = new KeyVaultInstrumentation(config);
    if (standInGlobal() === undefined) Object.defineProperty(globalThis, STAND_IN, { value: this });
  }

  standAside(successor: KeyVaultInstrumentation): void {
    this.instance.disable();
    this.#successor = successor;
    this.#listenAnew();
  }

  stepIn(successor: KeyVaultInstrumentation): void {
    if (this.#successor !== successor) return;
    this.#successor = undefined;
    this.instance.enable();
    this.#listenAnew();
  }

  settle(): void {
    this.#observer.settle();
  }

  adopt(span: Span, request: object): void {
    this.#observer.adopt(span, request);
  }

  listen(listener: CallListener): void {
    this.#listeners.set(listener, this.#observer.listen(listener));
  }

  get #observer(): KeyVaultInstrumentation {
    return this.#successor ?? this.instance;
  }

  #listenAnew(): void {
    for (const [listener, end] of this.#listeners) {
      end();
      this.listen(listener);
    }
  }
}
