// SPDX-License-Identifier: Apache-2.0
import type { Bench } from '../Bench.ts';
import type { MatrixCase } from '../MatrixCase.ts';

const LINES = [
  { set: 'otel3', title: 'secrets 4.12, keys 4.10, certificates 4.10, identity 4.14' },
  { set: 'azure-previous', title: 'secrets 4.11, keys 4.9, certificates 4.9, identity 4.13' },
  { set: 'azure-before', title: 'secrets 4.10, keys 4.8, certificates 4.8, identity 4.12' },
] as const;
const PRELOAD = ['--require', 'keyvault-otel/register'];
/** What programs/azureObjects.cjs does, as the vault's own log names it. */
const OPERATIONS = ['SecretSet', 'SecretGet', 'SecretList', 'KeyCreate', 'KeySign', 'CertificateGet'];

/** The Azure SDK of the current and the previous two minor lines. */
export const AZURE_CASES: readonly MatrixCase[] = LINES.flatMap(({ set, title }): MatrixCase[] => {
  const base = { group: 'azure', set } as const;
  return [
    {
      ...base,
      title: `${title}: under our preload`,
      args: [...PRELOAD, 'programs/app.cjs'],
      expected: { azure: 'http', fetch: 'undici' },
    },
    {
      ...base,
      title: `${title}: ES modules, under our preload`,
      args: [...PRELOAD, 'programs/app.mjs'],
      expected: { azure: 'http', fetch: 'undici' },
    },
    {
      ...base,
      title: `${title}: own NodeSDK with HTTP, undici, Key Vault`,
      args: ['programs/ownSdk.cjs'],
      env: { INSTRUMENTATIONS: 'http,undici,keyvault' },
      expected: { azure: 'http', fetch: 'undici', hooks: true },
    },
    {
      ...base,
      title: `${title}: secrets, keys and certificates`,
      args: [...PRELOAD, 'programs/azureObjects.cjs'],
      check: (bench, { code, stderr }) => [
        ...(code === 0 ? [] : [`exit code ${code}: ${stderr}`]),
        ...operations(bench),
      ],
    },
  ];
});

function operations({ receiver }: Bench): readonly string[] {
  const succeeded = receiver
    .spans()
    .filter(({ attributes }) => attributes['azure.keyvault.outcome'] === 'success')
    .map(({ attributes }) => attributes['azure.keyvault.operation.name'])
    .filter((name) => name !== undefined);
  const problems = OPERATIONS.filter((name) => !succeeded.includes(name)).map((name) => `no span of ${name}`);
  const failed = receiver.spans().filter(({ attributes }) => attributes['azure.keyvault.outcome'] === 'failure');
  return [...problems, ...failed.map(({ name }) => `${name} is a failure`)];
}
