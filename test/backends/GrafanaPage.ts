// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { build } from 'vite';
import { viteConfig } from './grafana/viteConfig.ts';
import { freePort } from './Service.ts';

const HERE = import.meta.dirname;
const DASHBOARDS = join(HERE, '../../dashboards');
const BUILT = join(HERE, 'grafana/dist');
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

/** One query of a panel, as Grafana's code interpolated it. */
export interface DrawnQuery {
  readonly expr: string;
  readonly kind: 'instant' | 'range';
  /** How many series came back. */
  readonly series: number;
}

/** What a drawn dashboard showed. */
export interface Drawn {
  readonly errors: readonly string[];
  readonly queries: readonly DrawnQuery[];
  /** Titles of panels without data. */
  readonly empty: readonly string[];
  readonly text: string;
  readonly picture: Buffer;
}

export interface DrawOptions {
  /** File in `dashboards/`. */
  readonly dashboard: string;
  readonly from: string;
  readonly to?: string;
  /** Seconds between two exports. */
  readonly interval: number;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Serves the page with Grafana's libraries, the dashboards, and Prometheus under one origin. */
async function startServer(prometheus: string): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    try {
      if (url.pathname.startsWith('/prometheus/')) {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const answer = await fetch(prometheus + url.pathname.slice('/prometheus'.length) + url.search, {
          method: request.method ?? 'GET',
          headers: { 'content-type': request.headers['content-type'] ?? 'text/plain' },
          ...(request.method === 'POST' ? { body: Buffer.concat(chunks) } : {}),
        });
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
        return;
      }
      const path = url.pathname.startsWith('/dashboards/')
        ? join(DASHBOARDS, normalize(url.pathname.slice('/dashboards/'.length)))
        : join(BUILT, url.pathname === '/' ? 'index.html' : normalize(url.pathname));
      const content = readFileSync(path);
      response
        .writeHead(200, { 'content-type': CONTENT_TYPES[extname(path)] ?? 'application/octet-stream' })
        .end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${port}` };
}

/** Draws dashboards with Grafana's own libraries in Chromium, from a real Prometheus. */
export class GrafanaPage {
  readonly #server: Server;
  readonly #url: string;
  readonly #browser: BrowserContext;
  readonly #profile: string;

  private constructor(server: Server, url: string, browser: BrowserContext, profile: string) {
    this.#server = server;
    this.#url = url;
    this.#browser = browser;
    this.#profile = profile;
  }

  static async start(chromiumPath: string, prometheus: string): Promise<GrafanaPage> {
    await build(viteConfig);
    const { server, url } = await startServer(prometheus);
    const profile = mkdtempSync(join(tmpdir(), 'keyvault-chromium-'));
    const browser = await chromium.launchPersistentContext(profile, {
      executablePath: chromiumPath,
      headless: true,
      viewport: { width: 1600, height: 900 },
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    return new GrafanaPage(server, url, browser, profile);
  }

  async draw(options: DrawOptions): Promise<Drawn> {
    const page = await this.#browser.newPage();
    const query = new URLSearchParams({
      dashboard: options.dashboard,
      from: options.from,
      to: options.to ?? 'now',
      interval: String(options.interval),
      ...Object.fromEntries(Object.entries(options.variables ?? {}).map(([name, value]) => [`var-${name}`, value])),
    });
    const thrown: string[] = [];
    page.on('pageerror', (error) => thrown.push(`page: ${error.stack ?? error.message}`));
    await page.goto(`${this.#url}/?${query}`);
    // Panels below the fold are drawn only when they come into view: make everything come into view.
    const height = await this.#settledHeight(page);
    await page.setViewportSize({ width: 1600, height });
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(3000);
    const seen = await page.evaluate(() => window.__observed());
    const drawn = {
      ...seen,
      errors: [...seen.errors, ...thrown],
      text: await page.evaluate(() => document.body.textContent ?? ''),
      picture: await page.screenshot(),
    };
    await page.close();
    return drawn;
  }

  async #settledHeight(page: Awaited<ReturnType<BrowserContext['newPage']>>): Promise<number> {
    await page.waitForSelector('[data-viz-panel-key]', { timeout: 20_000 }).catch(() => undefined);
    await page.waitForTimeout(1000);
    return page.evaluate(() => Math.min(6000, Math.max(600, document.body.scrollHeight)));
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    rmSync(this.#profile, { recursive: true, force: true });
  }
}

declare global {
  interface Window {
    __observed: () => { errors: string[]; queries: DrawnQuery[]; empty: string[] };
  }
}
