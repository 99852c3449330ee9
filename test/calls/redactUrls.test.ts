// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { redactAttributes } from '../../src/calls/redactUrls.ts';

const HOST = 'contoso.vault.azure.net';
const template = '/secrets/{name}';
const redacted = { url: `https://${HOST}${template}`, template };

function redact(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const after: Record<string, string> = {};
  redactAttributes(attributes, redacted, (name, value) => {
    after[name] = value;
  });
  return after;
}

describe('redactAttributes', () => {
  it.each([
    [`https://${HOST}/secrets/payroll?api-version=7.6`, `https://${HOST}`],
    [`https://${HOST}?secrets/payroll`, `https://${HOST}`],
    [`https://${HOST}`, `https://${HOST}`],
    [`http://${HOST}/secrets/payroll`, `http://${HOST}`],
    [`http://${HOST}:8200/secrets/payroll?a=b/c`, `http://${HOST}:8200`],
    [`https://${HOST}:8443/secrets/payroll`, `https://${HOST}:8443`],
    [`https://${HOST}:59997/secrets/payroll`, `https://${HOST}:59997`],
    [`https://${HOST}:443/secrets/payroll`, `https://${HOST}`],
    [`http://${HOST}:80/secrets/payroll`, `http://${HOST}`],
    [`http://${HOST}:443/secrets/payroll`, `http://${HOST}:443`],
    [`https://${HOST}:0443/secrets/payroll`, `https://${HOST}`],
    [`https://${HOST}:/secrets/payroll`, `https://${HOST}`],
    [`https://${HOST}:8443?secrets/payroll`, `https://${HOST}:8443`],
    [`HTTP://CONTOSO.vault.azure.net:8443/secrets/payroll`, `http://${HOST}:8443`],
    [`https://payroll:s3cr3t@${HOST}:8443/secrets/payroll`, `https://${HOST}:8443`],
  ])('leaves of %s scheme, host and port, as a URL has them', (url, origin) => {
    expect(redact({ 'url.full': url, 'http.url': url })).toEqual({
      'url.full': `${origin}${template}`,
      'http.url': `${origin}${template}`,
    });
  });

  it.each([
    `https://${HOST}:65536/secrets/payroll`,
    `https://${HOST}:1e3/secrets/payroll`,
    `https://${HOST}:-1/secrets/payroll`,
    `https://${HOST}:payroll/secrets/a`,
    `https://${HOST}:443@payroll.test/secrets/a`,
    `https://${HOST}.payroll.test/secrets/a`,
    `https://${HOST}payroll/secrets/a`,
    'https://payroll.test/secrets/a',
    '/secrets/payroll',
    'payroll',
    '',
  ])('takes the vault for the host of %j, which names another or none', (url) => {
    expect(redact({ 'url.full': url })).toEqual({ 'url.full': redacted.url });
  });

  it('takes names out of paths and the query out of all, where they are', () => {
    expect(
      redact({ 'http.target': '/secrets/payroll?a=b', 'url.path': '/secrets/payroll', 'url.query': 'a=b' }),
    ).toEqual({
      'http.target': template,
      'url.path': template,
      'url.query': '',
    });
    expect(redact({ 'http.route': '/secrets/payroll' })).toEqual({});
  });
});
