// SPDX-License-Identifier: Apache-2.0
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { errorMonitor } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Context, isSpanContextValid, type Span } from '@opentelemetry/api';
import { activeContext } from '../host/activeContext.ts';
import { attempt, guarded } from '../host/guarded.ts';
import { OpenItems, type Place } from '../host/OpenItems.ts';
import type { Endpoint } from '../understand/Endpoint.ts';
import { mayAskForToken } from '../understand/mayAskForToken.ts';
import type { BodyPrefix } from './BodyPrefix.ts';
import { errorBody } from './errorBody.ts';
import type { HostTable } from './HostTable.ts';
import { requestHeaders, responseHeaders } from './httpHeaders.ts';
import { listen } from './listen.ts';
import { CUT_OFF, MAX_UNDER_WAY, type ObservedCall, type OpenCall, type WantsBody } from './ObservedCall.ts';
import { spanOfHttpRequest } from './spanOfHttpRequest.ts';
import { tapHttpBody } from './tapHttpBody.ts';
import { tapRequestBody } from './tapRequestBody.ts';
import { targetOf } from './targetOf.ts';

const EXCHANGE = Symbol('keyvault-otel.exchange');

interface HttpExchange {
  readonly endpoint: Endpoint;
  readonly origin: string;
  readonly startedAt: number;
  span: Span | undefined;
  readonly parent: Context;
  readonly form: (() => string | undefined) | undefined;
  /** `undefined` until opened; `false` when it turned out to be none of ours. */
  call: ObservedCall | false | undefined;
  body: BodyPrefix | undefined;
  /** Whether anybody but an instrumentation heard the answer. */
  isHeard: boolean;
  /** Among those that are under way. */
  place: Place<Observed> | undefined;
}

type Observed = ClientRequest & { [EXCHANGE]?: HttpExchange };

/** Whether somebody besides one instrumentation listened when the answer of an observed request came. */
export function isHeard(request: object): boolean {
  return (request as Observed)[EXCHANGE]?.isHeard === true;
}

/**
 * Observes node:http and node:https by their diagnostics channels: nothing is patched, and programs in ES modules are
 * seen like any other.
 *
 * @see https://nodejs.org/api/diagnostics_channel.html#http
 */
export class HttpObserver {
  readonly #hosts: HostTable;
  readonly #open: OpenCall;
  readonly #wantsBody: WantsBody;
  readonly #underWay = new OpenItems<Observed>(MAX_UNDER_WAY);
  readonly #subscriptions: readonly (readonly [channel: string, handler: (message: unknown) => void])[];
  /** Agents for proxies emit what went wrong themselves, of which the channel does not tell. */
  readonly #emitted: (this: Observed) => void;

  constructor(options: { readonly hosts: HostTable; readonly open: OpenCall; readonly wantsBody: WantsBody }) {
    const failed = guarded('http request error', this.#failed);
    this.#hosts = options.hosts;
    this.#open = options.open;
    this.#wantsBody = options.wantsBody;
    this.#subscriptions = [
      ['http.client.request.created', guarded('http request created', this.#created)],
      ['http.client.request.start', guarded('http request start', this.#started)],
      ['http.client.response.finish', guarded('http response', this.#responded)],
      ['http.client.request.error', failed],
    ];
    this.#emitted = function () {
      // With a socket, what the program emits itself is its own business, and the call goes on.
      if (this.socket === null) failed({ request: this });
    };
  }

  enable(): void {
    for (const [channel, handler] of this.#subscriptions) subscribe(channel, handler);
  }

  disable(): void {
    for (const [channel, handler] of this.#subscriptions) unsubscribe(channel, handler);
    this.#underWay.clear();
  }

  /** The process ends, and with it what is under way. */
  end(): void {
    this.#underWay.end((request) => this.#over(request, CUT_OFF));
  }

  /**
   * Tells which span belongs to a request that was created, where an instrumentation's own hook says so.
   *
   * @returns Whether the request is one that is observed here.
   */
  adopt(request: object, span: Span): boolean {
    const exchange = (request as Observed)[EXCHANGE];
    if (exchange === undefined) return false;
    // One that is suppressed stands for nothing.
    if (isSpanContextValid(span.spanContext())) exchange.span = span;
    return true;
  }

  readonly #created = ({ request }: { readonly request: Observed }): void => {
    // A tunnel through a proxy names the vault as its host; the request to the vault comes later, inside it.
    if (request.method === 'CONNECT') return;
    const header = request.getHeader('host');
    const host = typeof header === 'string' ? header : request.host;
    const endpoint = this.#hosts.lookup(host);
    if (endpoint === undefined) return;
    if (endpoint.kind === 'token' && !mayAskForToken(endpoint, targetOf(request))) return;
    const parent = activeContext();
    const exchange: HttpExchange = {
      endpoint,
      origin: `${request.protocol}//${host}`,
      startedAt: performance.now(),
      span: attempt('span of a request', () => spanOfHttpRequest(parent, request)),
      parent,
      form: this.#wantsBody(endpoint, request.method, targetOf(request)) ? tapRequestBody(request) : undefined,
      call: undefined,
      body: undefined,
      isHeard: false,
      place: undefined,
    };
    // Not to be seen by who prints or copies the request.
    Object.defineProperty(request, EXCHANGE, { value: exchange });
    // Before the instrumentation's own listener, which ends the span.
    listen(request, errorMonitor, this.#emitted);
    // Of one that waits for a socket, nothing else is heard.
    listen(request, 'abort', this.#emitted);
  };

  readonly #started = ({ request }: { readonly request: Observed }): void => {
    const exchange = request[EXCHANGE];
    // One may be answered before the program has ended it.
    if (exchange === undefined || exchange.call !== undefined) return;
    // An upgrade that is agreed to ends with no answer that Node tells of, and is no call; one that is not, with an answer.
    if (request.hasHeader('upgrade')) return;
    exchange.place = this.#underWay.add(request);
    // A token request is opened with its answer, when its form has passed.
    if (exchange.endpoint.kind === 'vault') this.#opened(request, exchange);
  };

  readonly #responded = (message: { readonly request: Observed; readonly response: IncomingMessage }): void => {
    const { request, response } = message;
    const exchange = request[EXCHANGE];
    const status = response.statusCode;
    if (exchange === undefined || status === undefined) return;
    exchange.isHeard = request.listenerCount('response') > 1;
    const call = this.#opened(request, exchange);
    if (call === undefined) return;
    const header = responseHeaders(response);
    if (!call.responded(status, header)) {
      this.#underWay.delete(exchange.place);
      return;
    }
    const body = errorBody(header, (read) => {
      this.#underWay.delete(exchange.place);
      call.body(read);
    });
    exchange.body = body;
    tapHttpBody(response, body);
    listen(request, 'close', () => attempt('http request close', () => body.end()));
  };

  readonly #failed = ({ request }: { readonly request: Observed }): void => this.#over(request);

  #over(request: Observed, why?: string): void {
    const exchange = request[EXCHANGE];
    if (exchange === undefined) return;
    this.#underWay.delete(exchange.place);
    exchange.body?.end();
    this.#opened(request, exchange)?.failed(why);
  }

  #opened(request: Observed, exchange: HttpExchange): ObservedCall | undefined {
    try {
      exchange.call ??=
        this.#open({
          endpoint: exchange.endpoint,
          origin: exchange.origin,
          method: request.method,
          target: targetOf(request),
          header: requestHeaders(request),
          isSent: request.socket !== null,
          body: exchange.form?.(),
          startedAt: exchange.startedAt,
          span: exchange.span,
          parent: exchange.parent,
        }) ?? false;
    } finally {
      if (!exchange.call) this.#underWay.delete(exchange.place);
    }
    return exchange.call || undefined;
  }
}
