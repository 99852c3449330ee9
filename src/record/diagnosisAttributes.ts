// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import { codeOf, isAction, isWord } from '../understand/closedForms.ts';
import type { Diagnosis } from '../understand/Diagnosis.ts';
import { identifierOf } from '../understand/identifierOf.ts';
import { ownText } from '../understand/ownText.ts';
import * as names from './attributeNames.ts';

/** Everything that goes out is short. */
const MAX_TEXT = 128;

/**
 * What a challenge or failure adds to a span. Of the parsed message only closed vocabularies go out: the action, the
 * permission and the decision, never a name, an address or the text. They may wait long to be sent, and hold nothing of
 * the answer but what goes out.
 */
export function diagnosisAttributes(diagnosis: Diagnosis): Attributes {
  const { error, challenge, retryAfter } = diagnosis;
  const attributes: Attributes = { [names.ATTR_AZURE_KEYVAULT_OUTCOME]: diagnosis.outcome };
  const set = (name: string, value: string | number | boolean | undefined): void => {
    if (value !== undefined) attributes[name] = value;
  };
  const setOwn = (name: string, text: string | undefined): void => {
    if (text !== undefined) attributes[name] = ownText(text.slice(0, MAX_TEXT));
  };
  set(names.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE, diagnosis.cause);
  setOwn(names.ATTR_AZURE_KEYVAULT_FAILURE_CODE, codeOf(error?.code));
  setOwn(names.ATTR_AZURE_KEYVAULT_FAILURE_INNER_CODE, codeOf(error?.innerCode));
  setOwn(names.ATTR_AZURE_KEYVAULT_CHALLENGE_TENANT_ID, identifierOf(challenge?.tenantId));
  setOwn(names.ATTR_AZURE_KEYVAULT_CHALLENGE_RESOURCE, identifierOf(challenge?.resource));
  if (diagnosis.evidence.length > 0) {
    attributes[names.ATTR_AZURE_KEYVAULT_FAILURE_EVIDENCE] = diagnosis.evidence.map(ownText);
  }
  if (diagnosis.outcome !== 'failure') return attributes;

  set(names.ATTR_AZURE_KEYVAULT_FAILURE_RESPONSIBLE, diagnosis.responsible);
  set(names.ATTR_AZURE_KEYVAULT_FAILURE_RETRYABLE, diagnosis.retry);
  set(names.ATTR_AZURE_KEYVAULT_FAILURE_REMEDY, diagnosis.remedy);
  if (error !== undefined) {
    const { action, permission, objectType, decisionReason, denyAssignmentId } = error.fields;
    if (typeof action === 'string' && isAction(action)) setOwn(names.ATTR_AZURE_KEYVAULT_FAILURE_ACTION, action);
    if (isWord(permission)) {
      const right = isWord(objectType) ? `${objectType} ${permission}` : permission;
      setOwn(names.ATTR_AZURE_KEYVAULT_FAILURE_PERMISSION, right);
    }
    if (isWord(decisionReason)) setOwn(names.ATTR_AZURE_KEYVAULT_FAILURE_DECISION_REASON, decisionReason);
    if (denyAssignmentId !== undefined) {
      set(names.ATTR_AZURE_KEYVAULT_FAILURE_DENY_ASSIGNMENT, denyAssignmentId !== null);
    }
  }
  if (retryAfter !== undefined) {
    set(names.ATTR_AZURE_KEYVAULT_RETRY_SOURCE, retryAfter.source);
    set(names.ATTR_AZURE_KEYVAULT_RETRY_AFTER, retryAfter.seconds);
  }
  return attributes;
}
