// SPDX-License-Identifier: Apache-2.0
import { type Context, TraceFlags } from '@opentelemetry/api';
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type Span,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { outside } from '../host/outside.ts';
import type { BatchLimits } from './batchLimits.ts';
import type { ExportHealth } from './ExportHealth.ts';
import { FirstBatches } from './FirstBatches.ts';
import { Ledger } from './Ledger.ts';

/**
 * How long a first batch waits, ms: one that is on its way when a program exits is sent twice, and many exit at once after
 * their last call.
 */
const SOON = 100;

/** A batch processor that also knows which spans its exporter has not delivered, without waiting for anything. */
export class SpanPipeline implements SpanProcessor {
  readonly #ledger: Ledger<ReadableSpan>;
  readonly #exporter: SpanExporter;
  readonly #processor: SpanProcessor;
  readonly #firstBatches: FirstBatches;

  constructor(options: {
    readonly exporter: SpanExporter;
    readonly health: ExportHealth;
    /** Throws for what the exporter cannot write. */
    readonly write: (items: ReadableSpan[]) => unknown;
    readonly limits: BatchLimits;
  }) {
    this.#ledger = new Ledger({
      capacity: options.limits.maxQueueSize,
      full: 'more spans wait to be sent than OTEL_BSP_MAX_QUEUE_SIZE allows; some are dropped',
    });
    this.#firstBatches = new FirstBatches(options.limits.maxExportBatchSize);
    this.#exporter = this.#ledger.watch(options.exporter, options);
    this.#processor = new BatchSpanProcessor({ exporter: this.#exporter, ...options.limits });
  }

  onStart(span: Span, context: Context): void {
    this.#processor.onStart(span, context);
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    this.#ledger.add(span);
    this.#processor.onEnd(span);
    if (this.#firstBatches.add()) outside(() => setTimeout(() => this.#flush(), SOON));
  }

  /** What comes of it, the ledger tells. */
  #flush(): void {
    this.#processor.forceFlush().catch(() => undefined);
  }

  async forceFlush(): Promise<void> {
    await this.#processor.forceFlush();
    await this.#exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.#processor.shutdown();
  }

  unsent(): ReadableSpan[] {
    return this.#ledger.pending;
  }
}
