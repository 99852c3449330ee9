// SPDX-License-Identifier: Apache-2.0
'use strict';
// Keeps what `keyvault-otel run` lets a program write down, which is gone when the run ends.
const { cpSync } = require('node:fs');

process.on('exit', () => {
  const { KEYVAULT_OTEL_SPOOL, TEST_KEEP_SPOOL } = process.env;
  cpSync(KEYVAULT_OTEL_SPOOL, TEST_KEEP_SPOOL, { recursive: true });
});
