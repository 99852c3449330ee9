// SPDX-License-Identifier: Apache-2.0
'use strict';
// A preload: the library alone, in a process that has no SDK.
const { KeyVaultInstrumentation } = require('../../../dist/index.cjs');

new KeyVaultInstrumentation();
