// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { SCOPE_VERSION } from '../../record/scope.ts';
import type { HeaderValues } from '../../understand/Exchange.ts';

/** An answer; `body` only of an error, and never more than {@link MAX_BODY}. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderValues;
  readonly body: string | undefined;
}

const MAX_BODY = 64 * 1024;

/**
 * Sends one GET. The body of a success is not read.
 *
 * @throws the error of the connection, or one with code `ETIMEDOUT`.
 */
export function ask(options: {
  readonly url: string;
  readonly authorization?: string | undefined;
  readonly timeout: number;
}): Promise<Answer> {
  const { url, authorization, timeout } = options;
  return new Promise((resolve, reject) => {
    const headers = {
      accept: 'application/json',
      'user-agent': `keyvault-otel-doctor/${SCOPE_VERSION}`,
      ...(authorization === undefined ? {} : { authorization }),
    };
    const outgoing = request(url, { method: 'GET', headers, agent: false }, (response) => {
      answerOf(response).then(resolve, reject);
    });
    const timer = setTimeout(() => outgoing.destroy(timeoutError(timeout)), timeout);
    outgoing.once('close', () => clearTimeout(timer));
    outgoing.once('error', reject);
    outgoing.end();
  });
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  const { statusCode: status = 0, headers } = response;
  if (status < 400) {
    response.destroy();
    return { status, headers, body: undefined };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > MAX_BODY) break;
  }
  return { status, headers, body: Buffer.concat(chunks).toString('utf8') };
}

function timeoutError(timeout: number): Error {
  return Object.assign(new Error(`no answer within ${timeout / 1000} s`), { code: 'ETIMEDOUT' });
}
