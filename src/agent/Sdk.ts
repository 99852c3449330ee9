// SPDX-License-Identifier: Apache-2.0
import type { Unsent } from './Unsent.ts';

/** A running SDK, or one signal of it with its exporter. Nothing of it rejects. */
export interface Sdk {
  /** Sends what is recorded; settles when it is delivered or given up. */
  readonly flush: () => Promise<void>;
  /** What is recorded and not delivered, without waiting for anything. For the end of the process: call it once. */
  readonly unsent: () => readonly Unsent[];
}

/** The file of the build that holds the SDK. */
export interface SdkModule {
  /**
   * @param onSecondSdk Called when the program seems to start an SDK as well, perhaps more than once.
   * @returns `undefined` when another version of the OpenTelemetry API is in use and takes no registration of this one.
   */
  readonly startSdk: (onSecondSdk: () => void) => Sdk | undefined;
}
