// SPDX-License-Identifier: Apache-2.0
import { connect, type TLSSocket } from 'node:tls';
import { connectionTrouble } from './connectionTrouble.ts';
import type { DoctorStep } from './DoctorStep.ts';

/** Whether a trusted TLS connection can be made, and by whom the certificate was issued. */
export async function checkTls(host: string, timeout: number): Promise<DoctorStep> {
  const proxy = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].find(
    (name) => (process.env[name] ?? '') !== '',
  );
  const note = proxy === undefined ? [] : [`${proxy} is set: the Azure SDK goes through it, these checks go past it.`];
  try {
    return { name: 'tls', verdict: 'ok', found: [await handshake(host, timeout), ...note] };
  } catch (error) {
    const { found, remedy } = connectionTrouble(error);
    return { name: 'tls', verdict: 'failure', found: [found, ...note], cause: 'connection_failed', remedy };
  }
}

function handshake(host: string, timeout: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: 443, servername: host }, () => {
      resolve(describe(socket));
      socket.end();
    });
    socket.setTimeout(timeout, () =>
      socket.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
    );
    socket.once('error', reject);
  });
}

function describe(socket: TLSSocket): string {
  const { issuer, valid_to } = socket.getPeerCertificate();
  const by = [issuer?.O, issuer?.CN].flat().filter((part) => part !== undefined);
  return `${socket.getProtocol() ?? 'TLS'}, certificate issued by ${by.join(', ') || 'an unnamed authority'}, valid until ${valid_to}.`;
}
