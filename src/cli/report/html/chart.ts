// SPDX-License-Identifier: Apache-2.0
import { formatTime } from '../format.ts';
import { type Markup, markup } from './markup.ts';

/** One line or one layer of a stack; `undefined` where nothing is known. */
export interface ChartSeries {
  readonly name: string;
  /** Number of a colour in the style sheet. */
  readonly colour: number;
  readonly values: readonly (number | undefined)[];
}

export interface ChartOptions {
  readonly title: string;
  /** `stack` for counts, `line` for values. */
  readonly kind: 'stack' | 'line';
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  /** ms since the epoch, and the width of a bucket in seconds. */
  readonly startedAt: number;
  readonly bucketSeconds: number;
  /** A line to be drawn at this value, and named. */
  readonly mark?: { readonly value: number; readonly name: string };
}

const WIDTH = 600;
const HEIGHT = 120;
/** Nothing reaches the edge, so that a highest value is seen as one. */
const HEADROOM = 1.08;

/** A chart as SVG that stretches with the page; its words are HTML, so that they keep their size. */
export function chart(options: ChartOptions): Markup | undefined {
  const { title, kind, series, format, startedAt, bucketSeconds, mark } = options;
  const count = Math.max(0, ...series.map(({ values }) => values.length));
  const top = highest(options, count);
  if (count === 0 || top === undefined) return undefined;
  const scale = (value: number) => HEIGHT - (value / (top * HEADROOM)) * HEIGHT;
  const bar = WIDTH / count;
  const at = (index: number) => formatTime(startedAt + index * bucketSeconds * 1000);
  const layers = kind === 'stack' ? stack(series, count, bar, scale) : series.map((one) => line(one, bar, scale));
  const hovers = Array.from({ length: count }, (_, index) => {
    const parts = series.flatMap(({ name, values }) => {
      const value = values[index];
      return value === undefined || (kind === 'stack' && value === 0) ? [] : [`${name}: ${format(value)}`];
    });
    return parts.length === 0
      ? ''
      : markup`<rect class="hover" x="${round(index * bar)}" y="0" width="${round(bar)}" height="${HEIGHT}"><title>${[at(index), ...parts].join('\n')}</title></rect>`;
  });
  const marked =
    mark === undefined || mark.value > top * HEADROOM
      ? ''
      : markup`<line class="mark" x1="0" x2="${WIDTH}" y1="${round(scale(mark.value))}" y2="${round(scale(mark.value))}"/>`;
  return markup`<figure>
<figcaption>${title}</figcaption>
<ul class="legend">${series.map(({ name, colour }) => markup`<li><i class="c${colour}"></i>${name}</li>`)}${mark === undefined || marked === '' ? '' : markup`<li><i class="mark"></i>${mark.name}</li>`}</ul>
<div class="plot"><span class="high">${format(top)}</span><span class="low">${format(0)}</span>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${title}">${layers}${marked}${hovers}</svg>
<span class="from">${at(0)}</span><span class="to">${at(count)}</span></div>
</figure>`;
}

function highest({ kind, series }: ChartOptions, count: number): number | undefined {
  const values = Array.from({ length: count }, (_, index) => {
    const here = series.map((one) => one.values[index]).filter((value) => value !== undefined);
    return kind === 'stack' ? here.reduce((sum, value) => sum + value, 0) : Math.max(0, ...here);
  });
  const top = Math.max(0, ...values);
  return top > 0 ? top : undefined;
}

function stack(
  series: readonly ChartSeries[],
  count: number,
  bar: number,
  scale: (value: number) => number,
): readonly Markup[] {
  const below = Array.from({ length: count }, () => 0);
  const gap = Math.min(1, bar * 0.1);
  return series.map(({ values, colour }) => {
    const bars = values.flatMap((value, index) => {
      const from = below[index] ?? 0;
      if (value === undefined || value === 0) return [];
      below[index] = from + value;
      const [y, bottom] = [scale(from + value), scale(from)];
      return [
        markup`<rect x="${round(index * bar + gap / 2)}" y="${round(y)}" width="${round(bar - gap)}" height="${round(bottom - y)}"/>`,
      ];
    });
    return markup`<g class="c${colour}">${bars}</g>`;
  });
}

/** Steps, so that a single bucket is a line too. */
function line({ values, colour }: ChartSeries, bar: number, scale: (value: number) => number): Markup {
  const path = values
    .map((value, index) => {
      if (value === undefined) return '';
      const isStart = index === 0 || values[index - 1] === undefined;
      const y = round(scale(value));
      return `${isStart ? 'M' : 'L'}${round(index * bar)} ${y}L${round((index + 1) * bar)} ${y}`;
    })
    .join('');
  return markup`<path class="c${colour}" d="${path}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
