// SPDX-License-Identifier: Apache-2.0

// Only what every Node with modules knows may stand here: the command itself is loaded after the check.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 15)) {
  import('./cli.ts').then(({ runCli }) => runCli(process.argv.slice(2)));
} else {
  process.stderr.write(`keyvault-otel needs Node 22.15 or later; this is Node ${process.versions.node}.\n`);
  process.exitCode = 2;
}
