// SPDX-License-Identifier: Apache-2.0

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Names in `OTEL_NODE_DISABLED_INSTRUMENTATIONS`, in lower case.
 *
 * @see https://opentelemetry.io/docs/zero-code/js/configuration/
 */
export function disabledInstrumentations(env: Environment): ReadonlySet<string> {
  const names = env['OTEL_NODE_DISABLED_INSTRUMENTATIONS']?.split(',') ?? [];
  return new Set(names.map((name) => name.trim().toLowerCase()));
}
