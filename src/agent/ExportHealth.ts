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

  report(result: ExportResult): void {
    const failed = result.code !== ExportResultCode.SUCCESS;
    // What was said to be kept is lost now.
    if (failed && this.isSilent && (this.#kept || !this.#failing)) this.#unsaid = reasonOf(result.error);
    if (failed === this.#failing) return;
    this.#failing = failed;
    if (failed && this.isSilent) return;
    if (failed) {
      const reason = reasonOf(result.error);
      const meanwhile = this.#kept ? 'They are kept' : 'They are lost';
      const why = reason === '' ? '' : `: ${reason}`;
      attempt('line of an export', () =>
        diag.warn(`keyvault-otel: sending ${this.#signal} failed${why}. ${meanwhile} until it works again.`),
      );
    } else {
      attempt('line of an export', () => diag.info(`keyvault-otel: sending ${this.#signal} works again.`));
    }
  }
}
