// SPDX-License-Identifier: Apache-2.0

/**
 * In the place of a value that is none of those that are known, or beyond a bound, as OpenTelemetry's conventions have it.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/
 */
export const OTHER = '_OTHER';
