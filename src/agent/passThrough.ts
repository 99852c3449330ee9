// SPDX-License-Identifier: Apache-2.0
import { ExportResultCode } from '@opentelemetry/core';
import type { IOtlpExportDelegate } from '@opentelemetry/otlp-exporter-base';
import type { IExporterMetricsHelper, ISerializer } from '@opentelemetry/otlp-transformer';

/** Takes bytes for what they are: a request that was serialized before. */
export const PASS_THROUGH: ISerializer<Uint8Array, undefined> = {
  serializeRequest: (body) => body,
  deserializeResponse: () => undefined,
};

export const UNCOUNTED: IExporterMetricsHelper<Uint8Array> = { name: 'span', countItems: () => 0 };

/** Resolves when the request is delivered, rejects when it is given up. */
export function deliver(delegate: IOtlpExportDelegate<Uint8Array>, body: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) =>
    delegate.export(body, ({ code, error }) => (code === ExportResultCode.SUCCESS ? resolve() : reject(error))),
  );
}
