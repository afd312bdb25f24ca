import { describe, expect, it } from 'vitest';

import { linePaths, niceTicks, spreadLabels, timeTicks } from './chart-geometry.ts';

const same = (value: number) => value;

describe('chart geometry', () => {
  it('breaks a line where there is no data and keeps a lone point visible', () => {
    const paths = linePaths({ xs: [0, 1, 2, 3], values: [5, 6, null, 7], toX: same, toY: same });
    expect(paths).toEqual(['M0.00 5.0L1.00 6.0', 'M3.00 7.0h0']);
    expect(linePaths({ xs: [0], values: [null], toX: same, toY: same })).toEqual([]);
  });

  it.each([
    [0, [0, 1]],
    [100, [0, 50, 100]],
    [437, [0, 200, 400, 600]],
    [0.9, [0, 0.5, 1]],
    [23, [0, 10, 20, 30]],
  ])('has round ticks up to %d', (largest, ticks) => {
    expect(niceTicks(largest)).toEqual(ticks);
  });

  it.each([
    [100, -37, [-50, 0, 50, 100]],
    [0, -8, [-8, -6, -4, -2, 0]],
    [1, -0.001, [-0.5, 0, 0.5, 1]],
  ])('has round ticks up to %d and down to %d', (largest, smallest, ticks) => {
    expect(niceTicks(largest, smallest)).toEqual(ticks);
  });

  it('reaches every value with few ticks', () => {
    for (let largest = 0.001; largest < 1e7; largest *= 1.37) {
      const ticks = niceTicks(largest);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest * (1 - 1e-9));
      expect(ticks.length).toBeLessThanOrEqual(6);
    }
  });

  it('has at most seven ticks of time, a minute apart or ten', () => {
    expect(timeTicks(3_570_000)).toEqual([0, 600_000, 1_200_000, 1_800_000, 2_400_000, 3_000_000]);
    expect(timeTicks(5_000)).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000]);
    for (let span = 1; span < 1e9; span *= 3) {
      expect(timeTicks(span).length).toBeLessThanOrEqual(7);
    }
  });

  it('moves labels apart without changing their order', () => {
    expect(spreadLabels([20, 10, 12], 14)).toEqual([38, 10, 24]);
    expect(spreadLabels([10, 50], 14)).toEqual([10, 50]);
  });
});
