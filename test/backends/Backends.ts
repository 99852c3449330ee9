// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Binaries } from './binaries.ts';
import { freePort, Service } from './Service.ts';

const DASHBOARDS = join(import.meta.dirname, '../../dashboards');

/** What a request to the stand-in for Tempo, Loki and the pager held. */
export interface Received {
  readonly path: string;
  readonly body: Buffer;
}

/** An HTTP server that keeps what it gets. */
async function startSink(): Promise<{
  readonly server: Server;
  readonly url: string;
  readonly received: readonly Received[];
}> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', body: Buffer.concat(chunks) });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${port}`, received };
}

/** The alert rules, which fire as soon as their expression holds: minutes of patience are promtool's part of the proof. */
function impatientRules(): unknown {
  const rules = parse(readFileSync(join(DASHBOARDS, 'alerts/prometheus.yaml'), 'utf8'));
  for (const group of rules.groups) for (const rule of group.rules) rule.for = '0s';
  return rules;
}

/** Real Prometheus, collector and Alertmanager, run with the configuration of `dashboards/stack`. */
export class Backends {
  readonly prometheus: string;
  readonly otlpHttp: string;
  readonly otlpGrpc: string;
  readonly collectorMetrics: string;
  /** What arrived where Tempo, Loki and the pager would be. */
  readonly received: readonly Received[];
  readonly #folder: string;
  readonly #services: Service[] = [];
  readonly #sink: Server;

  private constructor(
    folder: string,
    sink: { readonly server: Server; readonly received: readonly Received[] },
    ports: Readonly<Record<'prometheus' | 'http' | 'grpc' | 'metrics', number>>,
  ) {
    this.#folder = folder;
    this.#sink = sink.server;
    this.received = sink.received;
    this.prometheus = `http://127.0.0.1:${ports.prometheus}`;
    this.otlpHttp = `http://127.0.0.1:${ports.http}`;
    this.otlpGrpc = `http://127.0.0.1:${ports.grpc}`;
    this.collectorMetrics = `http://127.0.0.1:${ports.metrics}/metrics`;
  }

  static async start(binaries: Binaries): Promise<Backends> {
    const folder = mkdtempSync(join(tmpdir(), 'keyvault-backends-'));
    const sink = await startSink();
    const ports = {
      prometheus: await freePort(),
      http: await freePort(),
      grpc: await freePort(),
      metrics: await freePort(),
      alertmanager: await freePort(),
    };
    const backends = new Backends(folder, sink, ports);
    try {
      await backends.#startAlertmanager(binaries, ports.alertmanager, sink.url);
      await backends.#startPrometheus(binaries, ports.alertmanager);
      await backends.#startCollector(binaries, sink.url, ports);
    } catch (error) {
      await backends.stop();
      throw error;
    }
    return backends;
  }

  async #startAlertmanager(binaries: Binaries, port: number, sink: string): Promise<void> {
    const config = {
      route: {
        receiver: 'pager',
        group_by: ['alertname'],
        group_wait: '0s',
        group_interval: '1s',
        repeat_interval: '1h',
      },
      receivers: [{ name: 'pager', webhook_configs: [{ url: `${sink}/pager` }] }],
    };
    writeFileSync(join(this.#folder, 'alertmanager.yml'), stringify(config));
    const service = new Service(
      'alertmanager',
      binaries.ALERTMANAGER,
      [
        '--config.file=alertmanager.yml',
        '--storage.path=alertmanager',
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
      ],
      { cwd: this.#folder },
    );
    this.#services.push(service);
    await service.ready(`http://127.0.0.1:${port}/-/ready`);
  }

  /** The stack's configuration; only the evaluation is quicker, and an Alertmanager is there. */
  async #startPrometheus(binaries: Binaries, alertmanager: number): Promise<void> {
    const config = parse(readFileSync(join(DASHBOARDS, 'stack/prometheus.yml'), 'utf8'));
    config.global.evaluation_interval = '1s';
    config.alerting = { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanager}`] }] }] };
    writeFileSync(join(this.#folder, 'prometheus.yml'), stringify(config));
    mkdirSync(join(this.#folder, 'rules'));
    writeFileSync(join(this.#folder, 'rules/alerts.yaml'), stringify(impatientRules()));
    const service = new Service(
      'prometheus',
      binaries.PROMETHEUS,
      [
        '--config.file=prometheus.yml',
        '--storage.tsdb.path=prometheus',
        `--web.listen-address=${new URL(this.prometheus).host}`,
        '--web.enable-otlp-receiver',
      ],
      { cwd: this.#folder },
    );
    this.#services.push(service);
    await service.ready(`${this.prometheus}/-/ready`);
  }

  async #startCollector(
    binaries: Binaries,
    sink: string,
    ports: Readonly<Record<'http' | 'grpc' | 'metrics', number>>,
  ): Promise<void> {
    const service = new Service(
      'otelcol',
      binaries.OTELCOL,
      ['--config', join(DASHBOARDS, 'stack/otel-collector.yaml')],
      {
        cwd: this.#folder,
        env: {
          OTLP_HTTP_ENDPOINT: `127.0.0.1:${ports.http}`,
          OTLP_GRPC_ENDPOINT: `127.0.0.1:${ports.grpc}`,
          PROMETHEUS_OTLP_ENDPOINT: `${this.prometheus}/api/v1/otlp`,
          TEMPO_OTLP_ENDPOINT: `${sink}/tempo`,
          LOKI_OTLP_ENDPOINT: `${sink}/loki`,
          COLLECTOR_METRICS_HOST: '127.0.0.1',
          COLLECTOR_METRICS_PORT: String(ports.metrics),
        },
      },
    );
    this.#services.push(service);
    await service.ready(this.collectorMetrics);
  }

  async stop(): Promise<void> {
    for (const service of this.#services.reverse()) await service.stop();
    await new Promise<void>((resolve) => this.#sink.close(() => resolve()));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
