// SPDX-License-Identifier: Apache-2.0
import type { CauseName } from './causes.ts';
import type { ErrorBody } from './readErrorBody.ts';

/**
 * Causes of a failed token request by AADSTS number: the number is stable, while HTTP status and text are not.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export const AADSTS_CAUSES: ReadonlyMap<number, CauseName> = new Map<number, CauseName>([
  [500011, 'resource_not_found'],
  [50001, 'resource_not_found'],
  [70011, 'scope_invalid'],
  [901002, 'scope_invalid'],
  [1002012, 'scope_invalid'],
  [90002, 'tenant_not_found'],
  [900023, 'tenant_not_found'],
  [90023, 'tenant_not_found'],
  [700016, 'application_not_found'],
  [7000112, 'application_disabled'],
  [7000215, 'client_secret_invalid'],
  [7000222, 'client_secret_expired'],
  [7000218, 'client_credentials_invalid'],
  [7000216, 'client_credentials_invalid'],
  [700030, 'client_credentials_invalid'],
  [7000229, 'application_not_found'],
  [90094, 'consent_required'],
  [70002, 'client_credentials_invalid'],
  [50012, 'client_credentials_invalid'],
  [700022, 'client_credentials_invalid'],
  [700023, 'client_credentials_invalid'],
  [700024, 'client_credentials_invalid'],
  [700025, 'client_credentials_invalid'],
  [700026, 'client_credentials_invalid'],
  [700027, 'client_credentials_invalid'],
  [70021, 'federation_mismatch'],
  [700211, 'federation_mismatch'],
  [700212, 'federation_mismatch'],
  [700213, 'federation_mismatch'],
  [7002137, 'federation_mismatch'],
  [7002138, 'federation_mismatch'],
  [65001, 'consent_required'],
  [650057, 'consent_required'],
  [50105, 'consent_required'],
  [50074, 'interaction_required'],
  [50076, 'interaction_required'],
  [50078, 'interaction_required'],
  [50079, 'interaction_required'],
  [50158, 'interaction_required'],
  [53000, 'conditional_access_blocked'],
  [53001, 'conditional_access_blocked'],
  [53002, 'conditional_access_blocked'],
  [53003, 'conditional_access_blocked'],
  [530003, 'conditional_access_blocked'],
  [530032, 'conditional_access_blocked'],
  [530035, 'conditional_access_blocked'],
  [50173, 'refresh_token_expired'],
  [700082, 'refresh_token_expired'],
  [70043, 'refresh_token_expired'],
  [70008, 'refresh_token_expired'],
  [700084, 'refresh_token_expired'],
  [50133, 'refresh_token_expired'],
  [90055, 'identity_endpoint_throttled'],
  [50196, 'identity_endpoint_throttled'],
  [90033, 'token_endpoint_unavailable'],
]);

/** Numbers that older responses put in front of the one that tells; the first is the vaguest. */
const wrappers = [70002, 50012];

const maxNumbers = 16;

/**
 * The AADSTS number of an answer of Entra ID, from its text or from `error_codes`. Of several the one that says most:
 * known ones go before wrappers, and those before unknown ones.
 */
export function aadstsNumber(body: ErrorBody): number | undefined {
  if (body.errorCodes.length === 0 && !body.message.includes('AADSTS')) return undefined;
  const numbers = [...numbersIn(body.message), ...body.errorCodes];
  const specific = numbers.find((number) => AADSTS_CAUSES.has(number) && !wrappers.includes(number));
  if (specific !== undefined) return specific;
  for (const wrapper of wrappers.toReversed()) if (numbers.includes(wrapper)) return wrapper;
  return numbers[0];
}

function numbersIn(message: string): readonly number[] {
  const numbers: number[] = [];
  for (const match of message.matchAll(/AADSTS(\d{4,9})/g)) {
    numbers.push(Number(match[1]));
    if (numbers.length === maxNumbers) break;
  }
  return numbers;
}
