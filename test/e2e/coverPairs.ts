// SPDX-License-Identifier: Apache-2.0

type Values = Readonly<Record<string, readonly string[]>>;
type Row = Readonly<Record<string, string>>;

/**
 * Few rows in which every value of every setting meets every value of every other one at least once: what two settings
 * do together shows, at a fraction of all combinations. The same rows each time.
 *
 * @param values Of each setting; at least one each.
 */
export function coverPairs(values: Values): readonly Row[] {
  // Those with most values decide on the number of rows.
  const settings = Object.entries(values).toSorted(([, a], [, b]) => b.length - a.length);
  const open = new Set(
    settings.flatMap(([one, some], index) =>
      settings
        .slice(index + 1)
        .flatMap(([other, others]) => some.flatMap((a) => others.map((b) => pairKey([one, a], [other, b])))),
    ),
  );
  const rows: Row[] = [];
  while (open.size > 0) {
    const row = bestRow(settings, open);
    for (const pair of pairsOf(row)) open.delete(pair);
    rows.push(row);
  }
  return rows;
}

/** Begins with a pair that is still open, then gives each setting the value that closes most pairs. */
function bestRow(settings: readonly (readonly [string, readonly string[]])[], open: ReadonlySet<string>): Row {
  const [first = '[]'] = open;
  const row: Record<string, string> = Object.fromEntries(JSON.parse(first) as [string, string][]);
  for (const [name, values] of settings) {
    if (name in row) continue;
    const closed = (value: string): number =>
      Object.entries(row).filter((setting) => open.has(pairKey(setting, [name, value]))).length;
    const [best = ''] = values.toSorted((a, b) => closed(b) - closed(a));
    row[name] = best;
  }
  return row;
}

function pairsOf(row: Row): readonly string[] {
  const settings = Object.entries(row);
  return settings.flatMap((one, index) => settings.slice(index + 1).map((other) => pairKey(one, other)));
}

type Setting = readonly [name: string, value: string];

function pairKey(one: Setting, other: Setting): string {
  return JSON.stringify(one[0] < other[0] ? [one, other] : [other, one]);
}
