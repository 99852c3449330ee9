// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import * as names from '../record/attributeNames.ts';
import { endpointAttributes } from '../record/vaultAttributes.ts';
import type { KnownCall } from './KnownCall.ts';

/** What all events of a call to a vault have in common, but for the caller. */
export function eventAttributes({
  known,
  status,
}: {
  readonly known: KnownCall;
  readonly status: number | undefined;
}): Attributes {
  const { endpoint, operation } = known.call;
  return {
    ...endpointAttributes(endpoint),
    [names.ATTR_SERVER_ADDRESS]: endpoint.host,
    [names.ATTR_AZURE_KEYVAULT_OPERATION_NAME]: operation.name,
    [names.ATTR_AZURE_KEYVAULT_OBJECT_TYPE]: operation.objectType,
    ...(status === undefined ? {} : { [names.ATTR_HTTP_RESPONSE_STATUS_CODE]: status }),
  };
}
