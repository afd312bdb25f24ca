import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { forecast, OVERHEAD_MS, type WaitingRun } from './forecast.ts';
import { inRunOrder } from './run-order.ts';

describe('the order of a batch', () => {
  it('is prod-load, prod-stress, rev-load, rev-stress, whatever was asked for first', () => {
    const placed = (name: string, scenario: number, type: number) => ({
      name,
      scenarioPosition: scenario,
      scenarioId: scenario + 10,
      testTypePosition: type,
      testTypeId: type + 20,
    });
    const asked = [
      placed('rev-stress', 1, 1),
      placed('prod-stress', 0, 1),
      placed('rev-load', 1, 0),
      placed('prod-load', 0, 0),
    ];
    expect(inRunOrder(asked).map(({ name }) => name)).toEqual(['prod-load', 'prod-stress', 'rev-load', 'rev-stress']);
    expect(asked[0]?.name).toBe('rev-stress');
  });
});

const run = (environmentId: number, durationSeconds: number, cooldownSeconds: number): WaitingRun => ({
  environmentId,
  generator: 'local',
  wholeMs: durationSeconds * 1000 + OVERHEAD_MS,
  cooldownSeconds,
});
const free = {
  nowMs: 1_000_000,
  laneFreeAtMs: new Map<number, number>(),
  generatorFreeAtMs: new Map<string, number>(),
};

/** What the queue does: whenever something becomes free, the first waiting run that may start starts. */
function played(waiting: readonly WaitingRun[], nowMs: number): number[] {
  const starts = waiting.map(() => Number.NaN);
  const lanes = new Map<number, number>();
  let generatorFreeAtMs = nowMs;
  let atMs = nowMs;
  while (starts.some(Number.isNaN)) {
    const index = waiting.findIndex((one, i) => Number.isNaN(starts[i]) && (lanes.get(one.environmentId) ?? 0) <= atMs);
    const next = waiting[index];
    if (next === undefined || generatorFreeAtMs > atMs) {
      atMs += 1000;
      continue;
    }
    starts[index] = atMs;
    generatorFreeAtMs = atMs + next.wholeMs;
    lanes.set(next.environmentId, generatorFreeAtMs + next.cooldownSeconds * 1000);
  }
  return starts;
}

describe('the forecast', () => {
  it('adds the cool-down between runs of one lane', () => {
    const slots = forecast([run(1, 60, 900), run(1, 60, 900)], free);
    expect(slots).toEqual([
      { startsAtMs: 1_000_000, endsAtMs: 1_000_000 + 66_000 },
      { startsAtMs: 1_000_000 + 66_000 + 900_000, endsAtMs: 1_000_000 + 66_000 + 900_000 + 66_000 },
    ]);
  });

  it('lets another lane go first while one cools down, as the queue does', () => {
    const slots = forecast([run(1, 60, 900), run(1, 60, 0), run(2, 60, 0)], free);
    expect(slots.map(({ startsAtMs }) => startsAtMs - free.nowMs)).toEqual([0, 966_000, 66_000]);
  });

  it('never tells a time before now for a lane that has been free for long', () => {
    const occupied = { ...free, laneFreeAtMs: new Map([[1, 5]]), generatorFreeAtMs: new Map([['local', 7]]) };
    expect(forecast([run(1, 1, 0)], occupied)[0]?.startsAtMs).toBe(free.nowMs);
  });

  it('is what the queue does, for any queue', () => {
    const runs = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 60 })),
      {
        maxLength: 6,
      }
    );
    fc.assert(
      fc.property(runs, (drawn) => {
        const waiting = drawn.map(([lane, duration, cooldown]) => run(lane, duration, cooldown));
        expect(forecast(waiting, free).map(({ startsAtMs }) => startsAtMs)).toEqual(played(waiting, free.nowMs));
      }),
      { numRuns: 100 }
    );
  });
});
