// SPDX-License-Identifier: Apache-2.0
import { Writable } from 'node:stream';
import { pipeline as whenPiped } from 'node:stream/promises';
import * as undici from 'undici';
import { fetchCase } from './fetchCase.mjs';
import { bodyBytes, bodyPieces, bodyStream, Collected, digest, hasBody, headerPairs, sleep, told } from './shared.mjs';

const shared = new undici.Agent({ connect: { lookup: undefined } });

/** One request by one of the functions of userland undici. */
export async function undiciCase(one, log) {
  const dispatcher = one.agent === 'shared' ? shared : new undici.Agent({ pipelining: one.agent === 'own' ? 1 : 0 });
  const controller = new AbortController();
  const stop = () =>
    controller.abort(one.stopBy === 'destroy-with-error' ? new Error('stopped by the program') : undefined);
  const options = { dispatcher, method: one.method, headers: headersOf(one), expectContinue: false };
  if (one.stop === 'timeout')
    Object.assign(options, { headersTimeout: 1_000, bodyTimeout: 1_000, signal: AbortSignal.timeout(80) });
  else if (one.stop !== 'never') options.signal = controller.signal;
  if (one.stopBy === 'signal')
    options.onInfo = ({ statusCode, headers }) => log.push({ information: statusCode, headers });
  if (hasBody(one)) options.body = bodyOf(one);
  const url = one.origin + one.target;
  try {
    if (one.call < 5) await requestCase({ one, url, options, stop }, log);
    else if (one.call < 8) await fetchCase(one, log, { ...undici, extra: { dispatcher } });
    else if (one.call < 10) await streamCase({ url, options, stop, one }, log);
    else await dispatchCase({ one, options }, log);
  } catch (error) {
    log.push('threw', told(error));
  }
  if (dispatcher !== shared) await dispatcher.destroy();
}

function headersOf(one) {
  const pairs = headerPairs(one);
  if (one.headersForm === 'none') return undefined;
  if (one.headersForm === 'object') return Object.fromEntries(pairs);
  if (one.headersForm === 'flat') return pairs.flat();
  if (one.headersForm === 'pairs') return new Map(pairs);
  return Object.fromEntries(pairs.map(([name, value]) => [name, [value]]));
}

function bodyOf(one) {
  if (one.body === 'text') return bodyBytes(one).toString('latin1');
  if (one.body === 'stream') return bodyStream(one);
  if (one.body !== 'pieces') return bodyBytes(one);
  return (async function* () {
    for (const piece of bodyPieces(one)) {
      await sleep(1);
      yield piece;
    }
  })();
}

async function requestCase({ one, url, options, stop }, log) {
  const pending = undici.request(url, options);
  if (one.stop === 'at-once') stop();
  if (one.stop === 'next-tick') process.nextTick(stop);
  const { statusCode, statusText, headers, trailers, body } = await pending;
  log.push({ statusCode, statusText, headers });
  if (one.stop === 'at-response') stop();
  body.on('error', (error) => log.push('body error', told(error)));
  try {
    log.push({
      read: await Promise.race([
        READERS[one.read % READERS.length](body, one.stop === 'in-body' ? stop : () => {}),
        sleep(1_000),
      ]),
    });
  } finally {
    log.push({ trailers, bodyUsed: body.bodyUsed });
    body.destroy();
  }
}

async function streamCase({ one, url, options, stop }, log) {
  const seen = new Collected();
  const pending = undici.stream(url, options, ({ statusCode, headers }) => {
    log.push({ statusCode, headers });
    return new Writable({
      write(chunk, _encoding, done) {
        seen.add(chunk);
        if (one.stop === 'in-body') stop();
        done();
      },
    });
  });
  if (one.stop === 'at-once') stop();
  try {
    const { trailers } = await pending;
    log.push({ trailers });
  } finally {
    log.push(String(seen));
  }
}

/** The interface that all others are made of, with a handler of the program. */
function dispatchCase({ one, options }, log) {
  const { dispatcher, signal: _signal, onInfo: _onInfo, ...rest } = options;
  const seen = new Collected();
  return new Promise((resolve) => {
    dispatcher.dispatch(
      { ...rest, origin: one.origin, path: one.target },
      {
        onRequestStart: () => log.push('start'),
        onRequestUpgrade: () => log.push('upgrade'),
        onResponseStart: (controller, statusCode, headers) => {
          log.push({ statusCode, headers });
          if (one.stop === 'in-body') controller.abort(new Error('stopped by the program'));
        },
        onResponseData: (_controller, chunk) => seen.add(chunk),
        onResponseEnd: (_controller, trailers) => resolve(log.push('end', String(seen), { trailers })),
        onResponseError: (_controller, error) => resolve(log.push('error', String(seen), told(error))),
      },
    );
  });
}

const READERS = [
  async (body) => digest(await body.text()),
  async (body) => digest(JSON.stringify(await body.json())),
  async (body) => digest(await body.arrayBuffer()),
  async (body, stop) => {
    const seen = new Collected();
    for await (const chunk of body) {
      seen.add(chunk);
      stop();
    }
    return String(seen);
  },
  async (body, stop) => {
    const seen = new Collected();
    body.on('data', (chunk) => {
      seen.add(chunk);
      stop();
    });
    await new Promise((resolve) => body.once('close', resolve));
    return String(seen);
  },
  async (body) => {
    await body.dump();
    return 'dumped';
  },
  async () => {
    await sleep(30);
    return 'never read';
  },
  async (body) => {
    await sleep(20);
    return digest(await body.bytes());
  },
  async (body) => {
    const seen = new Collected();
    const target = new Writable({
      write(chunk, _encoding, done) {
        seen.add(chunk);
        setImmediate(done);
      },
    });
    await whenPiped(body, target);
    return String(seen);
  },
  async (body) => {
    body.destroy();
    return 'destroyed';
  },
];
