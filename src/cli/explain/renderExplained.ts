// SPDX-License-Identifier: Apache-2.0
import { CAUSES, type CauseName } from '../../understand/causes.ts';
import type { Identity } from '../../understand/Identity.ts';
import type { ErrorFields } from '../../understand/ServiceError.ts';
import { formatCaller, formatSeconds, RESPONSIBLE_TEXTS, RETRY_TEXTS } from '../report/format.ts';
import { printable } from '../terminal/printable.ts';
import { type Fact, renderFacts } from '../terminal/renderFacts.ts';
import type { Terminal } from '../terminal/Terminal.ts';
import type { Explained, Explanation, TokenJudgement } from './Explanation.ts';
import { suggestCommands } from './suggestCommands.ts';

const MAX_SHOWN = 20;
const VERDICTS = { ok: ['ok', 'good'], warning: ['note', 'warn'], failure: ['WRONG', 'bad'] } as const;

/** The answer as text for a terminal. */
export function renderExplained({ errors, tokens }: Explained, terminal: Terminal): string {
  const parts = [
    ...errors.slice(0, MAX_SHOWN).map((error) => renderError(error, terminal)),
    ...(errors.length > MAX_SHOWN ? [[`... and ${errors.length - MAX_SHOWN} more`]] : []),
    ...tokens.map((token) => renderToken(token, terminal)),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function renderError(explanation: Explanation, terminal: Terminal): readonly string[] {
  const { cause, diagnosis, count } = explanation;
  const { error, responsible, retry } = diagnosis;
  const times = count === 1 ? '' : `  (${count} times)`;
  return [
    `${terminal.paint('bad', cause)}${times}`,
    ...renderFacts(terminal, [
      ['found', foundOf(explanation)],
      ['where', placeOf(explanation)],
      ['who', callerOf(diagnosis.identity, error?.fields ?? {})],
      ['evidence', diagnosis.evidence.join(' ')],
      ...details(error?.fields ?? {}),
      ['to act', responsible === undefined ? undefined : RESPONSIBLE_TEXTS[responsible]],
      ['retry', retry === undefined ? undefined : RETRY_TEXTS[retry]],
      ['remedy', diagnosis.remedy, 'strong'],
      ...suggestCommands(diagnosis).map((command): Fact => ['command', command]),
      ['more', diagnosis.reference, 'dim'],
    ]),
  ];
}

function foundOf({ status, isStatusTold, codes }: Explanation): string | undefined {
  const answer = status === undefined ? 'no answer' : isStatusTold ? `HTTP ${status}` : undefined;
  const found = [answer, ...codes].filter((part) => part !== undefined);
  return found.length === 0 ? undefined : found.join(', ');
}

function placeOf({ diagnosis, isHostKnown, isMethodKnown }: Explanation): string | undefined {
  const { service, vault, operation, cloud } = diagnosis;
  const isToken = service === 'identity';
  const name = isHostKnown && !isToken ? vault : undefined;
  const what = isToken || (isMethodKnown && isHostKnown && operation !== 'Unknown') ? operation : undefined;
  const place = [what, name === undefined ? undefined : `${what === undefined ? '' : 'on '}${name}`]
    .filter((part) => part !== undefined)
    .join(' ');
  if (place === '') return undefined;
  return cloud === 'public' ? place : `${place} (${cloud})`;
}

function callerOf(identity: Identity | undefined, fields: ErrorFields): string | undefined {
  if (identity !== undefined)
    return formatCaller({ appId: undefined, objectId: undefined, tenantId: undefined, ...identity });
  const [appId, objectId] = [textOf(fields['appid']), textOf(fields['oid'])];
  const tenantId = /[0-9a-f-]{36}/i.exec(textOf(fields['iss']) ?? '')?.[0];
  if (appId === undefined && objectId === undefined) return textOf(fields['callerName']);
  return formatCaller({ type: undefined, appId, objectId, tenantId });
}

const DETAILS: readonly (readonly [field: string, label: string])[] = [
  ['action', 'missing'],
  ['clientAddress', 'address'],
  ['scope', 'scope'],
  ['expectedAudience', 'expected'],
  ['foundAudience', 'got'],
  ['expectedIssuer', 'expected'],
  ['foundIssuer', 'got'],
];

function details(fields: ErrorFields): readonly Fact[] {
  const permission = textOf(fields['permission']);
  const missing = permission === undefined ? undefined : `${textOf(fields['objectType']) ?? ''} ${permission}`.trim();
  return [['missing', missing], ...DETAILS.map(([field, label]): Fact => [label, textOf(fields[field])])];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function renderToken({ identity, host, checks }: TokenJudgement, terminal: Terminal): readonly string[] {
  const { paint } = terminal;
  const against = host === undefined ? '' : `, judged against ${printable(host)}`;
  const wrong = checks.find(({ verdict }) => verdict === 'failure');
  const verdict = wrong === undefined ? paint('good', 'no fault found') : paint('bad', wrong.cause ?? 'wrong');
  return [
    `${paint('strong', 'access token')}  ${verdict}${paint('dim', `  (decoded offline${against}; its signature is not checked)`)}`,
    ...renderFacts(terminal, [
      ['audience', identity.audience],
      ['issuer', identity.issuer],
      ['tenant', identity.tenantId],
      ['app id', identity.appId],
      ['object id', identity.objectId],
      ['caller', `${identity.type.replace('_', ' ')}${identity.delegated ? ', on behalf of a user' : ''}`],
      ['client', identity.clientType],
      ['version', identity.version],
      ['issued', time(identity.issuedAt)],
      ['begins', identity.notBefore === identity.issuedAt ? undefined : time(identity.notBefore)],
      ['expires', time(identity.expiresAt)],
      ['lifetime', lifetime(identity)],
    ]),
    ...checks.flatMap(({ verdict: of, text }) => {
      const [word, style] = VERDICTS[of];
      return renderFacts(terminal, [[word, text, style]]);
    }),
    ...remedyOf(wrong?.cause, terminal),
  ];
}

function remedyOf(cause: CauseName | undefined, terminal: Terminal): readonly string[] {
  if (cause === undefined) return [];
  const { responsible, retry, remedy, reference } = CAUSES[cause];
  return renderFacts(terminal, [
    ['to act', RESPONSIBLE_TEXTS[responsible]],
    ['retry', RETRY_TEXTS[retry]],
    ['remedy', remedy, 'strong'],
    ['more', reference, 'dim'],
  ]);
}

function lifetime({ issuedAt, notBefore, expiresAt }: Identity): string | undefined {
  const start = notBefore ?? issuedAt;
  return start === undefined || expiresAt === undefined ? undefined : formatSeconds(expiresAt - start);
}

function time(seconds: number | undefined): string | undefined {
  return seconds === undefined
    ? undefined
    : new Date(seconds * 1000).toISOString().replace('T', ' ').replace('.000Z', ' UTC');
}
