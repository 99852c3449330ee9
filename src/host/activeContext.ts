// SPDX-License-Identifier: Apache-2.0
import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import { attempt } from './guarded.ts';
import { openTelemetryGlobal } from './openTelemetryGlobal.ts';

/** The context of now; that of nobody where there is no context manager, or one that throws. */
export function activeContext(): Context {
  return attempt('active context', () => openTelemetryGlobal()?.context?.active()) ?? ROOT_CONTEXT;
}
