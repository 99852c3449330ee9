// SPDX-License-Identifier: Apache-2.0
import { metrics, trace } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { forgetHooks, patchWithHooks } from './moduleHook.ts';
import { requestOfOptions, requestOfUndici } from './OutgoingRequest.ts';
import type { Tracing, TracingOptions } from './Tracing.ts';
import { subscriptions } from './undiciChannels.ts';

/** Makes OpenTelemetry's own HTTP instrumentations, told by their own hooks what to leave alone; they patch nothing by themselves. */
export function makeTracing({ names, metrics: hasMetrics, servers, ignores, isHeard, adopt }: TracingOptions): Tracing {
  forgetHooks();
  const instrumentations = names.map((name) =>
    name === 'http'
      ? new HttpInstrumentation({
          disableIncomingRequestInstrumentation: !servers,
          ignoreOutgoingRequestHook: (options) => ignores(() => requestOfOptions(options)),
          requestHook: adopt,
          ...{ isHeard },
        })
      : new UndiciInstrumentation({
          ignoreRequestHook: (request) => ignores(() => requestOfUndici(request)),
          requestHook: adopt,
        }),
  );
  return {
    channels: subscriptions,
    patch: patchWithHooks,
    useGlobalProviders: () => {
      for (const instrumentation of instrumentations) {
        instrumentation.setTracerProvider(trace.getTracerProvider());
        if (hasMetrics) instrumentation.setMeterProvider(metrics.getMeterProvider());
      }
    },
  };
}
