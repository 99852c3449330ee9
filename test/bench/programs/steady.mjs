// SPDX-License-Identifier: Apache-2.0
// `steady.mjs port rate minutes`: calls to vaults and other hosts at a steady rate; every second one line of JSON about it.
import { createRequire } from 'node:module';
import { monitorEventLoopDelay } from 'node:perf_hooks';

// Where it is imported, OpenTelemetry's own instrumentation does not see it.
const http = createRequire(import.meta.url)('node:http');

const [port, rate, minutes] = process.argv.slice(2).map(Number);
const STATUSES = [200, 200, 200, 200, 200, 200, 200, 401, 403, 429];
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const guid = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const authorization = `Bearer ${part({ alg: 'RS256' })}.${part({ aud: 'https://vault.azure.net', appid: guid, exp: 4_102_444_800 })}.${'s'.repeat(342)}`;
const agent = new http.Agent({ keepAlive: true });
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

async function byFetch(url, headers) {
  const response = await fetch(url, { headers });
  await response.text();
}

function byHttp(url, headers) {
  return new Promise((resolve, reject) => {
    http
      .request(url, { agent, headers }, (response) => response.resume().on('end', resolve))
      .on('error', reject)
      .end();
  });
}

let made = 0;
let vaultCalls = 0;
let failed = 0;
let durations = [];

async function call() {
  made += 1;
  const index = made;
  const status = STATUSES[index % STATUSES.length];
  const isVault = index % 5 !== 0;
  const host = isVault ? `vault-${index % 20}.vault.azure.net` : 'shop.example.test';
  const headers = status === 401 ? {} : { authorization };
  const startedAt = performance.now();
  try {
    await (index % 2 === 0 ? byFetch : byHttp)(
      `http://${host}:${port}/secrets/s-${index % 300}?api-version=7.6&status=${status}`,
      headers,
    );
    if (isVault) vaultCalls += 1;
  } catch {
    failed += 1;
  }
  durations.push(performance.now() - startedAt);
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const startedAt = Date.now();
const report = () => {
  const sorted = durations.toSorted((a, b) => a - b);
  const { heapUsed, rss } = process.memoryUsage();
  const at = (share) => sorted[Math.floor((sorted.length - 1) * share)];
  const line = {
    made,
    vaultCalls,
    failed,
    p50: at(0.5),
    p99: at(0.99),
    heap: heapUsed,
    rss,
    delay: delay.percentile(99) / 1e6,
    cpu: cpuMs(),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  durations = [];
  delay.reset();
};
const PER_TICK = 20;
const ticks = setInterval(() => {
  for (let index = 0; index < rate / PER_TICK; index += 1) void call();
}, 1_000 / PER_TICK);
const reports = setInterval(report, 1_000);
setTimeout(
  () => {
    clearInterval(ticks);
    clearInterval(reports);
    agent.destroy();
    // What is on its way arrives first.
    setTimeout(report, 500);
  },
  minutes * 60_000 - (Date.now() - startedAt),
);
