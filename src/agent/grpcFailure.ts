// SPDX-License-Identifier: Apache-2.0
import { isGivenUp, isWithoutConnection } from './sendLast.ts';

/** Codes after which OTLP has an export tried again: cancelled, deadline exceeded, aborted, out of range, unavailable, data loss. */
const RETRYABLE: ReadonlySet<unknown> = new Set([1, 4, 10, 11, 14, 15]);
const DEADLINE_EXCEEDED = 4;
const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;
/** Where the collector says when, in the details of its answer; a back-off does as well. */
const DETAILS = 'grpc-status-details-bin';
const RETRY_INFO = 'google.rpc.RetryInfo';

/** As the transport of OTLP by HTTP tells what went wrong. */
interface GrpcFailure {
  readonly status: 'retryable' | 'failure';
  readonly error: Error;
}

/**
 * What an export by gRPC that failed comes to: OpenTelemetry's exporter gives it up at once, whatever it is.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#failures
 */
export function grpcFailure(error: Error): GrpcFailure {
  const code: unknown = Reflect.get(error, 'code');
  const isRetryable = RETRYABLE.has(code) || (code === RESOURCE_EXHAUSTED && hasRetryInfo(error));
  return { status: isRetryable && !isGivenUp(error) ? 'retryable' : 'failure', error };
}

/**
 * Whether nobody was reached: no connection, or one whose other end says nothing any more. Not what a collector answers
 * itself, which may have the same codes.
 */
export function isOutOfReach(error: Error): boolean {
  const code: unknown = Reflect.get(error, 'code');
  return code === DEADLINE_EXCEEDED || (code === UNAVAILABLE && isWithoutConnection(error));
}

function hasRetryInfo(error: Error): boolean {
  const { metadata } = error as { readonly metadata?: { get(name: string): readonly unknown[] } };
  const details = metadata?.get(DETAILS) ?? [];
  return details.some((part) => Buffer.isBuffer(part) && part.includes(RETRY_INFO));
}
