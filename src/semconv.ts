// SPDX-License-Identifier: Apache-2.0
// Every name that the agent emits, for programs, dashboards and tests. Stability: development.
export * from './record/attributeNames.ts';
export { ATTRIBUTES, type AttributeDefinition } from './record/attributeRegistry.ts';
export * from './record/eventNames.ts';
export * from './record/metricDefinitions.ts';
