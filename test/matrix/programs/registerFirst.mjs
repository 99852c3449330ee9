// SPDX-License-Identifier: Apache-2.0
// No flag: the program loads the preload itself, first of all.
import 'keyvault-otel/register';
import './app.mjs';
