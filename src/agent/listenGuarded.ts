// SPDX-License-Identifier: Apache-2.0
import type { EventEmitter } from 'node:events';
import { guarded } from '../host/guarded.ts';

/** In the build, how instrumentation-http listens to requests and answers: nobody would catch what its listeners throw. */
export function listenGuarded(
  emitter: EventEmitter,
  method: 'on' | 'prependListener',
  event: string | symbol,
  listener: (value: unknown) => void,
): void {
  emitter[method](event, guarded('tracing of events of http', listener));
}
