// SPDX-License-Identifier: Apache-2.0
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Unsent } from './Unsent.ts';

/** A running SDK. Nothing of it rejects. */
export interface Sdk {
  /**
   * Sends what is recorded; settles when it is delivered or given up.
   *
   * @param options.last Nothing comes after it: no collector that is not there is waited for, and why something was not
   *   delivered is left to the caller to say.
   * @returns Why something was not delivered, where nobody has said it.
   */
  readonly flush: (options: { readonly last: boolean }) => Promise<string | undefined>;
  /** Gives up connections that are not made yet, which would hold the process. */
  readonly giveUpConnecting: () => void;
  /** Ends the spans of requests that are under way: the process ends. */
  readonly endSpans: () => void;
  /** What is recorded and not delivered, without waiting for anything. For the end of the process: call it once. */
  readonly unsent: () => readonly Unsent[];
}

export interface SdkOptions {
  /** Called when the program seems to start an SDK as well, perhaps more than once. */
  readonly onSecondSdk: () => void;
  /** Is told of each span that ends before it is queued for export. */
  readonly redaction: SpanProcessor;
}

/** The file of the build that holds the SDK. */
export interface SdkModule {
  /**
   * @returns `undefined` when another version of the OpenTelemetry API is in use and takes no registration of this one.
   */
  readonly startSdk: (options: SdkOptions) => Sdk | undefined;
}
