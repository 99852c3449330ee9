// SPDX-License-Identifier: Apache-2.0
import { diag } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { attempt } from '../host/guarded.ts';
import type { OtlpSignal } from './exporterChoice.ts';
import { reasonOf } from './reasonOf.ts';

/** Says once that sending fails and once, at level info, that it works again, however often it is tried between. */
export class ExportHealth {
  readonly #signal: OtlpSignal;
  readonly #kept: boolean;
  #failing = false;
  #unsaid: string | undefined;
  /** Keeps to itself that sending fails: nothing comes after it, and somebody else says it. */
  isSilent = false;

  /** @param options.kept Whether the next export that works holds what this one did not deliver, as sums since the start do. */
  constructor(signal: OtlpSignal, { kept = false }: { readonly kept?: boolean } = {}) {
    this.#signal = signal;
    this.#kept = kept;
  }

  /** Why sending has failed, which nobody has said. */
  takeUnsaid(): string | undefined {
    const unsaid = this.#unsaid;
    this.#unsaid = undefined;
    return unsaid;
  }

  report({ code, error }: ExportResult): void {
    const failed = code !== ExportResultCode.SUCCESS;
    const isNew = failed !== this.#failing;
    this.#failing = failed;
    if (failed && this.isSilent) {
      // What was said to be kept is lost now.
      if (isNew || this.#kept) this.#unsaid = reasonOf(error) || 'no reason was given';
    } else if (isNew) attempt('line of an export', () => (failed ? this.#sayFailed(error) : this.#sayWorks()));
  }

  #sayFailed(error: unknown): void {
    const meanwhile = this.#kept ? 'They are kept' : 'They are lost';
    const reason = reasonOf(error);
    const why = reason === '' ? '' : `: ${reason}`;
    diag.warn(`keyvault-otel: sending ${this.#signal} failed${why}. ${meanwhile} until it works again.`);
  }

  #sayWorks(): void {
    diag.info(`keyvault-otel: sending ${this.#signal} works again.`);
  }
}
