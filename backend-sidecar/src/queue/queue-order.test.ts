import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { moved, type QueuedRun } from './queue-order.ts';

const run = (id: number, environmentId = 1): QueuedRun => ({ id, environmentId });
const idsOf = (queue: readonly QueuedRun[]) => queue.map(({ id }) => id);

describe('moving runs in the queue', () => {
  const queue = [run(1), run(2), run(7, 2), run(3), run(8, 2)];

  it('puts a run before another', () => {
    expect(idsOf(moved(queue, [3], 1))).toEqual([3, 1, 2, 7, 8]);
    expect(idsOf(moved(queue, [1], 3))).toEqual([2, 7, 1, 3, 8]);
  });

  it('puts a run behind the last of its lane', () => {
    expect(idsOf(moved(queue, [1], null))).toEqual([2, 7, 3, 1, 8]);
  });

  it('puts the only run of a lane at the end of the queue', () => {
    expect(idsOf(moved([run(7, 2), run(1)], [7], null))).toEqual([1, 7]);
  });

  it('changes nothing when a run is put before itself', () => {
    expect(moved(queue, [2], 2)).toEqual(queue);
  });

  it('puts several in their own order', () => {
    expect(idsOf(moved(queue, [2, 3], 1))).toEqual([2, 3, 1, 7, 8]);
  });

  it('loses nobody, and keeps the order of all that are not moved', () => {
    const anyQueue = fc
      .array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 12 })
      .map((lanes) => lanes.map((environmentId, index) => run(index + 1, environmentId)));
    fc.assert(
      fc.property(anyQueue, fc.nat(), fc.nat(), (drawn, a, b) => {
        const one = drawn[a % drawn.length] ?? run(0);
        const lane = drawn.filter(({ id, environmentId }) => id !== one.id && environmentId === one.environmentId);
        const before = b % 3 === 0 ? null : (lane[b % Math.max(1, lane.length)]?.id ?? null);
        const after = idsOf(moved(drawn, [one.id], before));
        expect([...after].sort((x, y) => x - y)).toEqual(idsOf(drawn));
        expect(after.filter((id) => id !== one.id)).toEqual(idsOf(drawn).filter((id) => id !== one.id));
        if (before !== null) {
          expect(after.indexOf(one.id)).toBe(after.indexOf(before) - 1);
        }
      })
    );
  });
});
