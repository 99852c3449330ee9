// SPDX-License-Identifier: Apache-2.0

/** A request failed, with cause and remedy. */
export const EVENT_AZURE_KEYVAULT_CLIENT_REQUEST_FAILED = 'azure.keyvault.client.request.failed';
/** A request succeeded that had been denied less than 15 minutes before: rights or rules had to propagate. */
export const EVENT_AZURE_KEYVAULT_CLIENT_ACCESS_RECOVERED = 'azure.keyvault.client.access.recovered';
