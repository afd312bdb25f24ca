const MINUTE_MS = 60_000;
const STEPS_MS = [1 / 4, 1 / 2, 1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880].map(
  (minutes) => minutes * MINUTE_MS
);
const MOST_TICKS = 9;

export interface TimeRange {
  fromMs: number;
  toMs: number;
}

/** Where a moment stands in the range, in per cent, kept inside. */
export function percentOf(atMs: number, { fromMs, toMs }: TimeRange): number {
  const ratio = (atMs - fromMs) / Math.max(1, toMs - fromMs);
  return 100 * Math.min(1, Math.max(0, ratio));
}

/** Round moments, at most nine. `offsetMs` is that of the zone: people read round hours of their own clock. */
export function ticksOf({ fromMs, toMs }: TimeRange, offsetMs = 0): number[] {
  const stepMs = STEPS_MS.find((step) => (toMs - fromMs) / step <= MOST_TICKS) ?? (toMs - fromMs) / MOST_TICKS;
  const first = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  const ticks: number[] = [];
  for (let atMs = first; atMs <= toMs; atMs += stepMs) {
    ticks.push(atMs);
  }
  return ticks;
}
