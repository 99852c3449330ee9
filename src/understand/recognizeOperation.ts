// SPDX-License-Identifier: Apache-2.0
import type { ServiceType } from './Endpoint.ts';
import type { ObjectType, Operation } from './Operation.ts';
import { MANAGED_HSM_ROUTES, type Route, VAULT_ROUTES } from './routes.ts';

interface RouteNode {
  readonly literals: Map<string, RouteNode>;
  name?: RouteNode;
  readonly routes: Map<string, Route>;
}

/** The longest route has seven segments: scope, provider, type and name of a deleted SAS or a role of one key. */
const maxSegments = 8;
const maxNameLength = 256;

const slash = 0x2f;
const queryMark = 0x3f;
const fragmentMark = 0x23;

const routesOf: Readonly<Record<ServiceType, readonly Route[]>> = {
  vault: VAULT_ROUTES,
  managed_hsm: MANAGED_HSM_ROUTES,
};
/** Made with the first call to a service: a program that makes none should start without them. */
const trees = new Map<ServiceType, RouteNode>();

/** Reads that return one object and change only when somebody changes the object. */
const cacheableReads = new Set(['SecretGet', 'KeyGet', 'CertificateGet']);

const collections: Readonly<Record<string, ObjectType>> = {
  secrets: 'secrets',
  deletedsecrets: 'secrets',
  keys: 'keys',
  deletedkeys: 'keys',
  certificates: 'certificates',
  deletedcertificates: 'certificates',
  storage: 'storage',
  deletedstorage: 'storage',
};
const hsmSegments = new Set(MANAGED_HSM_ROUTES.filter(({ objectType }) => objectType === 'hsm').map(firstSegmentOf));

/**
 * Names what a method and a path mean.
 *
 * @param path with or without query; doubled slashes, an empty version, a trailing slash and any case are accepted.
 * @returns an operation named `Unknown` when the service has no such route. Its template holds no part of the path but
 * the collection.
 */
export function recognizeOperation(service: ServiceType, method: string, path: string): Operation {
  const segments = segmentsOf(path);
  const lowerCase = segments.map((segment) => segment.toLowerCase());
  const route = segments.length > maxSegments ? undefined : find(treeFor(service), lowerCase, 0, method);
  if (route === undefined) return unknownOperation(service, lowerCase[0]);
  const { name, objectType, throttleClass, template } = route;
  return {
    name,
    objectType,
    objectName: segmentAt(template, '{name}', segments),
    objectVersion: segmentAt(template, '{version}', segments),
    template,
    throttleClass,
    cacheable: cacheableReads.has(name),
  };
}

/** Literals win over names; a literal without a route for the method gives way (`GET /secrets/restore` reads a secret). */
function find(node: RouteNode, segments: readonly string[], depth: number, method: string): Route | undefined {
  const segment = segments[depth];
  if (segment === undefined) return node.routes.get(method);
  const literal = node.literals.get(segment);
  const found = literal && find(literal, segments, depth + 1, method);
  return found ?? (node.name && find(node.name, segments, depth + 1, method));
}

function unknownOperation(service: ServiceType, first: string | undefined): Operation {
  const collection = first !== undefined && Object.hasOwn(collections, first) ? collections[first] : undefined;
  const isHsm = service === 'managed_hsm' || (first !== undefined && hsmSegments.has(first));
  return {
    name: 'Unknown',
    // A vault path that names no collection has no object type of its own; secrets are what most vaults are called for.
    objectType: collection ?? (isHsm ? 'hsm' : 'secrets'),
    objectName: undefined,
    objectVersion: undefined,
    template: first === undefined ? '/' : collection === undefined ? '/{path}' : `/${first}/{path}`,
    throttleClass: service === 'managed_hsm' ? 'managed_hsm' : 'vault_operation',
    cacheable: false,
  };
}

/** Segments that are not empty, as the service itself reads a path; at most one more than any route has. */
function segmentsOf(path: string): readonly string[] {
  const segments: string[] = [];
  let start = 0;
  for (let at = 0; at <= path.length && segments.length <= maxSegments; at++) {
    const code = at === path.length ? queryMark : path.charCodeAt(at);
    if (code !== slash && code !== queryMark && code !== fragmentMark) continue;
    if (at > start) segments.push(path.slice(start, Math.min(at, start + maxNameLength)));
    if (code !== slash) break;
    start = at + 1;
  }
  return segments;
}

function segmentAt(template: string, placeholder: string, segments: readonly string[]): string | undefined {
  const at = template.indexOf(placeholder);
  if (at < 0) return undefined;
  let index = -1;
  for (
    let slashAt = template.indexOf('/');
    slashAt >= 0 && slashAt < at;
    slashAt = template.indexOf('/', slashAt + 1)
  ) {
    index++;
  }
  return segments[index];
}

function treeFor(service: ServiceType): RouteNode {
  const known = trees.get(service);
  if (known !== undefined) return known;
  const tree = treeOf(routesOf[service]);
  trees.set(service, tree);
  return tree;
}

function treeOf(routes: readonly Route[]): RouteNode {
  const root = emptyNode();
  for (const route of routes) {
    let node = root;
    for (const segment of segmentsOf(route.template)) {
      if (segment.startsWith('{')) {
        node.name ??= emptyNode();
        node = node.name;
      } else {
        const literal = segment.toLowerCase();
        const next = node.literals.get(literal) ?? emptyNode();
        node.literals.set(literal, next);
        node = next;
      }
    }
    node.routes.set(route.method, route);
  }
  return root;
}

function emptyNode(): RouteNode {
  return { literals: new Map(), routes: new Map() };
}

function firstSegmentOf(route: Route): string {
  return segmentsOf(route.template)[0]?.toLowerCase() ?? '';
}
