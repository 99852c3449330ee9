// SPDX-License-Identifier: Apache-2.0
import http, { request as namedRequest } from 'node:http';
import https from 'node:https';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { bodyBytes, bodyPieces, bodyStream, Collected, digest, hasBody, headerPairs, sleep, told } from './shared.mjs';

const sharedAgents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };
const REQUEST_EVENTS = ['abort', 'continue', 'upgrade', 'connect', 'timeout'];
const RESPONSE_EVENTS = ['aborted', 'end', 'close', 'pause', 'resume'];
/** Listeners that change how a stream behaves, or that a program may count. */
const COUNTED = [
  'error',
  'data',
  'readable',
  'information',
  'continue',
  'upgrade',
  'connect',
  'timeout',
  'socket',
  'drain',
];

const counts = (emitter) => COUNTED.map((name) => emitter.listenerCount(name)).join();

/** One request by node:http or node:https. */
export async function httpCase(one, log) {
  const lib = one.secure ? https : http;
  const url = new URL(one.origin + one.target);
  // A URL would normalise what the path of a request keeps.
  const address = { protocol: url.protocol, hostname: one.host, port: url.port, path: one.target };
  const controller = new AbortController();
  const agent = { shared: sharedAgents[one.secure ? 'https' : 'http'], own: new lib.Agent(), none: false }[one.agent];
  const options = { method: one.method, agent };
  const pairs = headerPairs(one);
  if (one.expectContinue && hasBody(one)) pairs.push(['Expect', '100-continue']);
  if (one.headersForm === 'object') options.headers = Object.fromEntries(pairs);
  if (one.headersForm === 'pairs') options.headers = Object.fromEntries(pairs.map(([name, value]) => [name, [value]]));
  if (one.headersForm === 'flat') {
    // Node takes such a list as it is: host and framing are the program's business.
    options.headers = [['Host', url.host], ...pairs].flat();
    if (hasBody(one)) options.headers.push('Transfer-Encoding', 'chunked');
  }
  if (one.stopBy === 'signal' && one.stop !== 'never') options.signal = controller.signal;
  if (one.stop === 'timeout') options.timeout = 60;

  let responded;
  const response = new Promise((resolve) => {
    responded = resolve;
  });
  let request;
  try {
    request = open({ one, lib, url, address, options, responded });
  } catch (error) {
    log.push('threw', told(error));
    return;
  }
  const stop = () => {
    if (options.signal !== undefined) controller.abort();
    else request.destroy(one.stopBy === 'destroy-with-error' ? new Error('stopped by the program') : undefined);
  };
  log.push(counts(request));
  const closed = new Promise((resolve) => request.once('close', resolve));
  for (const name of REQUEST_EVENTS) request.on(name, () => log.push(`request ${name}`));
  request.on('information', ({ statusCode, headers }) => log.push({ information: statusCode, headers }));
  request.on('error', (error) => {
    log.push('request error', told(error));
    responded(undefined);
  });
  request.on('close', () => {
    log.push(`request close ${request.destroyed} ${request.reusedSocket}`.replace(/ (true|false)$/, ''));
    responded(undefined);
  });
  if (one.stop === 'timeout') request.on('timeout', stop);
  if (one.stop === 'at-once') stop();
  try {
    await write(one, request);
  } catch (error) {
    log.push('write threw', told(error));
  }
  if (one.stop === 'next-tick') process.nextTick(stop);
  const incoming = await response;
  if (incoming !== undefined && incoming !== 'unheard') {
    if (one.stop === 'at-response') stop();
    await read({ one, incoming, stop }, log);
  }
  const patience = sleep(one.read === 9 || incoming === 'unheard' ? 100 : 500).then(() => request.destroy());
  await Promise.race([closed, patience]);
  if (one.agent === 'own') agent.destroy();
}

function open({ one, lib, url, address, options, responded }) {
  const withoutListener = one.call === 5;
  const heard = withoutListener ? undefined : responded;
  let request;
  if (one.call <= 2) request = lib.request({ ...address, ...options }, heard);
  else if (one.call === 3) request = lib.request(url, options, heard);
  else if (one.call === 4) request = lib.request(url.href, options, heard);
  else if (one.call === 6 && !one.secure) request = namedRequest({ ...address, ...options }, heard);
  else if (one.call === 7)
    request = new http.ClientRequest(
      { ...address, ...options, ...(one.secure ? { agent: options.agent || new https.Agent() } : {}) },
      heard,
    );
  else if (one.call === 8) request = lib.get({ ...address, ...options, method: undefined }, heard);
  else request = lib.request({ ...address, ...options });
  if (one.call > 8) request.once('response', responded);
  if (withoutListener) setTimeout(responded, 100, 'unheard');
  return request;
}

async function write(one, request) {
  if (one.call === 8) return;
  if (one.headersForm === 'late') for (const [name, value] of headerPairs(one)) request.setHeader(name, value);
  if (one.headersForm === 'late') request.removeHeader('x-mixed-case');
  if (!hasBody(one)) {
    request.end();
    return;
  }
  if (one.expectContinue) {
    request.flushHeaders();
    await Promise.race([new Promise((resolve) => request.once('continue', resolve)), sleep(50)]);
  }
  switch (one.body) {
    case 'text':
      request.end(bodyBytes(one).toString('latin1'), 'latin1', () => {});
      return;
    case 'pieces':
      for (const piece of bodyPieces(one)) {
        request.write(piece);
        await sleep(1);
      }
      request.end(() => {});
      return;
    case 'stream':
      await pipeline(bodyStream(one), request).catch(() => {});
      return;
    default:
      request.write(bodyBytes(one).toString('hex'), 'hex');
      request.end(Buffer.alloc(0));
  }
}

async function read({ one, incoming, stop }, log) {
  const { statusCode, statusMessage, httpVersion, rawHeaders, headers } = incoming;
  log.push({ statusCode, statusMessage, httpVersion, rawHeaders, headers: { ...headers } });
  log.push(`${counts(incoming)} ${incoming.readableFlowing}`);
  const seen = new Collected();
  for (const name of RESPONSE_EVENTS) incoming.on(name, () => log.push(`response ${name}`));
  const isHeard = one.read !== 10;
  if (isHeard) incoming.on('error', (error) => log.push('response error', told(error)));
  const over = finished(incoming, { writable: false }).then(
    () => log.push('finished'),
    (error) => log.push('finished', told(error)),
  );
  const take = (chunk) => {
    seen.add(chunk);
    if (one.stop === 'in-body') stop();
  };
  try {
    await Promise.race([READERS[one.read](incoming, take), sleep(1_000)]);
  } catch (error) {
    log.push('read threw', told(error));
  }
  await Promise.race([over, sleep(one.read === 9 ? 60 : 500)]);
  const { complete, aborted, destroyed, readableEnded, readableDidRead, trailers, rawTrailers } = incoming;
  log.push({ seen: String(seen), complete, aborted, destroyed, readableEnded, readableDidRead, trailers, rawTrailers });
}

const flowing = (incoming) => (incoming.closed ? undefined : new Promise((resolve) => incoming.once('close', resolve)));

/** Every way to read a response. */
const READERS = [
  async (incoming, take) => {
    incoming.on('data', take);
    await flowing(incoming);
  },
  async (incoming, take) => {
    await sleep(20);
    incoming.on('data', take);
    await flowing(incoming);
  },
  async (incoming, take) => {
    for await (const chunk of incoming) take(chunk);
  },
  async (incoming, take) => {
    incoming.on('readable', () => {
      for (let chunk = incoming.read(); chunk !== null; chunk = incoming.read()) take(chunk);
    });
    await flowing(incoming);
  },
  async (incoming, take) => {
    const through = incoming.headers['content-encoding'] === 'gzip' ? createGunzip() : new PassThrough();
    through.on('data', take);
    await pipeline(incoming, through);
  },
  async (incoming, take) => {
    const { Readable } = await import('node:stream');
    for await (const chunk of Readable.toWeb(incoming)) take(Buffer.from(chunk));
  },
  async (incoming, take) => {
    incoming.setEncoding('utf8');
    incoming.on('data', take);
    await flowing(incoming);
  },
  async (incoming, take) => {
    incoming.on('data', (chunk) => {
      take(chunk);
      incoming.pause();
      setTimeout(() => incoming.resume(), 1);
    });
    await flowing(incoming);
  },
  async (incoming, take) => take(digest(await text(incoming))),
  async () => {},
  async (incoming) => {
    incoming.resume();
    await flowing(incoming);
  },
  async (incoming) => {
    incoming.destroy();
  },
];
