import type { Trend, TrendPoint } from 'perftest-automation-sidecar/contract/history';

interface Size {
  width: number;
  height: number;
}

export interface TrendScale {
  /** By the place of the run: runs stand side by side, whatever the time between them. */
  x: (index: number) => number;
  y: (value: number) => number;
  highest: number;
  step: number;
}

export const MARGIN = { left: 64, right: 16, top: 12, bottom: 28 };

/** From zero up, so that a small change looks small; room for the band as well as for each run. */
export function scaleOf({ points, band }: Pick<Trend, 'points' | 'band'>, { width, height }: Size): TrendScale {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const highest = Math.max(...values, band?.high ?? 0) * 1.08 || 1;
  const plotHeight = height - MARGIN.top - MARGIN.bottom;
  const step = (width - MARGIN.left - MARGIN.right) / Math.max(1, points.length);
  return {
    x: (index) => MARGIN.left + (index + 0.5) * step,
    y: (value) => MARGIN.top + plotHeight * (1 - value / highest),
    highest,
    step,
  };
}

export interface VersionSpan {
  versionName: string;
  from: number;
  to: number;
}

/** Neighbouring runs of one version, by their places. */
export function versionSpans(points: readonly TrendPoint[]): VersionSpan[] {
  const spans: VersionSpan[] = [];
  points.forEach(({ versionName }, index) => {
    const last = spans.at(-1);
    if (last?.versionName === versionName) {
      last.to = index;
    } else {
      spans.push({ versionName, from: index, to: index });
    }
  });
  return spans;
}

/** The line through the known values; it is broken where there is none. */
export function linePath(points: readonly TrendPoint[], { x, y }: TrendScale): string {
  return points
    .map(({ value }, index) => {
      if (value === null) {
        return '';
      }
      const isJoined = index > 0 && points[index - 1]?.value !== null;
      return `${isJoined ? 'L' : 'M'}${x(index).toFixed(1)},${y(value).toFixed(1)}`;
    })
    .filter(Boolean)
    .join(' ');
}

/** What of the text fits, at about seven pixels a letter; null = nothing that says something. */
export function fitText(text: string, widthPx: number): string | null {
  const room = Math.floor(widthPx / 7);
  if (text.length <= room) {
    return text;
  }
  return room < 4 ? null : `${text.slice(0, room - 1)}…`;
}
