// SPDX-License-Identifier: Apache-2.0
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Context, Span } from '@opentelemetry/api';
import { activeContext } from '../host/activeContext.ts';
import { attempt, guarded } from '../host/guarded.ts';
import { OpenItems, type Place } from '../host/OpenItems.ts';
import type { Endpoint } from '../understand/Endpoint.ts';
import { mayAskForToken } from '../understand/mayAskForToken.ts';
import type { BodyPrefix } from './BodyPrefix.ts';
import { ClientSpan } from './ClientSpan.ts';
import { errorBody } from './errorBody.ts';
import type { HostTable } from './HostTable.ts';
import { CUT_OFF, MAX_UNDER_WAY, type ObservedCall, type OpenCall, type WantsBody } from './ObservedCall.ts';
import { RequestForm } from './RequestForm.ts';
import type { SpanClaims } from './SpanClaims.ts';
import { tapUndiciBody, tapUndiciError } from './tapUndiciBody.ts';
import { undiciHeaders } from './undiciHeaders.ts';

const EXCHANGE = Symbol('keyvault-otel.exchange');

/** What undici publishes of its internal request; the shapes differ between versions 5 to 8. */
export interface UndiciRequest {
  readonly origin: string | URL | undefined;
  readonly method: string;
  readonly path: string;
  readonly headers: unknown;
  readonly body?: unknown;
  [EXCHANGE]?: UndiciExchange | undefined;
}

interface UndiciExchange {
  readonly endpoint: Endpoint;
  readonly startedAt: number;
  readonly parent: Context;
  readonly theirs: ClientSpan;
  /** `undefined` where it is not looked at. */
  readonly form: RequestForm | undefined;
  call: ObservedCall | false | undefined;
  body: BodyPrefix | undefined;
  errorTapped: boolean;
  /** Among those that are under way. */
  place: Place<UndiciRequest> | undefined;
}

/**
 * Observes undici, built-in (`fetch`) and userland, by its diagnostics channels.
 *
 * @see https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md
 */
export class UndiciObserver {
  readonly #hosts: HostTable;
  readonly #open: OpenCall;
  readonly #wantsBody: WantsBody;
  readonly #claims: SpanClaims;
  readonly #underWay = new OpenItems<UndiciRequest>(MAX_UNDER_WAY);
  /** Whether we hear of everything before the instrumentation that tells of its spans. */
  #weHearFirst = false;
  readonly #subscriptions: readonly (readonly [channel: string, handler: (message: unknown) => void])[];

  constructor(options: {
    readonly hosts: HostTable;
    readonly open: OpenCall;
    readonly wantsBody: WantsBody;
    readonly claims: SpanClaims;
  }) {
    this.#hosts = options.hosts;
    this.#open = options.open;
    this.#wantsBody = options.wantsBody;
    this.#claims = options.claims;
    this.#subscriptions = [
      ['undici:request:create', guarded('undici request create', this.#created)],
      ['undici:client:sendHeaders', guarded('undici request headers', this.#sending)],
      ['undici:request:bodyChunkSent', guarded('undici request body', this.#chunkSent)],
      ['undici:request:headers', guarded('undici response', this.#responded)],
      ['undici:request:trailers', guarded('undici response end', this.#ended)],
      ['undici:request:error', guarded('undici request error', this.#failed)],
    ];
  }

  enable(): void {
    this.watch();
    for (const [channel, handler] of this.#subscriptions) subscribe(channel, handler);
  }

  disable(): void {
    for (const [channel, handler] of this.#subscriptions) unsubscribe(channel, handler);
    this.#claims.release();
    this.#underWay.clear();
  }

  /** The process ends, and with it what is under way. */
  end(): void {
    this.#underWay.end((request) => this.#over(request, CUT_OFF));
  }

  /** Watches the propagator that is registered now. */
  watch(): void {
    attempt('propagator', () => this.#claims.watch());
  }

  /** Tells which span belongs to a request, where an instrumentation's own hook says so. */
  adopt(request: object, span: Span): void {
    const known = (request as UndiciRequest)[EXCHANGE];
    const exchange = known ?? this.#start(request as UndiciRequest);
    if (exchange === undefined) return;
    exchange.theirs.tell(span);
    if (known === undefined) this.#tapError(request as UndiciRequest, exchange);
    this.#weHearFirst = known !== undefined;
  }

  readonly #created = ({ request }: { readonly request: UndiciRequest }): void => {
    this.#start(request);
  };

  #start(request: UndiciRequest): UndiciExchange | undefined {
    const known = request[EXCHANGE];
    if (known !== undefined) return known;
    // A tunnel: what goes through it is not seen here.
    if (request.method === 'CONNECT') return undefined;
    const { origin } = request;
    const endpoint = origin === undefined ? undefined : this.#hosts.lookup(String(origin));
    if (endpoint === undefined) return undefined;
    if (endpoint.kind === 'token' && !mayAskForToken(endpoint, request.path)) return undefined;
    this.#claims.watch();
    const wantsForm = this.#wantsBody(endpoint, request.method, request.path);
    const exchange: UndiciExchange = {
      endpoint,
      startedAt: performance.now(),
      parent: activeContext(),
      theirs: new ClientSpan(),
      form: wantsForm ? new RequestForm(request.body) : undefined,
      call: undefined,
      body: undefined,
      errorTapped: false,
      place: undefined,
    };
    request[EXCHANGE] = exchange;
    exchange.place = this.#underWay.add(request);
    if (this.#claims.collect(exchange.theirs.candidates) && !this.#weHearFirst) this.#tapError(request, exchange);
    return exchange;
  }

  /** Who hears of an error before us ends the span there. */
  #tapError(request: UndiciRequest, exchange: UndiciExchange): void {
    if (exchange.errorTapped) return;
    exchange.errorTapped = true;
    tapUndiciError(request, () => this.#failed({ request }));
  }

  readonly #sending = (message: { readonly request: UndiciRequest; readonly headers: unknown }): void => {
    const exchange = message.request[EXCHANGE];
    if (exchange === undefined || exchange.call !== undefined) return;
    // The request's own are the quickest to read, and there the id mostly is; then as they went over the wire.
    exchange.theirs.choose(message.request.headers, message.headers);
    if (exchange.endpoint.kind === 'vault') this.#opened(message.request, exchange);
  };

  readonly #chunkSent = (message: { readonly request: UndiciRequest; readonly chunk: unknown }): void => {
    const exchange = message.request[EXCHANGE];
    if (exchange?.call === undefined) exchange?.form?.add(message.chunk);
  };

  readonly #responded = (message: {
    readonly request: UndiciRequest;
    readonly response: { readonly statusCode: number; readonly headers: unknown };
  }): void => {
    const exchange = message.request[EXCHANGE];
    // An informational response (1xx) comes before the one that counts.
    if (exchange === undefined || message.response.statusCode < 200) return;
    // Over HTTP/2, undici 6 tells of no headers that were sent.
    if (exchange.call === undefined) exchange.theirs.choose(message.request.headers);
    const call = this.#opened(message.request, exchange);
    const header = undiciHeaders(message.response.headers);
    if (call?.responded(message.response.statusCode, header) !== true) {
      this.#release(message.request, exchange);
      return;
    }
    exchange.body = errorBody(header, (read) => {
      this.#release(message.request, exchange);
      call.body(read);
    });
    tapUndiciBody(message.request, exchange.body);
  };

  readonly #ended = ({ request }: { readonly request: UndiciRequest }): void => request[EXCHANGE]?.body?.end();

  readonly #failed = ({ request }: { readonly request: UndiciRequest }): void => this.#over(request);

  #over(request: UndiciRequest, why?: string): void {
    const exchange = request[EXCHANGE];
    if (exchange === undefined) return;
    this.#underWay.delete(exchange.place);
    exchange.body?.end();
    exchange.theirs.choose(request.headers);
    this.#opened(request, exchange, false)?.failed(why);
    this.#release(request, exchange);
  }

  /**
   * Nothing more is to be heard. `fetch` registers its responses to be told of their end of life, and V8 keeps what is
   * registered, with its request and all that is on it, through one quick collection after another.
   */
  #release(request: UndiciRequest, exchange: UndiciExchange): void {
    this.#underWay.delete(exchange.place);
    request[EXCHANGE] = undefined;
  }

  #opened(request: UndiciRequest, exchange: UndiciExchange, isSent = true): ObservedCall | undefined {
    exchange.call ??=
      this.#open({
        endpoint: exchange.endpoint,
        origin: String(request.origin),
        method: request.method,
        target: request.path,
        header: undiciHeaders(request.headers),
        isSent,
        body: exchange.form?.take(isSent),
        startedAt: exchange.startedAt,
        span: exchange.theirs.span,
        parent: exchange.parent,
      }) ?? false;
    if (exchange.call !== false) return exchange.call;
    this.#release(request, exchange);
    return undefined;
  }
}
