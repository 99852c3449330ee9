// SPDX-License-Identifier: Apache-2.0
// No flag: the program loads the preload itself, first of all.
require('keyvault-otel/register');
void require('./work.cjs').work();
