// SPDX-License-Identifier: Apache-2.0
import { makeAccessToken } from '../fake-vault/accessToken.ts';
import type { CorpusRow } from '../fake-vault/corpus.ts';
import { CLIENT_SECRET_MARKER, PERSON_MARKER, SECRET_VALUE_MARKER } from '../fake-vault/markers.ts';

/** What people paste into a report by mistake. */
export const MARKED_TOKEN = makeAccessToken({
  audience: 'https://vault.azure.net',
  clientId: 'a6d7e1f0-3c58-4b92-8e04-7f1b2c9d5a63',
  claims: { idtyp: 'user', scp: 'user_impersonation', upn: `${PERSON_MARKER}@contoso.example`, name: PERSON_MARKER },
});
/** A token that is no JWT. */
export const OPAQUE_TOKEN = 'PAQABBwEAAACvS3Krx8Yc4vLkq0T1WmZpRz9dUe2Hn7JbXf5GtQsVa6oMiBlC';

const form = (): string =>
  `grant_type=client_credentials&client_id=c&client_secret=${encodeURIComponent(CLIENT_SECRET_MARKER)}&client_assertion=${MARKED_TOKEN}`;
const answer = (): string =>
  JSON.stringify({ token_type: 'Bearer', expires_in: 3599, access_token: MARKED_TOKEN, refresh_token: OPAQUE_TOKEN });
const secret = (): string =>
  JSON.stringify({ value: `${SECRET_VALUE_MARKER}-pasted`, id: 'https://v.vault.azure.net/secrets/s' });

/** Ways in which an error gets into a text beside tokens and secrets. */
export const MARKED_TEXTS: Readonly<Record<string, (row: CorpusRow) => string>> = {
  'curl -v': ({ request, status, body = '' }) => `* Connected to host port 443
> POST /t/oauth2/v2.0/token HTTP/1.1
> Host: login.microsoftonline.com
>
${form()}
< HTTP/1.1 200 OK
<
${answer()}
> ${request.method} ${new URL(request.url).pathname} HTTP/1.1
> Host: ${new URL(request.url).host}
> Authorization: Bearer ${MARKED_TOKEN}
> Cookie: ${OPAQUE_TOKEN}
>
{"value":"${SECRET_VALUE_MARKER}"}
< HTTP/1.1 ${status} Error
<
${body}
> GET /secrets/s HTTP/1.1
> Host: v.vault.azure.net
> Authorization: Bearer ${OPAQUE_TOKEN}
>
< HTTP/1.1 200 OK
<
${secret()}
`,
  'the log of a client': ({ request, status, body = '' }) => `AZURE_CLIENT_SECRET=${CLIENT_SECRET_MARKER}
2026-01-15 10:20:29 DEBUG Request URL: '${request.url}'
    'Authorization': 'Bearer ${MARKED_TOKEN}'
    'x-identity-header': '${OPAQUE_TOKEN}'
2026-01-15 10:20:30 DEBUG Response status: ${status}
    'WWW-Authenticate': 'Bearer authorization="https://login.microsoftonline.com/t", resource="https://vault.azure.net"'
    ${body}
2026-01-15 10:20:31 ERROR StatusCode=${status} password=${CLIENT_SECRET_MARKER} token=${MARKED_TOKEN.slice(0, 300)} ${body}
2026-01-15 10:20:32 DEBUG ${secret()}
`,
  'a HAR file': ({ request, status, body = '', responseHeaders = {} }) => {
    const named = (headers: Readonly<Record<string, string>>) =>
      Object.entries(headers).map(([name, value]) => ({ name, value }));
    const entry = (one: {
      readonly method: string;
      readonly url: string;
      readonly sent: string;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly got: string;
    }) => ({
      startedDateTime: '2026-01-15T10:20:30Z',
      request: {
        method: one.method,
        url: one.url,
        headers: named({ Authorization: `Bearer ${MARKED_TOKEN}`, Cookie: OPAQUE_TOKEN }),
        postData: { text: one.sent },
      },
      response: { status: one.status, headers: named(one.headers), content: { text: one.got } },
    });
    const login = { method: 'POST', url: 'https://login.microsoftonline.com/t/oauth2/v2.0/token', headers: {} };
    return JSON.stringify({
      log: {
        entries: [
          entry({ ...login, sent: form(), status: 200, got: answer() }),
          entry({
            ...login,
            sent: form(),
            status: 401,
            got: '{"error":"invalid_client","error_description":"AADSTS7000215: x"}',
          }),
          entry({ ...request, sent: secret(), status, headers: responseHeaders, got: body }),
          entry({
            method: 'GET',
            url: 'https://v.vault.azure.net/secrets/s',
            sent: '',
            status: 200,
            headers: {},
            got: secret(),
          }),
        ],
      },
    });
  },
  'an error inside a string of JSON': ({ status, body = '' }) =>
    JSON.stringify({
      level: 'error',
      env: { AZURE_CLIENT_SECRET: CLIENT_SECRET_MARKER },
      inner: JSON.stringify({ headers: { authorization: `Bearer ${MARKED_TOKEN}` }, secret: secret() }),
      msg: `${status} Response: ${body}`,
    }),
};

/** Texts without any error. */
export const MARKED_TOKENS: Readonly<Record<string, string>> = {
  'a token': MARKED_TOKEN,
  'a header': `Authorization: Bearer ${MARKED_TOKEN}`,
  'an answer of a token endpoint': answer(),
  'a form': form(),
  'a token without its header': MARKED_TOKEN.slice(MARKED_TOKEN.indexOf('.')),
  'a token that was cut': MARKED_TOKEN.slice(0, 200),
  'a token that is none': `Bearer ${OPAQUE_TOKEN}`,
  'a secret': secret(),
};
