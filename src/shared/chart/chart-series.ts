import type { TimelinePoint } from 'perftest-automation-sidecar/contract/statistics';

export type ChartValues = ReadonlyArray<number | null>;

export interface SeriesLook {
  name: string;
  /** A name of Grafana's palette, e.g. `blue` or `semi-dark-orange`. */
  color: string;
  isDashed?: boolean;
  isThin?: boolean;
  isFilled?: boolean;
}

export interface ChartSeries extends SeriesLook {
  values: ChartValues;
}

export interface ChartData {
  startsMs: readonly number[];
  responseTimes: ChartSeries[];
  throughput: ChartSeries[];
  errors: ChartSeries[];
  threads: ChartSeries[];
}

interface TimelineSlices {
  points: readonly TimelinePoint[];
  sliceMs: number;
  /**
   * A slice that is still being filled is not drawn yet: its end must not lie after this. Left out = the run has ended,
   * somewhere within the last slice, which then has no rate: it would look like a fall.
   */
  completeUntilMs?: number;
  baselineP90Ms?: number | null;
}

/** The charts of a timeline. Slices are shown at their start; rates are counts over the length of the slice. */
export function toChartData({ points, sliceMs, completeUntilMs, baselineP90Ms }: TimelineSlices): ChartData {
  const slices = withGaps(points, sliceMs).filter(({ startMs }) => startMs + sliceMs <= (completeUntilMs ?? Infinity));
  const cutOff = completeUntilMs === undefined && slices.length > 2 ? slices.at(-1) : undefined;
  const toRate = (point: TimelinePoint, count: number) => (point === cutOff ? null : (count * 1000) / sliceMs);
  const values = (read: (point: TimelinePoint) => number | null) => slices.map(read);
  const baseline: ChartSeries[] =
    baselineP90Ms === null || baselineP90Ms === undefined
      ? []
      : [
          {
            name: 'baseline p90',
            values: slices.map(() => baselineP90Ms),
            color: 'text',
            isDashed: true,
            isThin: true,
          },
        ];

  return {
    startsMs: slices.map(({ startMs }) => startMs),
    responseTimes: [
      { name: 'p50', values: values(({ medianMs }) => medianMs), color: 'green' },
      { name: 'p90', values: values(({ p90Ms }) => p90Ms), color: 'blue' },
      { name: 'p95', values: values(({ p95Ms }) => p95Ms), color: 'purple' },
      ...baseline,
    ],
    throughput: [
      {
        name: 'requests',
        values: values((point) => toRate(point, point.count)),
        color: 'blue',
        isFilled: true,
      },
    ],
    errors: [{ name: 'errors', values: values((point) => toRate(point, point.errors)), color: 'red', isFilled: true }],
    threads: [
      { name: 'active threads', values: values(({ activeThreads }) => activeThreads), color: 'orange', isFilled: true },
    ],
  };
}

const MOST_SLICES = 20_000;

/** Slices in which nothing began are missing from a timeline; on the chart they are a gap in times and no requests. */
function withGaps(points: readonly TimelinePoint[], sliceMs: number): TimelinePoint[] {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || (last.startMs - first.startMs) / sliceMs > MOST_SLICES) {
    return [...points];
  }
  const byStart = new Map(points.map((point) => [point.startMs, point]));
  const slices: TimelinePoint[] = [];
  for (let startMs = first.startMs; startMs <= last.startMs; startMs += sliceMs) {
    slices.push(byStart.get(startMs) ?? emptySlice(startMs));
  }
  return slices;
}

function emptySlice(startMs: number): TimelinePoint {
  return {
    startMs,
    count: 0,
    errors: 0,
    meanMs: null,
    medianMs: null,
    p90Ms: null,
    p95Ms: null,
    maxMs: null,
    receivedBytes: 0,
    activeThreads: null,
  };
}
