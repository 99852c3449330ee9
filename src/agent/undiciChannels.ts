// SPDX-License-Identifier: Apache-2.0

type OnMessage = (message: unknown, name: string) => void;

const listeners = new Map<string, (message: unknown) => void>();

/** What instrumentation-undici listens to. */
export const subscriptions: ReadonlyMap<string, (message: unknown) => void> = listeners;

/**
 * In the build, what instrumentation-undici takes for `diagnostics_channel`: it is made with the first call, and whoever
 * listened before it would be told first.
 */
export function subscribe(channel: string, onMessage: OnMessage): void {
  listeners.set(channel, (message) => onMessage(message, channel));
}

/** The instrumentation is never disabled. */
export function unsubscribe(): void {}
