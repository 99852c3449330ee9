// SPDX-License-Identifier: Apache-2.0
// Reads secrets with the HTTP client named in CLIENT_UNDER_TEST, by the form of it named in FORM, without the Azure SDK:
// a challenge, then the call with a token; one secret that is there, one that is forbidden.
const { startSdk } = require('./sdk.cjs');
const { say, token } = require('./work.cjs');

const { CLIENT_UNDER_TEST: client, FORM: form } = process.env;

const undici = () => require(client);

async function collect(body) {
  const chunks = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Each form: `(url, headers) => status`, with the body read to its end. */
const FORMS = {
  fetch: async (url, headers) => {
    const response = await undici().fetch(url, { headers });
    await response.text();
    return response.status;
  },
  request: async (url, headers) => {
    const { statusCode, body } = await undici().request(url, { headers });
    await body.text();
    return statusCode;
  },
  stream: async (url, headers) => {
    const { PassThrough } = require('node:stream');
    const sink = new PassThrough();
    let status;
    const read = collect(sink);
    await undici().stream(url, { headers, method: 'GET' }, ({ statusCode }) => {
      status = statusCode;
      return sink;
    });
    await read;
    return status;
  },
  pool: async (url, headers) => {
    const { Pool } = undici();
    const { origin, pathname, search } = new URL(url);
    const pool = new Pool(origin);
    const { statusCode, body } = await pool.request({ path: pathname + search, method: 'GET', headers });
    await body.text();
    await pool.close();
    return statusCode;
  },
  // The fetch of Node itself, on the dispatcher of the package.
  dispatcher: async (url, headers) => {
    const { Agent, setGlobalDispatcher } = undici();
    setGlobalDispatcher(new Agent());
    const response = await fetch(url, { headers });
    await response.text();
    return response.status;
  },
  http2: async (url, headers) => {
    const { Agent, fetch: send } = undici();
    const dispatcher = new Agent({ allowH2: true });
    const response = await send(url, { headers, dispatcher });
    await response.text();
    await dispatcher.close();
    return response.status;
  },
  builtin: async (url, headers) => {
    const response = await fetch(url, { headers });
    await response.text();
    return response.status;
  },
  axios: async (url, headers) => {
    const { default: axios } = require('axios');
    const { status } = await axios.get(url, { headers, validateStatus: () => true });
    return status;
  },
  got: async (url, headers) => {
    const { default: got } = await import('got');
    const { statusCode } = await got(url, { headers, throwHttpErrors: false, retry: { limit: 0 } });
    return statusCode;
  },
};

async function main() {
  const sdk = process.env.INSTRUMENTATIONS === undefined ? undefined : startSdk();
  for (const vault of ['ok-2', 'rbac-2']) {
    const url = `https://${vault}.vault.azure.net/secrets/db-password?api-version=7.6`;
    const challenge = await FORMS[form](url, {});
    const answer = await FORMS[form](url, { authorization: `Bearer ${await token()}` });
    say('fetch', vault, `${challenge} ${answer}`);
  }
  await sdk?.shutdown();
}

void main();
