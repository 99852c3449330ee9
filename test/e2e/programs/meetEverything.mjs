// SPDX-License-Identifier: Apache-2.0
// Makes every kind of request that holds something secret, with node:https and with fetch, and meets the answers that
// TEST_PLAN names: { object, hosts: [host], challengesOnly: [host], tokens: [scenario], identities: [scenario] }.
// Needs no package. Prints how many requests it made.
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

const plan = JSON.parse(process.env.TEST_PLAN ?? '{}');
const { object: name = 'db-password', hosts = [], challengesOnly = [], tokens = [], identities = [] } = plan;
const TENANT = '3f9a1c52-6d0e-4b7a-8c21-5e7d90b4a6f1';
const CLIENT = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const SECRET = 'client-secret-marker~A1b2C3';
const RESOURCE = 'https://vault.azure.net';
const JSON_TYPE = { 'content-type': 'application/json' };
let count = 0;

function viaNode(url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve) => {
    const outgoing = (url.startsWith('https:') ? httpsRequest : httpRequest)(url, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('close', () => resolve({ status: response.statusCode, text }));
    });
    outgoing.on('error', () => resolve({ status: 0, text: '' }));
    outgoing.end(body);
  });
}

async function viaFetch(url, options) {
  try {
    const response = await fetch(url, options);
    return { status: response.status, text: await response.text() };
  } catch {
    return { status: 0, text: '' };
  }
}

function counted(send) {
  return (url, options) => {
    count += 1;
    return send(url, options);
  };
}

function tokenOf({ text }) {
  try {
    return JSON.parse(text).access_token;
  } catch {
    return undefined;
  }
}

/** As every kind of client sends it; no client sends all of them at once. */
const GRANTS = [
  { grant_type: 'client_credentials', client_secret: SECRET },
  { grant_type: 'client_credentials', client_assertion: SECRET },
  { grant_type: 'password', username: 'person-marker@contoso.example', password: SECRET },
  { grant_type: 'refresh_token', refresh_token: SECRET },
  { grant_type: 'authorization_code', code: SECRET },
];

function askEntra(send, form, tenant = TENANT) {
  const body = new URLSearchParams({ client_id: CLIENT, scope: `${RESOURCE}/.default`, ...form }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return send(`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, { method: 'POST', headers, body });
}

function askMachine(send, clientId) {
  const query = `api-version=2018-02-01&resource=${encodeURIComponent(RESOURCE)}&client_id=${clientId}`;
  return send(`http://169.254.169.254/metadata/identity/oauth2/token?${query}`, { headers: { metadata: 'true' } });
}

function askAppService(send, clientId) {
  const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = process.env;
  if (IDENTITY_ENDPOINT === undefined) return { text: '' };
  const query = `api-version=2019-08-01&resource=${encodeURIComponent(RESOURCE)}&client_id=${clientId}`;
  return send(`${IDENTITY_ENDPOINT}?${query}`, { headers: { 'x-identity-header': IDENTITY_HEADER } });
}

async function useObjects(send, token, object) {
  const call = (path, method = 'GET', body = undefined) =>
    send(`https://objects.vault.azure.net/${path}${path.includes('?') ? '&' : '?'}api-version=7.6`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : JSON_TYPE) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  await call(`secrets/${object}`, 'PUT', { value: 'SECRET-VALUE-MARKER-of-the-program', tags: { owner: SECRET } });
  await call(`secrets/${object}`);
  await call(`secrets/${object}/versions?maxresults=5`);
  await call('secrets');
  const backup = await call(`secrets/${object}/backup`, 'POST', {});
  await call('secrets/restore', 'POST', JSON.parse(backup.text));
  await call(`keys/${object}/create`, 'POST', { kty: 'RSA', key_size: 2048 });
  await call(`keys/${object}-imported`, 'PUT', { key: { kty: 'RSA', n: 'AQAB', e: 'AQAB', d: SECRET } });
  await call(`keys/${object}`);
  for (const operation of ['sign', 'encrypt', 'decrypt', 'wrapkey', 'unwrapkey']) {
    await call(`keys/${object}/v1/${operation}`, 'POST', { alg: 'RS256', value: 'UExBSU5URVhULU1BUktFUg' });
  }
  await call(`certificates/${object}`);
  await call(`certificates/${object}/import`, 'POST', { value: SECRET, pwd: SECRET });
  await call(`secrets/${object}`, 'DELETE');
  await call(`deletedsecrets/${object}`);
}

async function meet(send, object) {
  for (const grant of GRANTS) await askEntra(send, grant);
  const application = tokenOf(await askEntra(send, GRANTS[0]));
  const user = tokenOf(await askEntra(send, { ...GRANTS[0], client_secret: 'scenario-token-user' }));
  const machine = tokenOf(await askMachine(send, CLIENT));
  await askAppService(send, CLIENT);
  await send(`http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=${RESOURCE}`);
  await useObjects(send, application, object);
  for (const token of [user, machine]) {
    for (const vault of ['ok', 'rbac-identity']) {
      await send(`https://${vault}.vault.azure.net/secrets/${object}?api-version=7.6`, {
        headers: { authorization: `Bearer ${token}` },
      });
    }
  }
  const managedHsm = tokenOf(await askEntra(send, { ...GRANTS[0], scope: 'https://managedhsm.azure.net/.default' }));
  for (const host of [...hosts, ...challengesOnly]) {
    const isManagedHsm = host.includes('.managedhsm.');
    const url = `https://${host}/${isManagedHsm ? 'keys' : 'secrets'}/${object}?api-version=7.6`;
    await send(url);
    if (challengesOnly.includes(host)) continue;
    await send(url, { headers: { authorization: `Bearer ${isManagedHsm ? managedHsm : application}` } });
  }
  for (const scenario of tokens) {
    const token = tokenOf(await askEntra(send, { ...GRANTS[0], client_secret: `scenario-${scenario}` }));
    if (token === undefined) continue;
    await send(`https://ok.vault.azure.net/secrets/${object}`, { headers: { authorization: `Bearer ${token}` } });
  }
  for (const scenario of identities) {
    await askMachine(send, `scenario-${scenario}`);
    await askAppService(send, `scenario-${scenario}`);
  }
}

// Of each client its own object: an attempt of the one must not pass for a repetition of the other's.
await meet(counted(viaNode), `${name}-1`);
await meet(counted(viaFetch), `${name}-2`);
process.stdout.write(`${count} requests\n`);
