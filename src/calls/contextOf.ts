// SPDX-License-Identifier: Apache-2.0
import { type Context, type Span, trace } from '@opentelemetry/api';
import { attempt } from '../host/guarded.ts';

/** What an event is recorded in: the span of its call, where there is one, else the context that the call was made in. */
export function contextOf({ span, parent }: { readonly span: Span | undefined; readonly parent: Context }): Context {
  return (span === undefined ? undefined : attempt('context of an event', () => trace.setSpan(parent, span))) ?? parent;
}
