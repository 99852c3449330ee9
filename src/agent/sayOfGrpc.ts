// SPDX-License-Identifier: Apache-2.0
import { diag } from '@opentelemetry/api';

/** In the build, takes the place of gRPC's own logger, for errors. What it says below that quotes what it sends. */
export function sayOfGrpc(message: unknown): void {
  diag.warn(`keyvault-otel: gRPC: ${message}`);
}
