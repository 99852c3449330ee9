// SPDX-License-Identifier: Apache-2.0
// `npm run test:backends`: the agent against real backends. See dashboards/README.md for what it proves.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Binaries, findBinaries } from './binaries.ts';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
/** Long enough for the half with trouble to fill the windows of rates. */
const TRAFFIC_SECONDS = 100;
const FLEET = { services: 500, vaults: 60, minutes: 20, stepSeconds: 120 };

function say(text: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}

/** Everything that has to be there first, or a message that says how to get it. */
function prerequisites(): Binaries {
  if (!existsSync(join(HERE, 'node_modules/@grafana/scenes'))) {
    throw new Error('the packages of this proof are not installed: npm ci --prefix test/backends');
  }
  if (!existsSync(join(ROOT, 'dist/register.cjs'))) throw new Error('the preload is not built: npm run build');
  return findBinaries();
}

async function main(): Promise<void> {
  const binaries = prerequisites();
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  for (const project of [HERE, join(HERE, 'grafana')]) {
    execFileSync(process.execPath, [tsc, '--noEmit', '-p', project], { stdio: 'inherit' });
  }
  // Only now: these import what prerequisites() looked for.
  const { Backends } = await import('./Backends.ts');
  const { checkAlertRules } = await import('./checkAlertRules.ts');
  const { checkDrawing, checkReadability, DASHBOARD_FILES } = await import('./checkDrawing.ts');
  const { checkPager } = await import('./checkPager.ts');
  const { checkSchema } = await import('./checkSchema.ts');
  const { checkCollector, checkCounts } = await import('./checkTelemetry.ts');
  const { EXPORT_SECONDS, startDemoTraffic } = await import('./demoTraffic.ts');
  const { GrafanaPage } = await import('./GrafanaPage.ts');
  const { Prometheus } = await import('./Prometheus.ts');
  const { sendSyntheticFleet } = await import('./SyntheticFleet.ts');

  say(checkAlertRules(binaries.PROMTOOL));
  say(checkSchema(DASHBOARD_FILES));

  const pictures = process.argv.includes('--pictures')
    ? join(ROOT, 'dashboards/images')
    : mkdtempSync(join(tmpdir(), 'keyvault-pictures-'));
  const backends = await Backends.start(binaries);
  try {
    say('Prometheus, collector and Alertmanager run; five services call the fake vault');
    const begin = Date.now();
    const traffic = await startDemoTraffic(backends, TRAFFIC_SECONDS);
    try {
      for (const { code, stderr } of await traffic.ended) {
        if (code !== 0) throw new Error(`a service ended with ${code}:\n${stderr}`);
      }
      const end = Date.now();
      say(await checkCollector(backends));
      const page = await GrafanaPage.start(binaries.CHROMIUM, backends.prometheus);
      try {
        for (const dashboard of DASHBOARD_FILES) {
          const drawn = await checkDrawing(
            page,
            {
              dashboard,
              from: new Date(begin).toISOString(),
              to: new Date(end).toISOString(),
              interval: EXPORT_SECONDS,
              variables: dashboard.includes('vault.json') ? { vault: 'kv-signing.vault.azure.net' } : {},
            },
            pictures,
          );
          say(`${dashboard}: ${drawn.queries.length} queries returned data, every panel drew it`);
          if (dashboard === 'keyvault-overview.json') {
            const table = drawn.queries.find(({ expr }) => expr.includes('topk(50'));
            if (table === undefined) throw new Error('the table of failed calls was not drawn');
            say(
              await checkCounts(new Prometheus(backends.prometheus), traffic.fake, {
                expr: table.expr,
                time: end / 1000,
              }),
            );
          }
        }
      } finally {
        await page.stop();
      }
      say(await checkPager(backends));
    } finally {
      await traffic.fake.close();
    }
  } finally {
    await backends.stop();
  }

  const fleet = await Backends.start(binaries);
  try {
    await sendSyntheticFleet(fleet.prometheus, FLEET);
    const page = await GrafanaPage.start(binaries.CHROMIUM, fleet.prometheus);
    try {
      for (const dashboard of DASHBOARD_FILES) {
        const most = await checkReadability(page, {
          dashboard,
          from: `now-${FLEET.minutes}m`,
          interval: FLEET.stepSeconds,
        });
        say(`${dashboard} of ${FLEET.services} services: at most ${most} series in a panel`);
      }
    } finally {
      await page.stop();
    }
  } finally {
    await fleet.stop();
  }
  say(`done; pictures are in ${pictures}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`test:backends failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
