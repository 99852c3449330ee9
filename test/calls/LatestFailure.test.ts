// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/calls/Failure.ts';
import { LatestFailure } from '../../src/calls/LatestFailure.ts';
import { readHeaders } from '../../src/understand/readHeaders.ts';
import { recognizeHost } from '../../src/understand/recognizeHost.ts';
import { understandRequest } from '../../src/understand/understandRequest.ts';
import { understandResponse } from '../../src/understand/understandResponse.ts';
import type { VaultCall } from '../../src/understand/VaultCall.ts';

const NOW = Date.UTC(2026, 0, 1);
const FORBIDDEN = '{"error":{"code":"Forbidden","message":"No.","innererror":{"code":"ForbiddenByRbac"}}}';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Row {
  readonly status: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Every error of the samples, each with every kind of advice. */
const answers: readonly Answer[] = readFileSync(new URL('../fixtures/responses.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Row)
  .filter(({ status, body }) => status >= 400 && body !== null)
  .flatMap(({ status, responseHeaders = {}, body }) =>
    [{}, { 'retry-after': '1' }, { 'retry-after-ms': '1500' }, { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' }].map(
      (advice) => ({ status, headers: { ...responseHeaders, ...advice }, body: body ?? '' }),
    ),
  );

function vaultCall(): VaultCall {
  const endpoint = recognizeHost('contoso.vault.azure.net');
  const header = readHeaders({ authorization: 'Bearer REDACTED' });
  const call = endpoint && understandRequest({ endpoint, method: 'GET', target: '/secrets/db', header });
  if (call?.kind !== 'vault') throw new Error('no call to a vault');
  return call;
}

const call = vaultCall();
const asked: VaultCall = { ...call, credential: { kind: 'none' } };

/** Tells answers to one {@link LatestFailure}, and counts how many had to be understood. */
function listener() {
  const latest = new LatestFailure();
  let understood = 0;
  const tell = ({ status, headers, body }: Answer, now = NOW): Failure => {
    const header = readHeaders(headers);
    const bytes = Buffer.from(body);
    const encoding = header('content-encoding') ?? '';
    const observed = { bytes, encoding, text: () => (encoding === '' ? body : undefined) };
    return latest.understand({ status, header, body: observed }, now, () => {
      understood += 1;
      return understandResponse(call, { status, header, body: observed.text() }, { now });
    });
  };
  const unanswered = (): Failure =>
    latest.unanswered(() => {
      understood += 1;
      return understandResponse(call, undefined, { now: NOW });
    });
  const challenged = (challenge: string): Failure => {
    const header = readHeaders({ 'www-authenticate': challenge });
    return latest.challenged(header, () => {
      understood += 1;
      return understandResponse(asked, { status: 401, header }, { now: NOW });
    });
  };
  return { tell, unanswered, challenged, understood: () => understood };
}

function anew({ status, headers, body }: Answer, now: number): Failure {
  const response = { status, header: readHeaders(headers), body };
  return new Failure(understandResponse(call, response, { now }), { isKept: false });
}

/** All that records are made of. */
function facts({ outcome, cause, retry, remedy, retryAfter, attributes }: Failure) {
  return { outcome, cause, retry, remedy, retryAfter, attributes };
}

describe('LatestFailure', () => {
  it('understands a challenge that comes again no more, but one that asks for something else', () => {
    const { challenged, understood } = listener();
    const [one, other] = ['one', 'other'].map(
      (tenant) =>
        `Bearer authorization="https://login.microsoftonline.com/${tenant}", resource="https://vault.azure.net"`,
    ) as [string, string];
    const tenants = [one, one, one, other, other, one].map(
      (challenge) => challenged(challenge).attributes['azure.keyvault.challenge.tenant_id'],
    );
    expect(tenants).toEqual(['one', 'one', 'one', 'other', 'other', 'one']);
    expect(understood()).toBe(5);
    expect(challenged(one).cause).toBe('auth_challenge');
  });

  it('understands once that no answer comes, until one does', () => {
    const { tell, unanswered, understood } = listener();
    const failures = [unanswered(), unanswered(), unanswered()];
    expect(understood()).toBe(2);
    const own = new Failure(understandResponse(call, undefined, { now: NOW }), { isKept: false });
    for (const failure of failures) expect(facts(failure)).toEqual(facts(own));
    expect(tell({ status: 403, headers: {}, body: FORBIDDEN }).cause).not.toBe('connection_failed');
    expect(unanswered().cause).toBe('connection_failed');
    expect(understood()).toBe(4);
  });

  it('understands words that come again no more, whenever they come', () => {
    const { tell, understood } = listener();
    const denied = { status: 403, headers: {}, body: FORBIDDEN };
    const causes = [0, 1, 60, 3_600].map((seconds) => tell(denied, NOW + seconds * 1_000).cause);
    expect(causes).toEqual(Array(4).fill('rbac_denied'));
    expect(understood()).toBe(2);
  });

  it.each([
    ['another status', { status: 404, headers: {}, body: FORBIDDEN }],
    ['another body', { status: 403, headers: {}, body: FORBIDDEN.replace('ForbiddenByRbac', 'ForbiddenByFirewall') }],
    ['another type', { status: 403, headers: { 'content-type': 'text/html' }, body: FORBIDDEN }],
    ['another encoding', { status: 403, headers: { 'content-encoding': 'br' }, body: FORBIDDEN }],
  ])('understands %s anew', (_, other) => {
    const { tell, understood } = listener();
    for (let time = 0; time < 3; time += 1) tell({ status: 403, headers: {}, body: FORBIDDEN });
    tell(other);
    expect(understood()).toBe(3);
  });

  it('understands each 401 anew: a token expires', () => {
    const { tell, understood } = listener();
    for (let round = 0; round < 3; round += 1) tell({ status: 401, headers: {}, body: FORBIDDEN });
    expect(understood()).toBe(3);
  });

  it('understands a long body each time: to go through it costs more', () => {
    const { tell, understood } = listener();
    const page = { status: 403, headers: { 'content-type': 'text/html' }, body: `<html>${'x'.repeat(4_000)}` };
    for (let time = 0; time < 3; time += 1) tell(page);
    expect(understood()).toBe(3);
  });

  it('tells the advice of each 429, a date by the time of its call', () => {
    const { tell } = listener();
    const throttled = (headers: Readonly<Record<string, string>>): Answer => ({ status: 429, headers, body: '{}' });
    const dated = throttled({ 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' });
    const told = [tell(throttled({ 'retry-after': '1' })), tell(throttled({})), tell(dated), tell(dated, NOW + 5_000)];
    expect(told.map(({ retryAfter }) => retryAfter?.seconds)).toEqual([1, undefined, 9, 4]);
  });

  it('keeps nothing of an answer but what goes out', () => {
    const { tell } = listener();
    const denied = { status: 403, headers: {}, body: FORBIDDEN };
    const [first, second] = [tell(denied), tell(denied)];
    expect(first.diagnosis).toBeDefined();
    expect(second.diagnosis).toBeUndefined();
    expect(facts(second)).toEqual(facts(first));
  });

  it('tells of any row of answers what each would be told alone', () => {
    expect(answers.length).toBeGreaterThan(100);
    const told = fc.record({ answer: fc.constantFrom(...answers), times: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(fc.array(told, { minLength: 1, maxLength: 12 }), (row) => {
        const { tell } = listener();
        let now = NOW;
        for (const { answer, times } of row) {
          for (let time = 0; time < times; time += 1) {
            now += 1_000;
            expect(facts(tell(answer, now))).toEqual(facts(anew(answer, now)));
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
