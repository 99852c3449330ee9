// SPDX-License-Identifier: Apache-2.0
import { subscribe as subscribeUnguarded } from 'node:diagnostics_channel';
import { guarded } from '../host/guarded.ts';

/**
 * In the build, what instrumentation-undici takes for `diagnostics_channel`: to Node, an error that a listener of a channel
 * throws is one that nobody caught, and ends the process.
 */
export function subscribe(channel: string, onMessage: (message: unknown, name: string) => void): void {
  subscribeUnguarded(
    channel,
    guarded(`tracing at ${channel}`, (message: unknown) => onMessage(message, channel)),
  );
}

/** The instrumentation is never disabled. */
export function unsubscribe(): void {}
