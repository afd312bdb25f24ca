import type { Timeline, TimelinePoint } from 'perftest-automation-sidecar/contract/statistics';

/** The run within a square of 1 × 1: requests as an area on the ground, p90 as a line; each fills the height. */
export function toStripPath({ points, sliceMs }: Timeline): { requests: string; p90: string } {
  const firstMs = points[0]?.startMs ?? 0;
  const spanMs = (points.at(-1)?.startMs ?? 0) + sliceMs - firstMs;
  const xOf = (atMs: number) => round((atMs - firstMs) / spanMs);
  const mostRequests = largest(points, ({ count }) => count);
  const mostMs = largest(points, ({ p90Ms }) => p90Ms);
  const requests = points.map(({ startMs, count }) => {
    const height = round(count / mostRequests);
    return `M${xOf(startMs)} 1v${-height}H${xOf(startMs + sliceMs)}V1z`;
  });
  const line = points.flatMap(({ startMs, p90Ms }) =>
    p90Ms === null ? [] : [`${xOf(startMs + sliceMs / 2)} ${round(1 - (0.95 * p90Ms) / mostMs)}`]
  );
  return { requests: requests.join(''), p90: line.length === 0 ? '' : `M${line.join('L')}` };
}

function largest(points: readonly TimelinePoint[], read: (point: TimelinePoint) => number | null): number {
  return points.reduce((most, point) => Math.max(most, read(point) ?? 0), 0) || 1;
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
