// SPDX-License-Identifier: Apache-2.0

/**
 * Looks up one header field. The name must be given in lower case; repeated fields come joined with `', '`;
 * `undefined` when the field is not there.
 */
export type HeaderReader = (lowerCaseName: string) => string | undefined;
