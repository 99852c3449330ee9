// SPDX-License-Identifier: Apache-2.0
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChromium } from './chromium.ts';
import { reportOfRun } from './reportOfRun.ts';

const browser = await startChromium();
if (typeof browser === 'string') process.stderr.write(`The HTML report is not tested in a browser: ${browser}.\n`);

describe.skipIf(typeof browser === 'string')('the HTML report in Chromium', () => {
  let url = '';
  beforeAll(async () => {
    url = pathToFileURL(await reportOfRun(6)).href;
  });
  afterAll(async () => {
    if (typeof browser !== 'string') await browser.close();
  });

  const cases = [400, 640, 1280].flatMap((width) =>
    (['light', 'dark'] as const).map((scheme) => [width, scheme] as const),
  );

  it.each(cases)('is readable at %i px, %s', async (width, colorScheme) => {
    if (typeof browser === 'string') return;
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const troubles: string[] = [];
    page.on('console', (message) => troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:') && !request.url().startsWith('data:')) troubles.push(request.url());
    });
    await page.goto(url);

    const seen = await page.evaluate(`({
      scroll: document.documentElement.scrollWidth,
      causes: [...document.querySelectorAll('.cause h3')].map((one) => one.textContent),
      charts: [...document.querySelectorAll('figure figcaption')].map((one) => one.textContent),
      bars: document.querySelectorAll('figure g rect').length,
      small: [...document.querySelectorAll('main *')].filter((one) => one.childElementCount === 0 && one.textContent.trim() !== '' && !one.closest('svg') && parseFloat(getComputedStyle(one).fontSize) < 12).length,
      cut: [...document.querySelectorAll('dd, td, figcaption, li, p')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.textContent.slice(0, 40)),
      text: getComputedStyle(document.body).color,
      page: getComputedStyle(document.body).backgroundColor,
    })`);
    const {
      scroll,
      causes,
      charts,
      bars,
      small,
      cut,
      text,
      page: background,
    } = seen as {
      scroll: number;
      causes: string[];
      charts: string[];
      bars: number;
      small: number;
      cut: string[];
      text: string;
      page: string;
    };
    expect(troubles).toEqual([]);
    expect(scroll).toBeLessThanOrEqual(width);
    expect(cut).toEqual([]);
    expect(small).toBe(0);
    expect(causes).toContain('rbac_denied');
    expect(charts).toContain('401, 403 and 429 by cause');
    expect(charts).toContain('Latency');
    expect(bars).toBeGreaterThan(3);
    expect(contrast(text, background)).toBeGreaterThan(7);
    expect(luminance(background) < 0.2).toBe(colorScheme === 'dark');
    await page.close();
  });
});

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).slice(0, 3).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
