import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Distribution } from './distribution.ts';

const elapsed = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 200_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 999_999_999_999 }) }
);
/** Few values stay a list, many become counters: both must behave alike. */
const manyElapsed = fc.oneof(
  fc.array(elapsed, { maxLength: 40 }),
  fc.array(elapsed, { minLength: 500, maxLength: 3_000 })
);
const rank = fc.oneof(fc.constantFrom(0, 0.5, 0.9, 0.95, 0.99, 1), fc.double({ min: 0, max: 1, noNaN: true }));

function distributionOf(values: readonly number[]): Distribution {
  const distribution = new Distribution();
  values.forEach((value) => distribution.add(value));
  return distribution;
}

/** JMeter's rule read literally, on the sorted list. */
function naivePercentile(values: readonly number[], p: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const index = p >= 1 ? sorted.length - 1 : Math.floor(sorted.length * Math.fround(p) + 0.5) - 1;
  return sorted[Math.max(0, index)] ?? null;
}

function naiveDeviation(values: readonly number[]): number {
  const n = BigInt(values.length);
  const sum = values.reduce((total, value) => total + BigInt(value), 0n);
  const squares = values.reduce((total, value) => total + BigInt(value) ** 2n, 0n);
  return Math.sqrt(Number(n * squares - sum ** 2n)) / values.length;
}

function contentOf(distribution: Distribution): Array<[number, number]> {
  const content: Array<[number, number]> = [];
  distribution.forEach((valueMs, times) => content.push([valueMs, times]));
  return content;
}

describe('Distribution', () => {
  it('has no figures without a value', () => {
    const empty = new Distribution();
    expect([empty.count, empty.minMs, empty.maxMs, empty.meanMs, empty.standardDeviationMs]).toEqual([
      0,
      null,
      null,
      null,
      null,
    ]);
    expect(empty.percentile(0.5)).toBeNull();
    expect(empty.percentile(1)).toBeNull();
  });

  // JMeter's StatCalculator: Math.round(n · (float) p); 0.95f is 0.94999999, so 9.4999… rounds down.
  it.each([
    { values: [10, 20, 30, 40, 50, 60, 80, 90], p: 0.5, expected: 40 },
    { values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], p: 0.9, expected: 9 },
    { values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], p: 0.95, expected: 9 },
    { values: [1, 2, 3, 4, 5], p: 0.9, expected: 4 },
    { values: [7], p: 0.01, expected: 7 },
    { values: [3, 1, 2], p: 0.5, expected: 2 },
  ])(
    'takes the order statistic of JMeter’s Aggregate Report: p$p of $values is $expected',
    ({ values, p, expected }) => {
      expect(distributionOf(values).percentile(p)).toBe(expected);
    }
  );

  it('has the percentiles, sums and extremes of the list of all values', () => {
    fc.assert(
      fc.property(manyElapsed, rank, (values, p) => {
        const distribution = distributionOf(values);
        expect(distribution.percentile(p)).toBe(naivePercentile(values, p));
        expect(distribution.count).toBe(values.length);
        expect(distribution.sumMs).toBe(values.reduce((sum, value) => sum + value, 0));
        expect(distribution.minMs).toBe(values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b)));
        expect(distribution.maxMs).toBe(values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b)));
      })
    );
  });

  it('has the exact standard deviation', () => {
    fc.assert(
      fc.property(manyElapsed, (values) => {
        fc.pre(values.length > 0);
        expect(distributionOf(values).standardDeviationMs).toBe(naiveDeviation(values));
      })
    );
  });

  it('does not lose the spread of values that are large and close together', () => {
    // 1e11 and 1e11 + 2, each three times: the deviation is 1; squares of 1e22 would swallow it in floating point.
    const distribution = new Distribution();
    distribution.add(100_000_000_000, 3);
    distribution.add(100_000_000_002, 3);
    expect(distribution.standardDeviationMs).toBe(1);
  });

  it('holds after merging exactly what all values together give, in any order', () => {
    fc.assert(
      fc.property(manyElapsed, manyElapsed, manyElapsed, (one, two, three) => {
        const merged = distributionOf(one);
        merged.merge(distributionOf(two));
        merged.merge(distributionOf(three));
        const backwards = distributionOf(three);
        backwards.merge(Distribution.together(distributionOf(two), distributionOf(one)));
        const all = distributionOf([...one, ...two, ...three]);
        expect(contentOf(merged)).toEqual(contentOf(all));
        expect(contentOf(backwards)).toEqual(contentOf(all));
        expect([merged.count, merged.sumMs, merged.minMs]).toEqual([all.count, all.sumMs, all.minMs]);
      }),
      { numRuns: 50 }
    );
  });

  it('is the same after encoding and decoding', () => {
    fc.assert(
      fc.property(manyElapsed, (values) => {
        const distribution = distributionOf(values);
        const decoded = Distribution.decode(distribution.encode());
        expect(contentOf(decoded)).toEqual(contentOf(distribution));
        expect([decoded.count, decoded.sumMs, decoded.maxMs]).toEqual([
          distribution.count,
          distribution.sumMs,
          distribution.maxMs,
        ]);
      })
    );
  });

  it('refuses damaged bytes with an error instead of other figures', () => {
    const encoded = distributionOf(Array.from({ length: 400 }, (_, index) => (index * index) % 977)).encode();
    fc.assert(
      fc.property(fc.nat(encoded.length - 1), fc.integer({ min: 1, max: 255 }), (position, flip) => {
        const damaged = encoded.slice();
        damaged[position] = (damaged[position] ?? 0) ^ flip;
        expect(() => Distribution.decode(damaged)).toThrow(/stored statistics/);
      })
    );
    for (let length = 0; length < encoded.length; length++) {
      expect(() => Distribution.decode(encoded.slice(0, length))).toThrow(/stored statistics/);
    }
    expect(() => Distribution.decode(Uint8Array.of(...encoded, 0))).toThrow(/stored statistics/);
  });

  it('needs little memory to be stored: a million log-normal samples take a few kilobytes', () => {
    const distribution = new Distribution();
    for (let index = 1; index <= 1_000; index++) {
      distribution.add(Math.round(Math.exp(5 + 0.8 * Math.sin(index))), 1_000);
    }
    expect(distribution.encode().length).toBeLessThan(4_096);
  });
});
