// SPDX-License-Identifier: Apache-2.0
import type { Context } from '@opentelemetry/api';
import {
  BatchLogRecordProcessor,
  type LogRecordExporter,
  type LogRecordProcessor,
  type ReadableLogRecord,
  type ReadWriteLogRecord,
} from '@opentelemetry/sdk-logs';
import type { BatchLimits } from './batchLimits.ts';
import type { ExportHealth } from './ExportHealth.ts';
import { Ledger } from './Ledger.ts';

/** A batch processor that also knows which records its exporter has not delivered, without waiting for anything. */
export class LogPipeline implements LogRecordProcessor {
  readonly #ledger: Ledger<ReadableLogRecord>;
  readonly #exporter: LogRecordExporter;
  readonly #processor: LogRecordProcessor;

  constructor(options: {
    readonly exporter: LogRecordExporter;
    readonly health: ExportHealth;
    /** Throws for what the exporter cannot write. */
    readonly write: (items: ReadableLogRecord[]) => unknown;
    readonly limits: BatchLimits;
  }) {
    this.#ledger = new Ledger({
      capacity: options.limits.maxQueueSize,
      full: 'more log events wait to be sent than OTEL_BLRP_MAX_QUEUE_SIZE allows; some are dropped',
    });
    this.#exporter = this.#ledger.watch(options.exporter, options);
    this.#processor = new BatchLogRecordProcessor({ exporter: this.#exporter, ...options.limits });
  }

  onEmit(record: ReadWriteLogRecord, context?: Context): void {
    this.#ledger.add(record);
    this.#processor.onEmit(record, context);
  }

  async forceFlush(): Promise<void> {
    await this.#processor.forceFlush();
    await this.#exporter.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#processor.shutdown();
  }

  unsent(): ReadableLogRecord[] {
    return this.#ledger.pending;
  }
}
