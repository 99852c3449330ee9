// SPDX-License-Identifier: Apache-2.0
import { diagnose } from '../../diagnosis.ts';
import type { VaultEndpoint } from '../../understand/Endpoint.ts';
import type { Identity } from '../../understand/Identity.ts';
import { recognizeHost } from '../../understand/recognizeHost.ts';
import type { Explained, Explanation, TokenJudgement } from './Explanation.ts';
import { codesOf, explainPart } from './explainPart.ts';
import { findRequest } from './findRequest.ts';
import { findTokens, isTokenAlone } from './findTokens.ts';
import { judgeToken } from './judgeToken.ts';
import { plainText } from './plainText.ts';
import { readHar } from './readHar.ts';
import { splitTranscript } from './splitTranscript.ts';

export interface ExplainOptions {
  /** The vault that the text is about, where the text does not say. */
  readonly vault?: VaultEndpoint | undefined;
  /** ms since the epoch; default now. */
  readonly now?: number | undefined;
}

/** Of a text that is no HTTP Archive, this much is looked at: a log is longer at its end than in what it says. */
const MAX_TEXT = 2 * 1024 * 1024;

/**
 * Tells what went wrong from whatever a person has at hand: an error body, what a client library or a tool printed, a
 * transcript, an HTTP Archive, a token. Sends nothing; what comes back holds no token.
 */
export function explainText(given: string, { vault, now = Date.now() }: ExplainOptions = {}): Explained {
  const har = readHar(parsed(given));
  if (har !== undefined) return { errors: grouped(har.flatMap(explainExchange)), tokens: [] };
  const text = plainText(given.length > MAX_TEXT ? given.slice(-MAX_TEXT) : given);
  const tokens = findTokens(text);
  if (isTokenAlone(text)) return { errors: [], tokens: judged(tokens, { vault, now }) };
  const vaultUrl = vault && `https://${vault.host}/`;
  const parts = splitTranscript(text);
  const requests = parts.map(findRequest);
  const lastToken = requests.findLastIndex(({ authorization }) => authorization !== undefined);
  const byPart = parts.flatMap((part, index) =>
    explainPart(part, { vaultUrl, now, followedByCredentials: lastToken > index }),
  );
  // What belongs together may stand in records of a log that were looked at apart.
  const errors =
    byPart.length > 0 || parts.length === 1
      ? byPart
      : explainPart(text, { vaultUrl, now, followedByCredentials: lastToken >= 0 });
  const endpoint = vault ?? endpointOf(requests.find((request) => request.vaultUrl !== undefined)?.vaultUrl);
  return { errors: grouped(errors), tokens: judged(tokens, { vault: endpoint, now }) };
}

function explainExchange(exchange: Parameters<typeof diagnose>[0]): readonly Explanation[] {
  const diagnosis = diagnose(exchange);
  if (diagnosis?.cause === undefined || diagnosis.outcome !== 'failure') return [];
  const { cause } = diagnosis;
  const status = exchange.response?.status;
  const told = { isStatusTold: true, codes: codesOf(diagnosis), isHostKnown: true, isMethodKnown: true };
  return [{ cause, status, diagnosis, ...told, count: 1 }];
}

function judged(
  tokens: readonly Identity[],
  { vault, now }: { readonly vault: VaultEndpoint | undefined; readonly now: number },
): readonly TokenJudgement[] {
  return tokens.map((identity) => judgeToken(identity, { endpoint: vault, now }));
}

/** The same error of the same operation once, with its count. */
function grouped(errors: readonly Explanation[]): readonly Explanation[] {
  const groups = new Map<string, Explanation>();
  for (const error of errors) {
    const { vault, operation, error: service } = error.diagnosis;
    const key = [error.cause, error.status, vault, operation, service?.code, service?.innerCode].join('|');
    const known = groups.get(key);
    groups.set(key, known === undefined ? error : { ...known, count: known.count + 1 });
  }
  const all = [...groups.values()];
  const failures = all.filter(({ diagnosis }) => diagnosis.outcome === 'failure');
  return failures.length > 0 ? failures : all;
}

function endpointOf(url: string | undefined): VaultEndpoint | undefined {
  const host = url === undefined ? undefined : /^https?:\/\/([^/?#]+)/i.exec(url)?.[1];
  const endpoint = host === undefined ? undefined : recognizeHost(host);
  return endpoint?.kind === 'vault' ? endpoint : undefined;
}

function parsed(text: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
