// SPDX-License-Identifier: Apache-2.0
import { diag } from '@opentelemetry/api';

/**
 * In the build, takes the place of gRPC's own logger, for errors; what it says below that quotes what it sends. Without our
 * name in front: values of `OTEL_*` are taken out of what is not ours.
 */
export function sayOfGrpc(message: unknown): void {
  diag.warn(`gRPC: ${message}`);
}
