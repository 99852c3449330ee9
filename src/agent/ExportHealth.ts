// SPDX-License-Identifier: Apache-2.0
import { diag } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { OtlpSignal } from './exporterChoice.ts';
import { withoutValues } from './withoutValues.ts';

const MAX_REASON = 200;
/** Before values are taken out of it, which may be long. */
const MAX_TEXT = 32_768;

/** Says once that sending fails and once that it works again, however often it is tried between. */
export class ExportHealth {
  readonly #signal: OtlpSignal;
  readonly #kept: boolean;
  #failing = false;

  /** @param options.kept Whether the next export that works holds what this one did not deliver, as sums since the start do. */
  constructor(signal: OtlpSignal, { kept = false }: { readonly kept?: boolean } = {}) {
    this.#signal = signal;
    this.#kept = kept;
  }

  report(result: ExportResult): void {
    const failed = result.code !== ExportResultCode.SUCCESS;
    if (failed === this.#failing) return;
    this.#failing = failed;
    if (failed) {
      const meanwhile = this.#kept ? 'They are kept' : 'They are lost';
      diag.warn(`keyvault-otel: sending ${this.#signal} failed${reasonOf(result)}. ${meanwhile} until it works again.`);
    } else {
      diag.info(`keyvault-otel: sending ${this.#signal} works again.`);
    }
  }
}

function reasonOf({ error }: ExportResult): string {
  if (error === undefined) return '';
  const { code } = error as { readonly code?: unknown };
  const text = error.message || (typeof code === 'string' || typeof code === 'number' ? String(code) : error.name);
  return `: ${withoutValues(text.slice(0, MAX_TEXT), process.env).slice(0, MAX_REASON)}`;
}
