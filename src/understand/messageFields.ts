// SPDX-License-Identifier: Apache-2.0
import type { ErrorFields } from './ServiceError.ts';

type Fields = Record<string, string | number | boolean | null>;

const maxValueLength = 1024;
const maxLabels = 32;

/**
 * Labels in front of a value, which may be empty. Each stands on a line of its own, though some tools print the message on
 * one line.
 */
const label =
  /(?<!\S)(Client address|Caller|Action|Resource|Assignment|DenyAssignmentId|DecisionReason|Vault|Reason):[^\S\r\n]*/g;

/** Labels whose value is taken as it stands; `null` is a literal of the service. */
const plainFields: Readonly<Record<string, string>> = {
  Action: 'action',
  Resource: 'resource',
  Assignment: 'assignment',
  DenyAssignmentId: 'denyAssignmentId',
  DecisionReason: 'decisionReason',
};

/** Members of `Caller: name=...;appid=...`; every other member is left out. */
const callerFields: Readonly<Record<string, string>> = {
  name: 'callerName',
  appid: 'appid',
  oid: 'oid',
  tid: 'tid',
  iss: 'iss',
  xms_mirid: 'xms_mirid',
  xms_az_rid: 'xms_az_rid',
};

interface Sentence {
  /** Literal part of the pattern: most messages have one of the sentences, and to look for this is quick. */
  readonly mark: string;
  readonly pattern: RegExp;
  /** Names of the groups of the pattern, in their order. */
  readonly fields: readonly string[];
}

/** Whole sentences that hold values. */
const sentences: readonly Sentence[] = [
  {
    mark: ' permission on key vault',
    pattern: /does not have (\w{1,32}) (.{1,64}?) permission on key vault/,
    fields: ['objectType', 'permission'],
  },
  {
    mark: ' is not allowed on a',
    pattern: /Operation (\w{1,32}) is not allowed on an? [\w-]{1,32} (\w{1,32})/,
    fields: ['operation', 'objectType'],
  },
  {
    mark: ' is not permitted on this ',
    pattern: /Operation (\w{1,32}) is not permitted on this (\w{1,32})/,
    fields: ['operation', 'objectType'],
  },
  { mark: '" is unavailable', pattern: /Operation "(\w{1,64})" is unavailable/, fields: ['operation'] },
  {
    mark: 'Not authorized to access ',
    pattern: /Not authorized to access ([^\s']{1,256}) on '?([^\s'(]{1,512})/,
    fields: ['action', 'scope'],
  },
  { mark: 'Client address (', pattern: /Client address \(([^)\s]{1,64})\)/, fields: ['clientAddress'] },
  {
    mark: 'Invalid audience. Expected ',
    pattern: /Invalid audience\. Expected (.{1,512}?), found:? (\S{1,512})/,
    fields: ['expectedAudience', 'foundAudience'],
  },
  {
    mark: 'Invalid issuer. Expected ',
    pattern: /Invalid issuer\. Expected (?:one of )?(.{1,1024}?), found:? (\S{1,512})/,
    fields: ['expectedIssuer', 'foundIssuer'],
  },
  { mark: ' was not found', pattern: /resource principal named (\S{1,512}) was not found/, fields: ['resource'] },
  { mark: '(Activity ID: ', pattern: /\(Activity ID: ([\w-]{1,64})\)/, fields: ['activityId'] },
];

/** Fields whose value ends with the sentence, and so with a dot that is not part of it. */
const endOfSentence = new Set(['foundAudience', 'foundIssuer']);

/**
 * Takes the values out of an error message of a vault, a Managed HSM or Entra ID. A line that older responses of the
 * service left out is `null`, as if it had said so. Bounded, linear, never throws.
 */
export function messageFields(message: string): ErrorFields {
  const fields: Fields = {};
  if (message === '') return fields;
  if (message.includes('Caller is not authorized to perform action on resource')) {
    fields['denyAssignmentId'] = null;
    fields['decisionReason'] = null;
  }
  for (const [name, value] of labelled(message)) addLabelled(fields, name, value);
  for (const { mark, pattern, fields: names } of sentences) {
    if (!message.includes(mark)) continue;
    const found = pattern.exec(message);
    names.forEach((name, index) => {
      const value = found?.[index + 1];
      if (value !== undefined) fields[name] = endOfSentence.has(name) ? withoutDot(value) : value;
    });
  }
  const caller = quotedAfter(message, /(?:group or application|requires the caller) '/);
  if (caller !== undefined) addCaller(fields, caller);
  const vault = quotedAfter(message, /key vault '/);
  if (vault !== undefined) addVault(fields, vault);
  if (fields['clientAddress'] !== undefined) fields['unknownSubnet'] = message.includes('from unknown subnet');
  return fields;
}

function addLabelled(fields: Fields, name: string, value: string): void {
  if (name === 'Caller') addCaller(fields, value);
  else if (name === 'Vault') addVault(fields, value);
  else if (name === 'Client address') fields['clientAddress'] = value.split(/\s/, 1)[0] ?? '';
  else if (name === 'Reason') fields['reason'] = /^\w{1,128}/.exec(value)?.[0] ?? null;
  else if (Object.hasOwn(plainFields, name)) fields[plainFields[name] ?? name] = plainValue(name, unquoted(value));
}

/** A word in the place of an id, as `(not found)`, or a `null` that the end of the text has cut, is none: ids have digits. */
const idLike = /^'?[\w/.()-]+$/;

function plainValue(name: string, value: string): string | null {
  if (value === '' || value === 'null') return null;
  if (name !== 'DenyAssignmentId') return value;
  return idLike.test(value) && /\d/.test(value) ? value : null;
}

function addCaller(fields: Fields, caller: string): void {
  for (const [name, value] of members(caller)) {
    if (name === 'numgroups') {
      const count = Number(value);
      if (Number.isSafeInteger(count)) fields[name] = count;
    } else if (Object.hasOwn(callerFields, name)) fields[callerFields[name] ?? name] = value;
  }
}

function addVault(fields: Fields, vault: string): void {
  const nameEnd = vault.indexOf(';');
  fields['vault'] = (nameEnd < 0 ? vault : vault.slice(0, nameEnd)).trim();
  for (const [name, value] of members(vault)) if (name === 'location') fields['location'] = value;
}

/** The values behind the labels, each up to the end of its line or the next label. */
function labelled(message: string): readonly (readonly [name: string, value: string])[] {
  const found: RegExpExecArray[] = [];
  label.lastIndex = 0;
  for (let match = label.exec(message); match !== null && found.length < maxLabels; match = label.exec(message)) {
    found.push(match);
  }
  return found.map((match, index) => {
    const start = match.index + match[0].length;
    const rest = message.slice(start, Math.min(found[index + 1]?.index ?? message.length, start + maxValueLength));
    return [match[1] ?? '', firstLine(rest).trim()];
  });
}

function members(text: string): readonly (readonly [name: string, value: string])[] {
  return text.split(';', 32).map((member) => {
    const equals = member.indexOf('=');
    return equals < 0 ? ['', ''] : [member.slice(0, equals).trim(), member.slice(equals + 1).trim()];
  });
}

function firstLine(text: string): string {
  const end = text.search(/[\r\n]/);
  return end < 0 ? text : text.slice(0, end);
}

function quotedAfter(message: string, start: RegExp): string | undefined {
  const found = start.exec(message);
  if (found === null) return undefined;
  const from = found.index + found[0].length;
  const end = message.indexOf("'", from);
  return message.slice(from, Math.min(end < 0 ? message.length : end, from + maxValueLength));
}

function unquoted(value: string): string {
  return value.startsWith("'") && value.endsWith("'") && value.length > 1 ? value.slice(1, -1) : value;
}

/** `found: https://vault.azure.net/.` holds a slash: exactly one dot goes. */
function withoutDot(value: string): string {
  return value.endsWith('.') ? value.slice(0, -1) : value;
}
