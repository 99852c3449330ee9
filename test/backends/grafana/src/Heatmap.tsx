// SPDX-License-Identifier: Apache-2.0
// Grafana's heatmap is part of its application, not of its libraries: this draws the frames that Grafana's data source
// code makes for it, so that the data is proved, though not the look.
import { type DataFrame, FieldType, formattedValueToString, getValueFormat } from '@grafana/data';

interface HeatmapProps {
  readonly frames: readonly DataFrame[];
  readonly unit: string;
  readonly width: number;
  readonly height: number;
}

const LEFT = 52;
const BOTTOM = 20;

export function Heatmap({ frames, unit, width, height }: HeatmapProps) {
  const times = frames[0]?.fields.find((field) => field.type === FieldType.time)?.values ?? [];
  const rows = frames.flatMap((frame) => frame.fields.filter((field) => field.type === FieldType.number));
  const highest = Math.max(1e-9, ...rows.flatMap((row) => row.values.filter(Number.isFinite)));
  const cellWidth = (width - LEFT) / Math.max(1, times.length);
  const cellHeight = (height - BOTTOM) / Math.max(1, rows.length);
  const format = getValueFormat(unit);
  return (
    <svg width={width} height={height} role="img" aria-label="heatmap">
      {rows.map((row, rowIndex) => {
        const y = height - BOTTOM - (rowIndex + 1) * cellHeight;
        const bound = Number(row.config.displayNameFromDS ?? row.name);
        return (
          <g key={row.config.displayNameFromDS ?? row.name}>
            <text x={LEFT - 6} y={y + 10} textAnchor="end" fontSize={10} fill="#9fa7b3">
              {Number.isFinite(bound) ? formattedValueToString(format(bound)) : '+Inf'}
            </text>
            {row.values.map((value: number, column: number) =>
              value > 1e-9 ? (
                <rect
                  // A cell has no identity but its place.
                  key={column}
                  x={LEFT + column * cellWidth}
                  y={y}
                  width={Math.max(1, cellWidth - 1)}
                  height={Math.max(1, cellHeight - 1)}
                  fill={`hsl(${260 - 220 * Math.sqrt(value / highest)} 85% 55%)`}
                />
              ) : null,
            )}
          </g>
        );
      })}
      {[0, 0.5, 1].map((place) => {
        const time = times[Math.round(place * (times.length - 1))];
        return time === undefined ? null : (
          <text key={place} x={LEFT + place * (width - LEFT - 40)} y={height - 4} fontSize={11} fill="#9fa7b3">
            {new Date(time).toISOString().slice(11, 16)}
          </text>
        );
      })}
    </svg>
  );
}
