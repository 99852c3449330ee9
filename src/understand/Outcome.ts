// SPDX-License-Identifier: Apache-2.0

/** Value of `azure.keyvault.outcome`. A `challenge` is normal protocol, not a failure. */
export type Outcome = 'success' | 'challenge' | 'failure';

/** Who has to act: the program, whoever runs the vault or the directory, Microsoft, or nobody. */
export type Responsible = 'app' | 'owner' | 'service' | 'nobody';

/** Whether sending the same request again helps: never, after a wait, or at once with a new token. */
export type Retryable = 'no' | 'later' | 'now';
