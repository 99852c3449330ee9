// SPDX-License-Identifier: Apache-2.0

/** Name of the instrumentation scope of everything that the agent emits. */
export const SCOPE_NAME = 'keyvault-otel';
/** Version of the package; a test holds it against package.json. */
export const SCOPE_VERSION = '0.1.0';
