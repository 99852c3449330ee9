// SPDX-License-Identifier: Apache-2.0
import type { Resource } from '@opentelemetry/resources';

/** Takes a resource as it is: what a detector is still waiting for will not come any more in a process that is ending. */
export function settledResource(resource: Resource): Resource {
  if (resource.asyncAttributesPending === true) {
    Object.defineProperty(resource, 'asyncAttributesPending', { value: false, configurable: true });
  }
  return resource;
}
