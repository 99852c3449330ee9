// SPDX-License-Identifier: Apache-2.0
import type { Attributes, Context } from '@opentelemetry/api';
import { attempt } from '../host/guarded.ts';
import type { EventLogger, EventLoggerProvider } from '../host/openTelemetryGlobal.ts';
import { SCOPE_NAME, SCOPE_VERSION } from './scope.ts';

/** `SeverityNumber.INFO` and `.WARN` of the logs data model. */
const SEVERITY = { INFO: 9, WARN: 13 } as const;

/** A log event. */
export interface Event {
  readonly name: string;
  readonly severity: keyof typeof SEVERITY;
  readonly body: string;
  readonly attributes: Attributes;
  /** Context with the span that the event belongs to. */
  readonly context: Context;
}

/** Emits log events, when there is a LoggerProvider. */
export class EventLog {
  readonly #provider: () => EventLoggerProvider | undefined;
  #from: EventLoggerProvider | undefined;
  #logger: EventLogger | undefined;

  constructor(provider: () => EventLoggerProvider | undefined) {
    this.#provider = provider;
  }

  /** Whether there is anybody to tell. */
  get isOn(): boolean {
    return attempt('logger provider', this.#provider) !== undefined;
  }

  /** Never throws. */
  emit(event: Event): void {
    attempt('log event', () => this.#emit(event));
  }

  #emit(event: Event): void {
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
