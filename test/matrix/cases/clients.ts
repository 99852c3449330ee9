// SPDX-License-Identifier: Apache-2.0
import type { Opener } from '../findProblems.ts';
import type { MatrixCase } from '../MatrixCase.ts';

const VERSIONS = [6, 7, 8] as const;
const FORMS = ['fetch', 'request', 'stream', 'pool', 'dispatcher', 'http2'] as const;

interface Client {
  readonly title: string;
  readonly client: string;
  readonly form: string;
  /** The instrumentation that opens its spans. */
  readonly opener: Opener;
  readonly http2: boolean;
  /** Whether OpenTelemetry's own instrumentation misses it, so that the span is ours. */
  readonly missed?: boolean;
}

const MISSED =
  'got is an ES module and nothing else requires node:https: without its loader the HTTP instrumentation misses it, and the span is ours.';

const CLIENTS: readonly Client[] = [
  { title: 'fetch of Node', client: '', form: 'builtin', opener: 'undici', http2: false },
  { title: 'fetch of Node, a server that offers HTTP/2', client: '', form: 'builtin', opener: 'undici', http2: true },
  ...VERSIONS.flatMap((version) =>
    FORMS.map(
      (form): Client => ({
        title:
          form === 'dispatcher'
            ? `undici ${version} as global dispatcher of Node's fetch`
            : `undici ${version} ${form}`,
        client: `undici${version}`,
        form,
        opener: 'undici',
        http2: form === 'http2',
      }),
    ),
  ),
  { title: 'axios', client: 'axios', form: 'axios', opener: 'http', http2: false },
  { title: 'got', client: 'got', form: 'got', opener: 'http', http2: false, missed: true },
];

/** HTTP clients other than the Azure SDK, each enriched and each with spans of our own. */
export const CLIENT_CASES: readonly MatrixCase[] = CLIENTS.flatMap(({ title, client, form, opener, http2, missed }) => {
  const base = { group: 'undici', set: 'clients', http2, args: ['programs/clients.cjs'] } as const;
  const stderr = /UNDICI-H2|--trace-warnings/;
  const env = { CLIENT_UNDER_TEST: client, FORM: form };
  return [
    {
      ...base,
      title: `${title}: spans of OpenTelemetry`,
      env: { ...env, INSTRUMENTATIONS: 'http,undici,keyvault' },
      expected: { fetch: missed === true ? 'own' : opener, hooks: true, stderr },
      ...(missed === true ? { note: MISSED } : {}),
    },
    {
      ...base,
      title: `${title}: spans of ours`,
      env: { ...env, INSTRUMENTATIONS: 'keyvault' },
      expected: { fetch: 'own', stderr },
    },
    {
      ...base,
      title: `${title}: under our preload`,
      args: ['--require', 'keyvault-otel/register', ...base.args],
      env,
      expected: { fetch: opener, stderr },
    },
  ] satisfies readonly MatrixCase[];
});
