// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';

/** What of playwright-core is used here: the package is not there unless it was installed in this directory. */
export interface Page {
  readonly goto: (url: string) => Promise<unknown>;
  readonly evaluate: (expression: string) => Promise<unknown>;
  readonly screenshot: (options: { readonly path: string }) => Promise<unknown>;
  readonly on: {
    (event: 'console', listener: (message: { readonly text: () => string }) => void): unknown;
    (event: 'pageerror', listener: (error: Error) => void): unknown;
    (event: 'request', listener: (request: { readonly url: () => string }) => void): unknown;
  };
  readonly close: () => Promise<void>;
}

export interface Browser {
  readonly newPage: (options: {
    readonly viewport: { readonly width: number; readonly height: number };
    readonly colorScheme: 'light' | 'dark';
  }) => Promise<Page>;
  readonly close: () => Promise<void>;
}

interface Playwright {
  readonly chromium: {
    readonly launch: (options: {
      readonly executablePath: string;
      readonly args: readonly string[];
    }) => Promise<Browser>;
  };
}

const PLAYWRIGHT: string = 'playwright-core';

/** The Chromium of the machine: `CHROMIUM`, or where Linux distributions put it. */
const CHROMIUM = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path));

/** Starts the browser; where it cannot be started, the text says what is missing. */
export async function startChromium(): Promise<Browser | string> {
  if (CHROMIUM === undefined) return 'no Chromium: install one, or set CHROMIUM to its path';
  const playwright = (await import(PLAYWRIGHT).catch(() => undefined)) as Playwright | undefined;
  if (playwright === undefined) return 'no playwright-core: run npm ci in test/cli/browser';
  return playwright.chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}
