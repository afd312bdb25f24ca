import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DEFAULT_JUDGEMENT } from '../../contract/scenarios.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';
import type { LabelComparison, Metric, TimeEvidence } from '../../contract/verdict.ts';
import { labelKey } from '../key-labels.ts';
import { compareWithHistory, type HistoryInput } from './compare-with-history.ts';
import { historyOf, rowOf, type TimesOfLabels } from './history-fixture.ts';

function compare(current: StatisticsRow[], history: HistoryInput['history'], changes: Partial<HistoryInput> = {}) {
  return compareWithHistory({
    ...{ current, history, siblings: [], batchId: null, single: null, keyLabels: null, labelRenames: [] },
    judgement: DEFAULT_JUDGEMENT,
    historyName: 'the history',
    ...changes,
  });
}

function find(comparisons: readonly LabelComparison[], label: string, metric: Metric = 'p90Ms'): LabelComparison {
  const found = comparisons.find((one) => one.label === label && one.metric === metric);
  if (found === undefined) {
    throw new Error(`No comparison of ${label} ${metric}`);
  }
  return found;
}

function evidenceOf(comparison: LabelComparison): TimeEvidence {
  if (!comparison.evidence) {
    throw new Error(`${comparison.label} has no evidence: ${comparison.why}`);
  }
  return comparison.evidence;
}

const steady = { A: [500, 505, 498, 503, 501, 499], B: [800, 810, 795, 806, 799, 803] };

describe('a label against its history', () => {
  it('is not judged with too few samples, and inconclusive with too many failed ones', () => {
    const { comparisons } = compare(
      [rowOf('A', 700, { count: 99 }), rowOf('B', 800, { errors: 51 })],
      historyOf(steady)
    );
    expect(find(comparisons, 'A')).toMatchObject({ state: 'not judged', evidence: null });
    expect(find(comparisons, 'A').why).toBe('Too few samples (99 now): p90 needs 100');
    expect(find(comparisons, 'B').state).toBe('inconclusive');
    expect(find(comparisons, 'B').why).toMatch(/^5\.1 % of its samples failed now/);
  });

  it('does not count runs of the history with too few samples or too many failed ones', () => {
    const spoilt = historyOf(steady, {
      row: (label, run) =>
        label === 'A' && run === 5 ? { count: 50 } : label === 'A' && run === 4 ? { errors: 60 } : {},
    });
    const { comparisons } = compare([rowOf('A', 500), rowOf('B', 800)], spoilt);
    // Of 500, 505, 498, 503 the last three make the centre: (505 · 498 · 503)^⅓ = 501.99
    expect(find(comparisons, 'A').reference).toBeCloseTo(501.99, 2);
    expect(evidenceOf(find(comparisons, 'B')).referenceRuns).toBe(3);
  });

  it('goes by the single-reference rule with fewer than four values, and says so', () => {
    const rare = { ...steady, C: [null, null, null, 300, 302, 301] };
    const { comparisons } = compare([rowOf('A', 500), rowOf('B', 800), rowOf('C', 390)], historyOf(rare));
    expect(find(comparisons, 'C')).toMatchObject({ state: 'regressed', severity: 'critical', reference: 301 });
    expect(find(comparisons, 'C').why).toBe(
      '29.6 % slower than in v6 (301 → 390 ms): 25 % or more counts as a regression; the history has too few runs with it to judge by'
    );
    expect(find(comparisons, 'C', 'errorRate').state).toBe('unchanged');
    const single = { name: 'the baseline “Golden” (v2)', rows: [rowOf('C', 380)] };
    expect(find(compare([rowOf('C', 390)], historyOf(rare), { single }).comparisons, 'C')).toMatchObject({
      state: 'unchanged',
      reference: 380,
    });
  });

  it('is new or missing by the newest run, under its name of today', () => {
    const renamed = { ...steady, Old: [100, 101, 100, 102, 101, 100], Gone: [50, 50, 50, 50, 50, null] };
    const now = [rowOf('A', 500), rowOf('New', 100)];
    const without = compare(now, historyOf(renamed)).comparisons;
    expect(find(without, 'New').state).toBe('new');
    expect(find(without, 'Old')).toMatchObject({ state: 'missing', isKey: true });
    expect(find(without, 'B').state).toBe('missing');
    expect(without.some(({ label }) => label === 'Gone')).toBe(false);
    const mapped = compare(now, historyOf(renamed), { labelRenames: [{ from: 'Old', to: 'New' }], keyLabels: ['Old'] });
    expect(find(mapped.comparisons, 'New')).toMatchObject({ state: 'unchanged', isKey: true });
    expect(mapped.comparisons.some(({ label }) => label === 'Old')).toBe(false);
  });

  it('keeps its changes under a new name', () => {
    const times = { ...steady, Old: [100, 100, 100, 200, 200, 200] };
    const history = historyOf(times, {
      changed: (run) => (run === 3 ? [labelKey({ label: 'Old', kind: 'sample' })] : []),
    });
    const { comparisons, drifts } = compare([rowOf('New', 200)], history, {
      labelRenames: [{ from: 'Old', to: 'New' }],
    });
    expect(find(comparisons, 'New')).toMatchObject({ state: 'unchanged' });
    expect(find(comparisons, 'New').reference).toBeCloseTo(200, 9);
    expect(drifts).toEqual([expect.objectContaining({ label: 'New', sinceRunId: 4, isNotable: false })]);
  });

  it('counts repeats of one batch as one run until the history has repeats', () => {
    const now = [rowOf('A', 520)];
    const siblings = [1, 2].map((runId) => ({ runId, batchId: 7, rows: [rowOf('A', 530)] }));
    const error = (changes: Partial<HistoryInput>, versions?: number[]) =>
      evidenceOf(
        find(compare(now, historyOf(steady, { versions: versions ?? [1, 2, 3, 4, 5, 6] }), changes).comparisons, 'A')
      ).standardError;
    const alone = error({});
    expect(error({ siblings, batchId: 7 })).toBeCloseTo(alone, 12);
    // 1/3 + 1/2 instead of 1/3 + 1/1
    expect(error({ siblings })).toBeCloseTo(alone * Math.sqrt((1 / 3 + 1 / 2) / (4 / 3)), 12);
    const repeats = [1, 1, 1, 2, 2, 2];
    expect(error({ siblings, batchId: 7 }, repeats)).toBeLessThan(error({}, repeats));
    const mean = compare(now, historyOf(steady), { siblings }).comparisons;
    expect(find(mean, 'A').current).toBeCloseTo(Math.cbrt(520 * 530 * 530), 9);
    expect(find(mean, 'A').why).toContain('mean of 3 runs');
  });

  it('shows many small steps in one direction that no verdict saw', () => {
    const creeping = { A: [500, 520, 541, 562, 585, 608], B: steady.B };
    const { comparisons, drifts } = compare([rowOf('A', 632), rowOf('B', 801)], historyOf(creeping));
    expect(find(comparisons, 'A').state).not.toBe('regressed');
    expect(drifts.map(({ label, isNotable }) => [label, isNotable])).toEqual([
      ['A', true],
      ['B', false],
    ]);
    expect(drifts[0]?.changeRatio).toBeCloseTo(0.264, 12);
  });

  it('names a run that does not belong and hides changes', () => {
    const slow = Object.fromEntries(
      Object.entries({ ...steady, C: [300, 302, 299, 301, 300, 302] }).map(([label, times]) => [
        label,
        times.map((time, run) => (run === 3 ? time * 1.3 : time)),
      ])
    );
    expect(compare([rowOf('A', 600)], historyOf(slow)).suspiciousRunId).toBe(4);
    expect(compare([rowOf('A', 600)], historyOf(steady)).suspiciousRunId).toBeNull();
  });

  it('tells only deciding rows their limit in the family', () => {
    const { comparisons } = compare([rowOf('A', 500), rowOf('B', 800)], historyOf(steady), { keyLabels: ['A'] });
    expect(evidenceOf(find(comparisons, 'A')).holmLimit).toBe(0.03);
    expect(evidenceOf(find(comparisons, 'A', 'p95Ms')).holmLimit).toBeNull();
    expect(evidenceOf(find(comparisons, 'B')).holmLimit).toBeNull();
    expect(find(comparisons, 'A', 'maxMs').state).toBe('not judged');
    expect(comparisons.filter(({ isKey }) => isKey).map(({ metric }) => metric)).toEqual(['p90Ms', 'errorRate']);
  });
});

/** Five or six labels over five to nine runs, times of 200 ms and more. */
const randomTimes = fc
  .tuple(fc.integer({ min: 5, max: 6 }), fc.integer({ min: 5, max: 9 }))
  .chain(([labels, runs]) =>
    fc.array(
      fc.tuple(
        fc.integer({ min: 200, max: 3000 }),
        fc.array(fc.double({ min: -0.05, max: 0.05, noNaN: true }), { minLength: runs, maxLength: runs }),
        fc.constantFrom(-0.5, -0.1, 0, 0.1, 0.5)
      ),
      { minLength: labels, maxLength: labels }
    )
  )
  .map((labels) =>
    labels.map(([base, noise, effect], index) => ({
      label: `L${index}`,
      past: noise.map((one) => base * Math.exp(one)),
      now: base * Math.exp(effect),
    }))
  );

type Labels = Array<{ label: string; past: number[]; now: number }>;

const judgement = { ...DEFAULT_JUDGEMENT, floorMs: 0, toleranceMs: 0 };

function times(labels: Labels): LabelComparison[] {
  const past: TimesOfLabels = Object.fromEntries(labels.map(({ label, past: values }) => [label, values]));
  const now = labels.map(({ label, now: value }) => rowOf(label, value));
  const { comparisons } = compare(now, historyOf(past), { judgement });
  return comparisons.filter(({ metric }) => metric === 'p90Ms');
}

describe('whatever the history', () => {
  it('scaling all times changes no state and no figure but the times', () => {
    fc.assert(
      fc.property(randomTimes, fc.constantFrom(1.5, 3, 10), (labels, factor) => {
        const scaled = labels.map(({ label, past, now }) => ({
          label,
          past: past.map((time) => time * factor),
          now: now * factor,
        }));
        const [one, other] = [times(labels), times(scaled)];
        for (const found of one) {
          const same = find(other, found.label);
          expect([same.state, same.severity]).toEqual([found.state, found.severity]);
          expect(evidenceOf(same).t).toBeCloseTo(evidenceOf(found).t, 6);
          expect(evidenceOf(same).centreMs).toBeCloseTo(evidenceOf(found).centreMs * factor, 6);
        }
      }),
      { numRuns: 60 }
    );
  });

  it('the order of the labels changes nothing', () => {
    fc.assert(
      fc.property(randomTimes, (labels) => {
        const [one, other] = [times(labels), times(labels.toReversed())];
        one.forEach((found) => {
          const same = find(other, found.label);
          expect(same.state).toBe(found.state);
          expect(evidenceOf(same).p).toBeCloseTo(evidenceOf(found).p, 10);
        });
      }),
      { numRuns: 60 }
    );
  });

  it('worse and better are mirrors on the log scale', () => {
    fc.assert(
      fc.property(randomTimes, (labels) => {
        // 1e6/x turns every slowdown into a speed-up of the same size.
        const mirrored = labels.map(({ label, past, now }) => ({
          label,
          past: past.map((time) => 1e6 / time),
          now: 1e6 / now,
        }));
        const [one, other] = [times(labels), times(mirrored)];
        one.forEach((found) => {
          const mirror = find(other, found.label);
          expect(evidenceOf(mirror).t).toBeCloseTo(-evidenceOf(found).t, 6);
          expect(mirror.state === 'improved').toBe(found.state === 'regressed');
          expect(mirror.state === 'regressed').toBe(found.state === 'improved');
        });
      }),
      { numRuns: 60 }
    );
  });

  it('a slower run is never judged better', () => {
    const rank = { improved: 0, unchanged: 1, inconclusive: 2, regressed: 3 } as Record<string, number>;
    fc.assert(
      fc.property(randomTimes, fc.constantFrom(1.02, 1.1, 1.4), (labels, factor) => {
        const [first, ...others] = labels;
        const slower = first === undefined ? [] : [{ ...first, now: first.now * factor }, ...others];
        const [before, after] = [find(times(labels), 'L0'), find(times(slower), 'L0')];
        expect(rank[after.state]).toBeGreaterThanOrEqual(rank[before.state] ?? 0);
      }),
      { numRuns: 60 }
    );
  });
});
