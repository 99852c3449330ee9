// SPDX-License-Identifier: Apache-2.0
// Makes docs/images/report.png anew: node test/cli/browser/takePicture.ts
import { mkdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startChromium } from './chromium.ts';
import { reportOfRun } from './reportOfRun.ts';

const PICTURE = fileURLToPath(new URL('../../../docs/images/report.png', import.meta.url));

const browser = await startChromium();
if (typeof browser === 'string') throw new Error(browser);
const page = await browser.newPage({ viewport: { width: 1280, height: 1180 }, colorScheme: 'light' });
await page.goto(pathToFileURL(await reportOfRun(60)).href);
mkdirSync(fileURLToPath(new URL('.', pathToFileURL(PICTURE))), { recursive: true });
await page.screenshot({ path: PICTURE });
await browser.close();
