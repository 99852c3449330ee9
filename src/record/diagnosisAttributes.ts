// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import { codeOf, isAction, isWord } from '../understand/closedForms.ts';
import type { Diagnosis } from '../understand/Diagnosis.ts';
import { identifierOf } from '../understand/identifierOf.ts';
import { ownText } from '../understand/ownText.ts';
import type { ErrorFields } from '../understand/ServiceError.ts';
import * as names from './attributeNames.ts';

/** Everything that goes out is short. */
const MAX_TEXT = 128;

/**
 * What a challenge or failure adds to a span. Of the parsed message only closed vocabularies go out: the action, the
 * permission and the decision, never a name, an address or the text. They may wait long to be sent, and hold nothing of
 * the answer but what goes out.
 */
export function diagnosisAttributes(diagnosis: Diagnosis): Attributes {
  return ownText(attributesOf(diagnosis));
}

function attributesOf(diagnosis: Diagnosis): Attributes {
  const { error, challenge, retryAfter } = diagnosis;
  const attributes: Attributes = { [names.ATTR_AZURE_KEYVAULT_OUTCOME]: diagnosis.outcome };
  const set = (name: string, value: string | number | boolean | undefined): void => {
    if (value !== undefined) attributes[name] = typeof value === 'string' ? value.slice(0, MAX_TEXT) : value;
  };
  set(names.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE, diagnosis.cause);
  set(names.ATTR_AZURE_KEYVAULT_FAILURE_CODE, codeOf(error?.code));
  set(names.ATTR_AZURE_KEYVAULT_FAILURE_INNER_CODE, codeOf(error?.innerCode));
  set(names.ATTR_AZURE_KEYVAULT_CHALLENGE_TENANT_ID, identifierOf(challenge?.tenantId));
  set(names.ATTR_AZURE_KEYVAULT_CHALLENGE_RESOURCE, identifierOf(challenge?.resource));
  if (diagnosis.evidence.length > 0) attributes[names.ATTR_AZURE_KEYVAULT_FAILURE_EVIDENCE] = [...diagnosis.evidence];
  if (diagnosis.outcome !== 'failure') return attributes;

  set(names.ATTR_AZURE_KEYVAULT_FAILURE_RESPONSIBLE, diagnosis.responsible);
  set(names.ATTR_AZURE_KEYVAULT_FAILURE_RETRYABLE, diagnosis.retry);
  if (diagnosis.remedy !== undefined) attributes[names.ATTR_AZURE_KEYVAULT_FAILURE_REMEDY] = diagnosis.remedy;
  if (error !== undefined) for (const [name, value] of denialFields(error.fields)) set(name, value);
  if (retryAfter !== undefined) {
    set(names.ATTR_AZURE_KEYVAULT_RETRY_SOURCE, retryAfter.source);
    set(names.ATTR_AZURE_KEYVAULT_RETRY_AFTER, retryAfter.seconds);
  }
  return attributes;
}

function denialFields(fields: ErrorFields): readonly (readonly [string, string | boolean | undefined])[] {
  const { action, permission, objectType, decisionReason, denyAssignmentId } = fields;
  return [
    [names.ATTR_AZURE_KEYVAULT_FAILURE_ACTION, typeof action === 'string' && isAction(action) ? action : undefined],
    [
      names.ATTR_AZURE_KEYVAULT_FAILURE_PERMISSION,
      isWord(permission) ? (isWord(objectType) ? `${objectType} ${permission}` : permission) : undefined,
    ],
    [names.ATTR_AZURE_KEYVAULT_FAILURE_DECISION_REASON, isWord(decisionReason) ? decisionReason : undefined],
    [
      names.ATTR_AZURE_KEYVAULT_FAILURE_DENY_ASSIGNMENT,
      denyAssignmentId === undefined ? undefined : denyAssignmentId !== null,
    ],
  ];
}
