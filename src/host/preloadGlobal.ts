// SPDX-License-Identifier: Apache-2.0

/** The functions of Node that set timers and take them back. */
export type Timers = Pick<
  typeof globalThis,
  'setTimeout' | 'setInterval' | 'setImmediate' | 'clearTimeout' | 'clearInterval'
>;

/** Runs a function where no request of the program is under way. */
export type Outside = <Result>(begin: () => Result) => Result;

/** What the preload leaves for every file of the build, and for its second self. */
export interface PreloadGlobal {
  /** Tells the user what goes wrong while no logger is registered with OpenTelemetry. */
  readonly say: (message: string) => void;
  /** Those of the start: see `ownTimers`. */
  readonly timers: Timers;
  /** That of the start: see `outside`. */
  readonly outside: Outside;
  /** Whether URLs are redacted where nobody says otherwise: not where the spans are those of an SDK of the program. */
  readonly redactUrls: boolean;
  /** Contents by path: see `certificateFiles`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Takes values of the environment out of a message, of the start too: see `withoutValues`. Not in older versions. */
  readonly hide?: (message: string) => string;
  /** Node's functions that make requests, by protocol: see `ownRequest`. Empty where nothing is sent from here. */
  readonly requests: ReadonlyMap<string, unknown>;
}

const PRELOAD = Symbol.for('keyvault-otel.register');

/** `undefined` where there is no preload. */
export function preloadGlobal(): PreloadGlobal | undefined {
  return (globalThis as { readonly [PRELOAD]?: PreloadGlobal })[PRELOAD];
}

/** @returns Whether this is the first preload of the thread. */
export function claimPreload(preload: PreloadGlobal): boolean {
  return (
    preloadGlobal() === undefined && Reflect.defineProperty(globalThis, PRELOAD, { value: Object.freeze(preload) })
  );
}
