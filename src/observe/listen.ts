// SPDX-License-Identifier: Apache-2.0
import { EventEmitter } from 'node:events';

const { on } = EventEmitter.prototype;

/**
 * Listens to an emitter of the program, past what was put before its own `on`: OpenTelemetry's context managers wrap each
 * listener of a request, which takes longer than all that ours do, and ours need no context.
 */
export function listen(emitter: EventEmitter, event: string | symbol, listener: () => void): void {
  Reflect.apply(on, emitter, [event, listener]);
}
