// SPDX-License-Identifier: Apache-2.0
import { styleText } from 'node:util';

export type Style = 'heading' | 'good' | 'bad' | 'warn' | 'dim' | 'strong';

/** How text is laid out for one stream. */
export interface Terminal {
  /** Columns that a line may fill. */
  readonly width: number;
  readonly paint: (style: Style, text: string) => string;
}

/** The part of `process.stdout` and `process.stderr` that is looked at. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Format = Parameters<typeof styleText>[0];

const FORMATS: Readonly<Record<Style, Format>> = {
  heading: ['bold', 'underline'],
  good: 'green',
  bad: 'red',
  warn: 'yellow',
  dim: 'dim',
  strong: 'bold',
};

const DEFAULT_WIDTH = 100;
const MIN_WIDTH = 40;
const MAX_WIDTH = 140;

/**
 * Colour only where a person looks: on a terminal, and not where `NO_COLOR`, `CI` or `TERM=dumb` ask for none;
 * `FORCE_COLOR` goes before all of them.
 *
 * @see https://no-color.org
 */
export function terminalOf(stream: OutputStream, env: Environment = process.env): Terminal {
  const columns = stream.columns ?? Number(env['COLUMNS'] ?? Number.NaN);
  const width = Number.isFinite(columns) && columns > 0 ? columns : DEFAULT_WIDTH;
  return plainOrColoured(Math.min(Math.max(width, MIN_WIDTH), MAX_WIDTH), isColoured(stream, env));
}

export function plainOrColoured(width: number, coloured: boolean): Terminal {
  return {
    width,
    paint: (style, text) => (coloured ? styleText(FORMATS[style], text, { validateStream: false }) : text),
  };
}

function isColoured(stream: OutputStream, env: Environment): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  if (stream.isTTY !== true || env['TERM'] === 'dumb') return false;
  return ['NO_COLOR', 'NODE_DISABLE_COLORS', 'CI'].every((name) => (env[name] ?? '') === '');
}
