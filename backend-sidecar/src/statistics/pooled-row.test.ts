import { describe, expect, it } from 'vitest';

import { statisticsRow } from '../comparison/statistics-row-fixture.ts';
import { Distribution } from './distribution.ts';
import { pooledRow } from './pooled-row.ts';

function distributionOf(values: readonly number[]): Distribution {
  const distribution = new Distribution();
  values.forEach((value) => distribution.add(value));
  return distribution;
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('several runs as one', () => {
  it('have the percentiles of all samples together', () => {
    // 90 samples of 1–90 ms and 10 of 901–910 ms: the 90th of the hundred is 90 ms, the 95th 905 ms. The mean of the
    // two runs' own p90 (81 and 909 ms) would be 495 ms.
    const rows = [statisticsRow({ count: 90, p90Ms: 81 }), statisticsRow({ count: 10, p90Ms: 909 })];
    const row = pooledRow(rows, distributionOf([...numbers(1, 90), ...numbers(901, 910)]));
    expect(row).toMatchObject({ count: 100, minMs: 1, maxMs: 910, p90Ms: 90, p95Ms: 905 });
  });

  it('have rates over the time that they took, and means by their samples', () => {
    const rows = [
      // 100 samples in 10 s, 300 in 60 s: 400 in 70 s; 10 · 2 + 60 · 1 = 80 KB.
      statisticsRow({ count: 100, errors: 4, throughputPerSec: 10, receivedKbPerSec: 2, apdex: 1, firstStartMs: 1000 }),
      statisticsRow({
        count: 300,
        errors: 0,
        throughputPerSec: 5,
        receivedKbPerSec: 1,
        apdex: 0.8,
        lastEndMs: 900_000,
      }),
    ];
    const row = pooledRow(rows, distributionOf([1]));
    expect(row.errorRate).toBeCloseTo(0.01, 12);
    expect(row.throughputPerSec).toBeCloseTo(400 / 70, 12);
    expect(row.receivedKbPerSec).toBeCloseTo(80 / 70, 12);
    expect(row.apdex).toBeCloseTo(0.85, 12);
    expect([row.firstStartMs, row.lastEndMs]).toEqual([0, 900_000]);
  });

  it('have no figure that none of them has, and the others’ where one lacks it', () => {
    const rows = [
      statisticsRow({ sentKbPerSec: null, idleMeanMs: null }),
      statisticsRow({ sentKbPerSec: null, idleMeanMs: 3 }),
    ];
    expect(pooledRow(rows, distributionOf([1]))).toMatchObject({ sentKbPerSec: null, idleMeanMs: 3 });
  });
});
