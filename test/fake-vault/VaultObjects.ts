// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes } from 'node:crypto';
import { blobOf, KEY_OPERATIONS, keyData, keyDataOfName, keyOperation, publicPart } from './keyMaterial.ts';
import type { KeyKind } from './LimitsJudge.ts';
import { BACKUP_MARKER, SECRET_VALUE_MARKER } from './markers.ts';

/** A request for an object, after it was let in. */
export interface ObjectRequest {
  readonly origin: string;
  readonly method: string;
  /** Path segments that are not empty. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  /** The parsed body, or an empty object. */
  readonly body: Readonly<Record<string, unknown>>;
}

export type ObjectAnswer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'object_not_found'
  | 'route_not_found';

export interface VaultObjects {
  answer(request: ObjectRequest): ObjectAnswer;
  /** The key that a request works with, or would create; `undefined` when it works with none. */
  keyKind(request: ObjectRequest): KeyKind | undefined;
  reset(): void;
}

type Json = Readonly<Record<string, unknown>>;
type ObjectType = 'secrets' | 'keys' | 'certificates';

interface Stored {
  readonly name: string;
  /** Newest last; each holds what its type's bundle needs. */
  readonly versions: Map<string, Json>;
  deleted: boolean;
  /** A deletion takes effect late: so many reads of the deleted object answer 404 first. */
  readsUntilDeleted: number;
}

const TYPES: readonly string[] = ['secrets', 'keys', 'certificates'];
const PAGE_SIZE = 25;

/**
 * The objects of every vault. What is asked for and not there is made on the spot, except names that begin with `missing`
 * and what was deleted. A key made so takes its kind from its name: `rsa-hsm-4096`, `ec`, `rsa-3072`; RSA 2048 otherwise.
 */
export function createVaultObjects({ certificate }: { readonly certificate: Buffer }): VaultObjects {
  const stored = new Map<string, Stored>();

  const place = (origin: string, type: ObjectType, name: string) => `${origin}/${type}/${name.toLowerCase()}`;
  const addVersion = (origin: string, type: ObjectType, name: string, data: Json, version = newVersion()): string => {
    const key = place(origin, type, name);
    const object = stored.get(key) ?? { name, versions: new Map(), deleted: false, readsUntilDeleted: 0 };
    stored.set(key, object);
    object.versions.set(version, { created: Math.floor(Date.now() / 1000), ...data });
    return version;
  };
  const find = (origin: string, type: ObjectType, name: string, version?: string): [string, Json] | undefined => {
    const known = stored.get(place(origin, type, name));
    if (known?.deleted === true || (known === undefined && /^missing/i.test(name))) return undefined;
    const wanted = version ?? [...(known?.versions.keys() ?? [])].at(-1);
    const data = wanted === undefined ? undefined : known?.versions.get(wanted);
    if (wanted !== undefined && data !== undefined) return [wanted, data];
    const made = addVersion(origin, type, name, defaultData(type, name), version);
    return [made, stored.get(place(origin, type, name))?.versions.get(made) ?? {}];
  };
  const bundle = (origin: string, type: ObjectType, name: string, version: string, data: Json): Json => {
    const id = `${origin}/${type}/${name}/${version}`;
    const attributes = attributesOf(data);
    const tags = data['tags'] === undefined ? {} : { tags: data['tags'] };
    if (type === 'secrets') {
      const contentType = data['contentType'] === undefined ? {} : { contentType: data['contentType'] };
      return { value: data['value'], ...contentType, id, attributes, ...tags };
    }
    if (type === 'keys') return { key: { kid: id, ...(data['key'] as Json) }, attributes, ...tags };
    return {
      id,
      kid: `${origin}/keys/${name}/${version}`,
      sid: `${origin}/secrets/${name}/${version}`,
      x5t: createHash('sha1').update(certificate).digest('base64url'),
      cer: certificate.toString('base64'),
      attributes,
      policy: { id: `${origin}/certificates/${name}/policy`, ...(data['policy'] as Json), attributes },
      ...tags,
    };
  };
  const summary = (type: ObjectType, id: string, data: Json): Json => ({
    [type === 'keys' ? 'kid' : 'id']: id,
    attributes: attributesOf(data),
  });
  const page = ({ origin, query, segments }: ObjectRequest, items: readonly Json[]): ObjectAnswer => {
    const size = Number(query.get('maxresults') ?? PAGE_SIZE);
    const start = Number(query.get('$skiptoken') ?? 0);
    const next = `${origin}:443/${segments.join('/')}?api-version=${query.get('api-version')}&$skiptoken=${start + size}&maxresults=${size}`;
    const more = start + size < items.length;
    return { status: 200, body: { value: items.slice(start, start + size), nextLink: more ? next : null } };
  };

  const answerLive = (type: ObjectType, request: ObjectRequest): ObjectAnswer => {
    const { origin, method, segments, body } = request;
    const [, name, second, third] = segments;
    const bundled = (version: string, data: Json) => bundle(origin, type, name ?? '', version, data);
    if (name === undefined) {
      if (method !== 'GET') return 'route_not_found';
      const own = [...stored].filter(([key, one]) => key.startsWith(`${origin}/${type}/`) && !one.deleted);
      const items = own.map(([, one]) =>
        summary(type, `${origin}/${type}/${one.name}`, [...one.versions.values()].at(-1) ?? {}),
      );
      return page(request, items);
    }
    if (name === 'restore' && method === 'POST') {
      const version = addVersion(origin, type, 'restored', defaultData(type, 'restored'));
      return { status: 200, body: bundle(origin, type, 'restored', version, defaultData(type, 'restored')) };
    }
    if (type === 'certificates' && (name === 'contacts' || name === 'issuers')) return 'object_not_found';
    if (second === 'versions' && method === 'GET') {
      find(origin, type, name);
      const versions = [...(stored.get(place(origin, type, name))?.versions ?? [])];
      return page(
        request,
        versions.map(([version, data]) => summary(type, `${origin}/${type}/${name}/${version}`, data)),
      );
    }
    if (second === 'backup') return { status: 200, body: { value: blobOf(BACKUP_MARKER, 512) } };
    const creates =
      (method === 'PUT' && second === undefined) ||
      (method === 'POST' && (second === 'create' || second === 'import' || second === 'rotate'));
    if (creates) {
      const version = addVersion(origin, type, name, dataOf(type, name, second, body));
      const data = stored.get(place(origin, type, name))?.versions.get(version) ?? {};
      if (type === 'certificates' && second === 'create') return pending(origin, name, 'inProgress');
      return { status: 200, body: bundled(version, data) };
    }
    if (method === 'DELETE' && second === undefined) {
      const found = find(origin, type, name);
      const object = stored.get(place(origin, type, name));
      if (found === undefined || object === undefined) return 'object_not_found';
      object.deleted = true;
      object.readsUntilDeleted = 1;
      return { status: 200, body: { ...withoutValue(bundled(...found)), ...deletion(origin, type, name) } };
    }
    if (type === 'certificates' && second === 'pending') return pending(origin, name, 'completed');

    const operation = [second, third].find((one) => one !== undefined && KEY_OPERATIONS.has(one.toLowerCase()));
    const policy = second === 'policy' || second === 'rotationpolicy';
    const version = second === undefined || second === operation || policy ? undefined : second;
    const found = find(origin, type, name, version);
    if (found === undefined) return 'object_not_found';
    if (type === 'keys' && method === 'POST' && operation !== undefined) {
      return { status: 200, body: keyOperation(operation.toLowerCase(), `${origin}/keys/${name}/${found[0]}`, body) };
    }
    if (second === 'rotationpolicy') {
      const id = `${origin}/keys/${name}/rotationpolicy`;
      return { status: 200, body: { id, lifetimeActions: [], attributes: {} } };
    }
    if (second === 'policy') return { status: 200, body: (bundled(...found) as { policy: Json }).policy };
    if (method === 'GET') return { status: 200, body: bundled(...found) };
    if (method !== 'PATCH') return 'route_not_found';
    addVersion(origin, type, name, { ...found[1], ...body, updated: Math.floor(Date.now() / 1000) }, found[0]);
    return { status: 200, body: withoutValue(bundled(...found)) };
  };

  const answerDeleted = (type: ObjectType, request: ObjectRequest): ObjectAnswer => {
    const { origin, method, segments } = request;
    const [, name, action] = segments;
    if (name === undefined) {
      const own = [...stored].filter(([key, one]) => key.startsWith(`${origin}/${type}/`) && one.deleted);
      return page(
        request,
        own.map(([, one]) => ({ id: `${origin}/${type}/${one.name}`, ...deletion(origin, type, one.name) })),
      );
    }
    const object = stored.get(place(origin, type, name));
    if (object === undefined || !object.deleted) return 'object_not_found';
    const [version, data] = [...object.versions].at(-1) ?? ['', {}];
    const body = withoutValue(bundle(origin, type, name, version, data));
    if (method === 'DELETE') {
      stored.delete(place(origin, type, name));
      return { status: 204 };
    }
    if (action === 'recover') {
      object.deleted = false;
      return { status: 200, body };
    }
    if (object.readsUntilDeleted > 0) {
      object.readsUntilDeleted -= 1;
      return 'object_not_found';
    }
    return { status: 200, body: { ...body, ...deletion(origin, type, name) } };
  };

  return {
    answer: (request) => {
      const [collection = ''] = request.segments;
      if (TYPES.includes(collection)) return answerLive(collection as ObjectType, request);
      const live = collection.replace(/^deleted/, '');
      if (live !== collection && TYPES.includes(live)) return answerDeleted(live as ObjectType, request);
      if (collection === 'rng' && request.method === 'POST') {
        return { status: 200, body: { value: randomBytes(Number(request.body['count'] ?? 8)).toString('base64url') } };
      }
      if (request.segments.slice(-2).join('/') === 'Microsoft.Authorization/roleAssignments') {
        return { status: 200, body: { value: [] } };
      }
      return 'route_not_found';
    },
    keyKind: ({ origin, segments, body }) => {
      const [collection, name] = segments;
      if (collection !== 'keys' || name === undefined || name === 'restore') return undefined;
      const known = [...(stored.get(place(origin, 'keys', name))?.versions.values() ?? [])].at(-1);
      const asked = body['kty'] === undefined ? undefined : keyData(body);
      const key = (asked ?? known?.['key'] ?? defaultData('keys', name)['key']) as Json;
      return {
        hsm: String(key['kty']).endsWith('-HSM'),
        rsaBits: typeof key['n'] === 'string' ? Buffer.from(key['n'], 'base64url').length * 8 : undefined,
      };
    },
    reset: () => stored.clear(),
  };
}

function newVersion(): string {
  return randomBytes(16).toString('hex');
}

function attributesOf(data: Json): Json {
  const { created, updated = created } = data;
  return {
    enabled: true,
    ...(data['attributes'] as Json | undefined),
    created,
    updated,
    recoveryLevel: 'Recoverable+Purgeable',
    recoverableDays: 90,
  };
}

function deletion(origin: string, type: ObjectType, name: string): Json {
  const deletedDate = Math.floor(Date.now() / 1000);
  return {
    recoveryId: `${origin}/deleted${type}/${name}`,
    deletedDate,
    scheduledPurgeDate: deletedDate + 90 * 86_400,
  };
}

function withoutValue({ value: _value, ...rest }: Json): Json {
  return rest;
}

function defaultData(type: ObjectType, name: string): Json {
  if (type === 'secrets') return { value: `${SECRET_VALUE_MARKER}-${name}` };
  if (type === 'certificates') return { policy: DEFAULT_POLICY };
  return { key: keyDataOfName(name) };
}

function dataOf(type: ObjectType, name: string, action: string | undefined, body: Json): Json {
  const { attributes, tags } = body;
  const common = { ...(attributes === undefined ? {} : { attributes }), ...(tags === undefined ? {} : { tags }) };
  if (type === 'secrets') return { ...common, value: body['value'], contentType: body['contentType'] };
  if (type === 'certificates') return { ...common, policy: body['policy'] ?? DEFAULT_POLICY };
  if (action === 'rotate') return defaultData('keys', name);
  const imported = body['key'] as Json | undefined;
  return { ...common, key: imported === undefined ? keyData(body) : publicPart(imported) };
}

const DEFAULT_POLICY: Json = {
  key_props: { exportable: true, kty: 'RSA', key_size: 2048, reuse_key: false },
  secret_props: { contentType: 'application/x-pkcs12' },
  x509_props: { subject: 'CN=fake-vault.test', ekus: [], key_usage: [], validity_months: 12 },
  lifetime_actions: [{ trigger: { lifetime_percentage: 80 }, action: { action_type: 'AutoRenew' } }],
  issuer: { name: 'Self' },
};

function pending(origin: string, name: string, status: 'inProgress' | 'completed'): ObjectAnswer {
  const id = `${origin}/certificates/${name}`;
  const body = {
    id: `${id}/pending`,
    issuer: { name: 'Self' },
    csr: Buffer.from('fake certificate request').toString('base64'),
    cancellation_requested: false,
    status,
    ...(status === 'completed' ? { target: id } : {}),
    request_id: newVersion(),
  };
  if (status === 'completed') return { status: 200, body };
  return { status: 202, body, headers: { location: `${id}/pending?api-version=7.6`, 'retry-after': '10' } };
}
