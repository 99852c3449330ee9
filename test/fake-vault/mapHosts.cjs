// SPDX-License-Identifier: Apache-2.0
'use strict';
// A preload (--require) that sends the TCP connections of the real host names to the fake. Only the target changes:
// the TLS server name, the certificate check, the Host header and every URL stay those of the real host.
const net = require('node:net');

const CLOUD_HOSTS =
  /\.(vault|managedhsm)\.(azure\.net|azure\.cn|usgovcloudapi\.net|microsoftazure\.de|local\.azurestack\.external)$|^login\.(microsoftonline\.(com|us|de)|partner\.microsoftonline\.cn|windows\.net|chinacloudapi\.cn)$/i;
/** Vaults named so are mapped to a port on which nothing listens. */
const REFUSED = /^refused[-\d]*\./i;

/**
 * @param {{ https: number, http: number }} ports where the fake listens on 127.0.0.1
 * @returns {() => void} takes the mapping away
 */
function mapHosts(ports) {
  const original = net.Socket.prototype.connect;

  function portFor(host, port) {
    if (host === '169.254.169.254' && port === 80) return ports.http;
    if (port !== 443 || !CLOUD_HOSTS.test(host)) return undefined;
    return REFUSED.test(host) ? 1 : ports.https;
  }

  function mapped(options) {
    if (typeof options?.host !== 'string') return undefined;
    const port = portFor(options.host, Number(options.port));
    if (port === undefined) return undefined;
    return { ...options, host: '127.0.0.1', port, servername: options.servername || options.host };
  }

  net.Socket.prototype.connect = function connect(...args) {
    const [first, second] = args;
    if (Array.isArray(first)) {
      // Node's own callers pass one normalised [options, callback], marked by a symbol that has to stay on it.
      const options = mapped(first[0]);
      if (options !== undefined) {
        const normalised = [options, first[1]];
        for (const symbol of Object.getOwnPropertySymbols(first)) normalised[symbol] = first[symbol];
        args[0] = normalised;
      }
    } else if (typeof first === 'object') {
      args[0] = mapped(first) ?? first;
    } else if (typeof second === 'string') {
      const port = portFor(second, Number(first));
      if (port !== undefined) args.splice(0, 2, port, '127.0.0.1');
    }
    return original.apply(this, args);
  };
  return () => {
    net.Socket.prototype.connect = original;
  };
}

module.exports = { mapHosts };

// Idempotent, because --require runs once more in every worker thread and a test may load it by hand.
const applied = Symbol.for('fake-vault.mapHosts');
if (process.env.FAKE_VAULT_PORTS !== undefined && globalThis[applied] === undefined) {
  globalThis[applied] = mapHosts(JSON.parse(process.env.FAKE_VAULT_PORTS));
}
