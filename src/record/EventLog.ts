// SPDX-License-Identifier: Apache-2.0
import type { Attributes, Context } from '@opentelemetry/api';
import { SCOPE_NAME, SCOPE_VERSION } from './scope.ts';

/** `SeverityNumber.INFO` and `.WARN` of the logs data model. */
const SEVERITY = { INFO: 9, WARN: 13 } as const;

/** The part of a Logger that is needed here, alike in `@opentelemetry/api` 1.10 and `@opentelemetry/api-logs`. */
export interface EventLogger {
  emit(record: {
    readonly eventName: string;
    readonly severityNumber: number;
    readonly severityText: string;
    readonly body: string;
    readonly attributes: Attributes;
    readonly context: Context;
  }): void;
}

/** The part of a LoggerProvider that is needed here. */
export interface EventLoggerProvider {
  getLogger(name: string, version?: string): EventLogger;
}

/** Emits log events, when there is a LoggerProvider. */
export class EventLog {
  readonly #provider: () => EventLoggerProvider | undefined;
  #from: EventLoggerProvider | undefined;
  #logger: EventLogger | undefined;

  constructor(provider: () => EventLoggerProvider | undefined) {
    this.#provider = provider;
  }

  emit(event: {
    readonly name: string;
    readonly severity: keyof typeof SEVERITY;
    readonly body: string;
    readonly attributes: Attributes;
    /** Context with the span that the event belongs to. */
    readonly context: Context;
  }): void {
    const provider = this.#provider();
    if (provider === undefined) return;
    if (provider !== this.#from) {
      this.#logger = provider.getLogger(SCOPE_NAME, SCOPE_VERSION);
      this.#from = provider;
    }
    this.#logger?.emit({
      eventName: event.name,
      severityNumber: SEVERITY[event.severity],
      severityText: event.severity,
      body: event.body,
      attributes: event.attributes,
      context: event.context,
    });
  }
}
