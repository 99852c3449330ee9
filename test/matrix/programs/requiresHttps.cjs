// SPDX-License-Identifier: Apache-2.0
// A CommonJS package that requires node:https, as many do: from here on the HTTP instrumentation has patched it.
require('node:https');
