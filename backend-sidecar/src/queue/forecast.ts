/** A run that waits, in the order of the queue. */
export interface WaitingRun {
  readonly environmentId: number;
  readonly generator: string;
  /** From its start to the end of its work. */
  readonly wholeMs: number;
  readonly cooldownSeconds: number;
}

/** When lanes and generators become free. Absent = free now. */
export interface Occupation {
  readonly nowMs: number;
  readonly laneFreeAtMs: ReadonlyMap<number, number>;
  readonly generatorFreeAtMs: ReadonlyMap<string, number>;
}

export interface ForecastSlot {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** What JMeter's start, end and the reading of the result take beside the planned duration. */
export const OVERHEAD_MS = 6_000;

/**
 * When each waiting run starts and ends. As in the queue, the first run that may start starts: while a lane cools down,
 * a run of another lane that waits behind goes first.
 */
export function forecast(waiting: readonly WaitingRun[], occupation: Occupation): ForecastSlot[] {
  const lanes = new Map(occupation.laneFreeAtMs);
  const generators = new Map(occupation.generatorFreeAtMs);
  const slots = new Map<WaitingRun, ForecastSlot>();
  const freeAtMs = (run: WaitingRun) =>
    Math.max(occupation.nowMs, lanes.get(run.environmentId) ?? 0, generators.get(run.generator) ?? 0);
  for (let left = [...waiting]; left.length > 0; left = left.filter((run) => !slots.has(run))) {
    const startsAtMs = Math.min(...left.map(freeAtMs));
    const next = left.find((run) => freeAtMs(run) === startsAtMs);
    if (next === undefined) {
      break;
    }
    const endsAtMs = startsAtMs + next.wholeMs;
    lanes.set(next.environmentId, endsAtMs + next.cooldownSeconds * 1000);
    generators.set(next.generator, endsAtMs);
    slots.set(next, { startsAtMs, endsAtMs });
  }
  return waiting.map((run) => slots.get(run) ?? { startsAtMs: occupation.nowMs, endsAtMs: occupation.nowMs });
}
