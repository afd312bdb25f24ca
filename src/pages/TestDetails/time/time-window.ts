import type { Timeline } from 'perftest-automation-sidecar/contract/statistics';

export interface TimeWindow {
  fromMs: number;
  toMs: number;
}

/** What the timeline spans; undefined without samples. */
export function extentOf({ points, sliceMs }: Pick<Timeline, 'points' | 'sliceMs'>): TimeWindow | undefined {
  const first = points[0];
  const last = points.at(-1);
  return first && last && { fromMs: first.startMs, toMs: last.startMs + sliceMs };
}

export type Edge = 'from' | 'to';

interface MoveEdge {
  window: TimeWindow;
  edge: Edge;
  toMs: number;
  extent: TimeWindow;
  /** The window is at least so long. */
  stepMs: number;
}

/** Moves one end; it stays within the run and on its side of the other end. */
export function moveEdge({ window, edge, toMs, extent, stepMs }: MoveEdge): TimeWindow {
  const atMs = extent.fromMs + Math.round((toMs - extent.fromMs) / 1000) * 1000;
  return edge === 'from'
    ? { ...window, fromMs: clamp(atMs, extent.fromMs, window.toMs - stepMs) }
    : { ...window, toMs: clamp(atMs, window.fromMs + stepMs, extent.toMs) };
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.max(lowest, Math.min(highest, value));
}

/** A window from an address: it may be of another run, or have its ends the wrong way round. */
export function readWindow(params: URLSearchParams, extent: TimeWindow): TimeWindow | undefined {
  const [fromMs, toMs] = [readMs(params.get('from')), readMs(params.get('to'))];
  if (fromMs === undefined || toMs === undefined) {
    return undefined;
  }
  const window = { fromMs: Math.max(fromMs, extent.fromMs), toMs: Math.min(toMs, extent.toMs) };
  return window.fromMs < window.toMs ? window : undefined;
}

function readMs(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export function isSameWindow(one: TimeWindow, other: TimeWindow): boolean {
  return one.fromMs === other.fromMs && one.toMs === other.toMs;
}

const PAGE_STEPS = 10;

/** Where a key moves an end, as sliders do; undefined = it is none of their keys. */
export function keyTarget(key: string, { atMs, stepMs, extent }: { atMs: number; stepMs: number; extent: TimeWindow }) {
  const targets: Record<string, number> = {
    ArrowLeft: atMs - stepMs,
    ArrowDown: atMs - stepMs,
    ArrowRight: atMs + stepMs,
    ArrowUp: atMs + stepMs,
    PageDown: atMs - PAGE_STEPS * stepMs,
    PageUp: atMs + PAGE_STEPS * stepMs,
    Home: extent.fromMs,
    End: extent.toMs,
  };
  return targets[key];
}
