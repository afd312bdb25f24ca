/** A run that waits, in the order of the queue. */
export interface WaitingRun {
  readonly environmentId: number;
  readonly generator: string;
  readonly durationSeconds: number;
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
 * When each waiting run starts and ends: as early as its lane has cooled down and its generator is free, in the order of
 * the queue.
 */
export function forecast(waiting: readonly WaitingRun[], occupation: Occupation): ForecastSlot[] {
  const lanes = new Map(occupation.laneFreeAtMs);
  const generators = new Map(occupation.generatorFreeAtMs);
  return waiting.map((run) => {
    const startsAtMs = Math.max(
      occupation.nowMs,
      lanes.get(run.environmentId) ?? 0,
      generators.get(run.generator) ?? 0
    );
    const endsAtMs = startsAtMs + run.durationSeconds * 1000 + OVERHEAD_MS;
    lanes.set(run.environmentId, endsAtMs + run.cooldownSeconds * 1000);
    generators.set(run.generator, endsAtMs);
    return { startsAtMs, endsAtMs };
  });
}
