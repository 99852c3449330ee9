// SPDX-License-Identifier: Apache-2.0
import { bodyBytes, bodyPieces, Collected, digest, hasBody, headerPairs, sleep, told } from './shared.mjs';

/** One request by the built-in `fetch`, or by one that is handed in. */
export async function fetchCase(
  one,
  log,
  {
    fetch = globalThis.fetch,
    Headers = globalThis.Headers,
    Request = globalThis.Request,

    extra = {},
  } = {},
) {
  const controller = new AbortController();
  const stop = () =>
    controller.abort(one.stopBy === 'destroy-with-error' ? new Error('stopped by the program') : undefined);
  const init = { method: one.method, redirect: one.redirect, headers: headersOf(one, Headers), ...extra };
  if (one.stop !== 'never') init.signal = one.stop === 'timeout' ? AbortSignal.timeout(80) : controller.signal;
  if (hasBody(one)) Object.assign(init, bodyOf(one));
  const url = one.origin + one.target;
  let response;
  try {
    const pending =
      one.call % 3 === 0 ? fetch(new Request(url, init), extra) : fetch(one.call % 3 === 1 ? url : new URL(url), init);
    if (one.stop === 'at-once') stop();
    if (one.stop === 'next-tick') process.nextTick(stop);
    response = await pending;
  } catch (error) {
    log.push('fetch threw', told(error));
    return;
  }
  if (one.stop === 'at-response') stop();
  const { status, statusText, ok, type, redirected } = response;
  log.push({
    status,
    statusText,
    ok,
    type,
    redirected,
    url: response.url,
    headers: [...response.headers],
    body: response.body === null,
  });
  try {
    log.push({
      read: await Promise.race([READERS[one.read](response, one.stop === 'in-body' ? stop : undefined), sleep(1_000)]),
    });
  } catch (error) {
    log.push('read threw', told(error));
  }
  log.push({ used: response.bodyUsed });
  if (!response.bodyUsed) await response.body?.cancel().catch((error) => log.push('cancel threw', told(error)));
}

function headersOf(one, Headers) {
  const pairs = headerPairs(one);
  switch (one.headersForm) {
    case 'none':
      return undefined;
    case 'object':
      return Object.fromEntries(pairs);
    case 'late': {
      const headers = new Headers();
      for (const [name, value] of pairs) headers.append(name, value);
      return headers;
    }
    default:
      return pairs;
  }
}

function bodyOf(one) {
  switch (one.body) {
    case 'text':
      return { body: bodyBytes(one).toString('latin1') };
    case 'form': {
      if (one.call % 2 === 0) return { body: new URLSearchParams(bodyBytes(one).toString()) };
      return {
        body: new URLSearchParams([
          ['grant_type', 'client_credentials'],
          ['client_id', 'app'],
        ]),
      };
    }
    case 'pieces':
      if (one.call % 2 === 0) return { body: new Blob(bodyPieces(one)) };
      return {
        body: (async function* () {
          yield* bodyPieces(one);
        })(),
        duplex: 'half',
      };
    case 'stream': {
      const pieces = bodyPieces(one);
      const body = new ReadableStream({
        async pull(controller) {
          await sleep(1);
          const piece = pieces.shift();
          if (piece === undefined || piece.length === 0) controller.close();
          else controller.enqueue(piece);
        },
      });
      return { body, duplex: 'half' };
    }
    default:
      return { body: bodyBytes(one) };
  }
}

async function drain(body, stop) {
  const seen = new Collected();
  for await (const chunk of body ?? []) {
    seen.add(chunk);
    stop?.();
  }
  return String(seen);
}

/** Every way to read a `Response`. */
const READERS = [
  async (response) => digest(await response.text()),
  async (response) => {
    try {
      return digest(JSON.stringify(await response.json()));
    } catch (error) {
      return told(error);
    }
  },
  async (response) => digest(await response.arrayBuffer()),
  (response, stop) => drain(response.body, stop),
  async (response) => {
    const copy = response.clone();
    const [first, second] = await Promise.all([response.text(), copy.text()]);
    return [digest(first), digest(second)];
  },
  async (response) => {
    await sleep(20);
    return digest(await response.text());
  },
  async (response) => {
    await response.body?.cancel();
    return 'cancelled';
  },
  async () => {
    await sleep(30);
    return 'never read';
  },
  async (response) => {
    const [first, second] = response.body?.tee() ?? [];
    return Promise.all([drain(first), drain(second)]);
  },
  async (response) => digest(await (await response.blob()).arrayBuffer()),
  async (response, stop) => {
    const reader = response.body?.getReader();
    const first = await reader?.read();
    stop?.();
    await reader?.cancel('enough');
    return first?.done;
  },
  async (response) => {
    const text = await response.text();
    const again = await response.text().catch(told);
    return [digest(text), again];
  },
];
