// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { shownCommand } from '../../../src/cli/run/shownCommand.ts';

describe('shownCommand', () => {
  it.each([
    ['node app.js', 'node app.js'],
    ['/usr/bin/node app.js', 'node app.js'],
    ['npm start', 'npm start'],
    ['npm run dev --silent', 'npm run ...'],
    [
      'node --enable-source-maps --max-old-space-size=64 src/app.mjs S3cr3t',
      'node --enable-source-maps --max-old-space-size src/app.mjs ...',
    ],
    ['./deploy.sh', 'deploy.sh'],
    ['app', 'app'],
  ])('shows of %s what runs: %s', (command, shown) => {
    expect(shownCommand(command.split(' ')).join(' ')).toBe(shown);
  });

  it.each([
    ['app --password S3cr3t serve', 'app --password ...'],
    ['app --password=S3cr3t', 'app --password'],
    ['app -pS3cr3t', 'app -p'],
    ['app -u admin:S3cr3t', 'app -u ...'],
    ['app S3cr3t', 'app ...'],
    ['app https://u:S3cr3t@host/', 'app ...'],
    ['env AZURE_CLIENT_SECRET=S3cr3t node app.js', 'env ...'],
    ['cross-env AZURE_CLIENT_SECRET=S3cr3t.js', 'cross-env ...'],
    ['node -e "S3cr3t"', 'node -e ...'],
    ['node --eval S3cr3t', 'node --eval ...'],
    ['node --eval=S3cr3t', 'node --eval'],
    ['npx --token S3cr3t', 'npx --token ...'],
  ])('shows of %s nothing that may be a secret: %s', (command, shown) => {
    expect(shownCommand(command.split(' ')).join(' ')).toBe(shown);
  });
});
