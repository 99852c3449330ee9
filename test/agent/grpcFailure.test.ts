// SPDX-License-Identifier: Apache-2.0
import { Metadata } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { grpcFailure } from '../../src/agent/grpcFailure.ts';
import { sendLast } from '../../src/agent/sendLast.ts';
import { CALL, usePreload } from './preloaded.ts';

const failed = (code: number, message = '', metadata = new Metadata()): Error =>
  Object.assign(new Error(message), { code, metadata });

describe('grpcFailure', () => {
  it.each([1, 4, 10, 11, 14, 15])('takes code %i for one after which an export is tried again', (code) => {
    expect(grpcFailure(failed(code)).status).toBe('retryable');
  });

  it.each([2, 3, 5, 6, 7, 8, 9, 12, 13, 16])('takes code %i for the end', (code) => {
    expect(grpcFailure(failed(code)).status).toBe('failure');
  });

  it('takes a collector that is full for one to ask again where it says so', () => {
    const metadata = new Metadata();
    metadata.set(
      'grpc-status-details-bin',
      Buffer.from('\u0008\u0008\u001a\u0012type.googleapis.com/google.rpc.RetryInfo'),
    );
    expect(grpcFailure(failed(8, '', metadata)).status).toBe('retryable');
  });

  it.each([
    '14 UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED 127.0.0.1:4317',
    '14 UNAVAILABLE: No connection established. Last error: null. Resolution note:',
    '14 UNAVAILABLE: Name resolution failed for target dns:no-such-host.invalid:4317',
  ])('waits for nobody who is not there when the process ends: %s', (message) => {
    const refused = failed(14, message);
    expect(grpcFailure(refused).status).toBe('retryable');
    sendLast(true);
    expect(grpcFailure(refused).status).toBe('failure');
    sendLast(false);
  });
});

describe('by gRPC', () => {
  const { receiver, run, vaultSpans } = usePreload();

  it('what a collector refuses once is tried again, at the end too', async () => {
    receiver().setFault({ status: 503, times: 3 });
    const env = { ...receiver().env('grpc'), KEYVAULT_OTEL_EXIT_TIMEOUT: '20000' };
    expect(await run({ source: CALL, env })).toMatchObject({ code: 0, stderr: '' });
    expect(vaultSpans()).toHaveLength(1);
    expect(receiver().logs()).toHaveLength(1);
    expect(receiver().requests.length).toBeGreaterThan(3);
  });
});
