// SPDX-License-Identifier: Apache-2.0
'use strict';
// A preload (--require): every name is 127.0.0.1. URLs carry the port of the server, so nothing else has to change.
const dns = require('node:dns');

dns.lookup = (_name, options, callback) => {
  const done = callback ?? options;
  const all = typeof options === 'object' && options.all === true;
  process.nextTick(() => (all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)));
};
