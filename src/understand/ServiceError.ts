// SPDX-License-Identifier: Apache-2.0

/** Parsed parts of an error message; `null` is a literal null that the service wrote. For the caller, not for telemetry. */
export type ErrorFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The error of a vault, a token endpoint or the web server in front of them. */
export interface ServiceError {
  /** `error.code`, or `error` of an OAuth response. */
  readonly code?: string | undefined;
  /** `error.innererror.code`; for Entra ID the AADSTS number (`AADSTS700016`); for a 401 of a vault the `AKV` code. */
  readonly innerCode?: string | undefined;
  readonly fields: ErrorFields;
}
