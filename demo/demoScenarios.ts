// SPDX-License-Identifier: Apache-2.0

/** One thing that the demo program does; see app.mjs. */
export interface DemoStep {
  readonly action: 'read' | 'write' | 'list' | 'readWithNewClient' | 'sign' | 'badCredential';
  readonly vault: string;
  readonly times?: number;
  readonly secret?: string;
  /** Of the token endpoint, for `badCredential`. */
  readonly scenario?: string;
}

export interface DemoScenario {
  readonly name: string;
  readonly description: string;
  /** What the fake does to this vault; it serves every call where nothing is said. */
  readonly vaults?: Readonly<Record<string, string>>;
  readonly steps: readonly DemoStep[];
}

/** In the order of the tour. */
export const DEMO_SCENARIOS: readonly DemoScenario[] = [
  {
    name: 'healthy',
    description: 'a vault that serves every call',
    steps: [
      { action: 'read', vault: 'contoso-app' },
      { action: 'list', vault: 'contoso-app' },
      { action: 'write', vault: 'contoso-app' },
      { action: 'sign', vault: 'contoso-app' },
    ],
  },
  {
    name: 'rereads',
    description: 'the same secret read for every request, and a new client each time',
    steps: [
      { action: 'read', vault: 'contoso-app', times: 12 },
      { action: 'readWithNewClient', vault: 'contoso-app', times: 8 },
    ],
  },
  {
    name: 'rbac',
    description: 'no role assignment for the caller',
    vaults: { 'contoso-orders': 'rbac' },
    steps: [{ action: 'read', vault: 'contoso-orders', times: 2 }],
  },
  {
    name: 'policy',
    description: 'access policies without the permission, and without the caller',
    vaults: { 'contoso-billing': 'policy-insufficient-secret', 'contoso-mail': 'policy-missing' },
    steps: [
      { action: 'read', vault: 'contoso-billing' },
      { action: 'read', vault: 'contoso-mail' },
    ],
  },
  {
    name: 'firewall',
    description: 'an address that the firewall of the vault does not allow',
    vaults: { 'contoso-finance': 'firewall' },
    steps: [{ action: 'read', vault: 'contoso-finance', times: 2 }],
  },
  {
    name: 'private-link',
    description: 'a vault that only its private endpoint reaches',
    vaults: { 'contoso-hr': 'private-link' },
    steps: [{ action: 'read', vault: 'contoso-hr' }],
  },
  {
    name: 'throttle',
    description: '429 with Retry-After, which the SDK obeys, and without, where it gives up at once',
    vaults: { 'contoso-batch': 'throttled-advice', 'contoso-busy': 'throttled' },
    steps: [
      { action: 'read', vault: 'contoso-batch', times: 2 },
      { action: 'read', vault: 'contoso-busy', times: 4 },
    ],
  },
  {
    name: 'expired',
    description: 'a token that is past its lifetime',
    vaults: { 'contoso-nightly': 'expired' },
    steps: [{ action: 'read', vault: 'contoso-nightly' }],
  },
  {
    name: 'audience',
    description: 'a token for another service',
    vaults: { 'contoso-legacy': 'wrong-audience' },
    steps: [{ action: 'read', vault: 'contoso-legacy' }],
  },
  {
    name: 'secret-expired',
    description: 'Entra ID refuses the client secret, so the vault is never asked with a token',
    steps: [{ action: 'badCredential', vault: 'contoso-app', scenario: 'client-secret-expired' }],
  },
  {
    name: 'not-found',
    description: 'a secret that is not there',
    vaults: { 'contoso-test': 'not-found' },
    steps: [{ action: 'read', vault: 'contoso-test' }],
  },
];

/** `all`, or one scenario; `undefined` when there is none of that name. */
export function demoScenariosNamed(name: string): readonly DemoScenario[] | undefined {
  if (name === 'all') return DEMO_SCENARIOS;
  const scenario = DEMO_SCENARIOS.find((one) => one.name === name);
  return scenario && [scenario];
}
