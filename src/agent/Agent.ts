// SPDX-License-Identifier: Apache-2.0
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { Backoff } from '../host/Backoff.ts';
import { guarded } from '../host/guarded.ts';
import { openTelemetryGlobal } from '../host/openTelemetryGlobal.ts';
import { outside } from '../host/outside.ts';
import { INSTRUMENTATION_SCOPES } from '../observe/instrumentationScopes.ts';
import { resolveConfig } from '../resolveConfig.ts';
import { StandIn } from '../StandIn.ts';
import { understandRequest } from '../understand/understandRequest.ts';
import { AgentLogger } from './AgentLogger.ts';
import { type AgentConfig, readAgentConfig } from './agentConfig.ts';
import { HttpTracing } from './HttpTracing.ts';
import { inOwnRegistry } from './inOwnRegistry.ts';
import { Lifetime } from './Lifetime.ts';
import { linesOfProcess } from './linesOfProcess.ts';
import { loadSdk } from './loadChunk.ts';
import { type OutgoingRequest, requestOfClient, requestOfUndici, type UndiciRequestHead } from './OutgoingRequest.ts';
import { RequestFilter } from './RequestFilter.ts';
import type { Sdk } from './Sdk.ts';
import { SpanRedaction } from './SpanRedaction.ts';
import { settleAtEnd } from './settleAtEnd.ts';
import type { HttpInstrumentationName } from './Tracing.ts';

const HTTP_INSTRUMENTATIONS: readonly HttpInstrumentationName[] = ['http', 'undici'];

/**
 * The preload in a process that has no SDK yet. It may become `alone`, with an SDK of its own, or the `guest` of an SDK
 * that the program starts later; the first call to a vault or token endpoint decides. Until then nothing is registered
 * with OpenTelemetry: a registration would keep the program's own out.
 */
export class Agent {
  readonly #config: AgentConfig;
  readonly #instrumentation: StandIn;
  readonly #filter: RequestFilter;
  readonly #http: HttpTracing;
  readonly #redaction: SpanRedaction;
  #role: 'undecided' | 'alone' | 'guest' = 'undecided';
  #lifetime: Lifetime | undefined;
  readonly #backoff = new Backoff();

  /** @param disabled Names in `OTEL_NODE_DISABLED_INSTRUMENTATIONS`. */
  constructor(disabled: ReadonlySet<string>) {
    this.#config = readAgentConfig(process.env);
    const all = this.#config.http === 'all';
    // Before everything else that listens: whoever comes later finds the providers in place.
    subscribe('http.client.request.created', guarded('http request', this.#clientCreated));
    subscribe('undici:request:create', guarded('undici request', this.#undiciCreated));
    const options = resolveConfig();
    this.#instrumentation = new StandIn(options);
    const { vaultSuffixes, redactUrls } = options;
    this.#filter = new RequestFilter({ vaultSuffixes, identityEndpoints: identityEndpoints() });
    this.#redaction = new SpanRedaction({
      endpointOf: (host) => this.#filter.endpointOf(host),
      // Where only these are traced, the choice was made when the span began, and by headers too; the Azure SDK makes none.
      accepts: (endpoint, { method, target, scope }) =>
        (!all && scope !== INSTRUMENTATION_SCOPES.azure) ||
        understandRequest({ endpoint, method, target, header: () => undefined }) !== undefined,
      urls: redactUrls,
    });
    this.#http = new HttpTracing({
      // Without traces nobody would take the names of objects out of their spans.
      names: HTTP_INSTRUMENTATIONS.filter((name) => !disabled.has(name) && options.signals.includes('traces')),
      // Of calls to vaults there are metrics of our own, with a bound to the number of hosts.
      metrics: all && options.signals.includes('metrics'),
      concerns: (host, target) => this.#mayBeAlone && (all || this.#filter.mayBeOurs(host, target)),
      traces: (request) => (all ? this.#isAlone() : this.#sees(request) && this.#isAlone()),
      incoming: all ? () => this.#isAlone() : undefined,
      adopt: (span, request) => this.#instrumentation.adopt(span, request),
    });
  }

  /** What traces all HTTP calls waits for none to a vault. */
  begin(): void {
    if (this.#config.http === 'all') this.#isAlone();
  }

  readonly #clientCreated = ({ request }: { readonly request: ClientRequest }): void => {
    if (this.#sees(requestOfClient(request))) this.#isAlone();
  };

  readonly #undiciCreated = ({ request }: { readonly request: UndiciRequestHead }): void => {
    if (this.#sees(requestOfUndici(request))) this.#isAlone();
  };

  #sees(request: OutgoingRequest): boolean {
    const accepted = this.#filter.accepts(request);
    if (accepted) this.#lifetime?.touch();
    return accepted;
  }

  get #mayBeAlone(): boolean {
    return this.#role === 'alone' || (this.#role === 'undecided' && openTelemetryGlobal()?.trace === undefined);
  }

  #isAlone(): boolean {
    if (this.#role === 'undecided' && this.#backoff.isOver) {
      // First, so that a request that the start itself would make finds the question answered.
      this.#role = 'guest';
      if (openTelemetryGlobal()?.trace !== undefined) settleAtEnd(this.#instrumentation);
      else if (outside(() => this.#start())) this.#role = 'alone';
    }
    return this.#role === 'alone';
  }

  /** The program's instrumentations come with its SDK: theirs are the spans from now on, sent by the SDK that runs. */
  readonly #secondSdk = (): void => {
    if (this.#role === 'alone') this.#role = 'guest';
  };

  #startSdk(): Sdk | undefined {
    try {
      const { startSdk } = loadSdk();
      return inOwnRegistry(() => startSdk({ onSecondSdk: this.#secondSdk, redaction: this.#redaction }));
    } catch (error) {
      // Where files cannot be opened for a while, a later call decides.
      this.#backoff.failed();
      if (openTelemetryGlobal()?.trace === undefined) this.#role = 'undecided';
      throw error;
    }
  }

  #start(): boolean {
    const sdk = this.#startSdk();
    if (sdk === undefined) {
      const { version = 'of another version' } = openTelemetryGlobal() ?? {};
      new AgentLogger({ lines: linesOfProcess }).warn(
        `keyvault-otel: the program uses @opentelemetry/api ${version}, which takes no SDK of another version; nothing is sent`,
      );
      return false;
    }
    this.#http.useGlobalProviders();
    const settle = (): void => {
      this.#instrumentation.end();
      sdk.endSpans();
    };
    this.#lifetime = new Lifetime({ sdk, settle, timeout: this.#config.exitTimeout });
    this.#lifetime.touch();
    this.#lifetime.watch();
    return true;
  }
}

function identityEndpoints(): readonly string[] {
  return ['IDENTITY_ENDPOINT', 'MSI_ENDPOINT'].flatMap((name) => process.env[name] ?? []);
}
