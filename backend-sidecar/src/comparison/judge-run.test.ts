import { describe, expect, it } from 'vitest';

import type { StatisticsRow } from '../contract/statistics.ts';
import type { Slo, VerdictReference } from '../contract/verdict.ts';
import { judgeRun, type JudgeRunInput } from './judge-run.ts';
import { statisticsRow } from './statistics-row-fixture.ts';

const reference: VerdictReference = {
  kind: 'run',
  source: 'last completed run of the previous version',
  runId: 7,
  baselineId: null,
  name: 'prod · load · 14.2.2',
  versionName: '14.2.2',
  confidence: 'low',
};
const total = statisticsRow({ label: 'Total' });
const keptSlo: Slo = { label: null, metric: 'p90Ms', comparator: '<=', limit: 1000 };
const brokenSlo: Slo = { label: null, metric: 'p90Ms', comparator: '<=', limit: 50 };

interface Rows {
  now: StatisticsRow[];
  before: StatisticsRow[] | null;
}

function judge({ now, before }: Rows, changes: Partial<JudgeRunInput> = {}) {
  return judgeRun({
    current: { total, rows: now },
    reference: before === null ? null : { reference, rows: before },
    slos: [],
    keyLabels: null,
    failSeverity: 'major',
    evidence: { sampleCount: 1000, minimumSamples: 100, wasStoppedEarly: false },
    judgedAtMs: 1,
    ...changes,
  });
}

const same: Rows = { now: [statisticsRow()], before: [statisticsRow()] };

describe('judgeRun', () => {
  it('passes an unchanged run and says what could not be seen', () => {
    const verdict = judge(same, { slos: [keptSlo] });
    expect(verdict).toMatchObject({ outcome: 'passed', rules: 'single-reference/1', reference });
    expect(verdict.sentence).toBe(
      'No key label is clearly worse; the SLO is kept; 1 of 1 key label judged against 14.2.2; with one reference run a change below 25 % cannot be told from chance.'
    );
  });

  it('does not say that no label is worse when none could be judged', () => {
    const few = { now: [statisticsRow({ count: 12 })], before: [statisticsRow({ count: 12 })] };
    expect(judge(few, { slos: [keptSlo] }).sentence).toMatch(/^No key label could be judged; the SLO is kept; 0 of 1/);
  });

  it('fails for a regressed key label with the figures', () => {
    const verdict = judge({
      now: [statisticsRow({ label: 'Transfer', p90Ms: 341 })],
      before: [statisticsRow({ label: 'Transfer', p90Ms: 212 })],
    });
    expect(verdict.outcome).toBe('failed');
    expect(verdict.reasons).toEqual([
      { code: 'time-regressed', label: 'Transfer', text: 'Transfer p90 is 61 % slower than in 14.2.2 (212 → 341 ms)' },
    ]);
    expect(verdict.sentence).toBe('Transfer p90 is 61 % slower than in 14.2.2 (212 → 341 ms).');
  });

  it('passes with a suspicion, which it names', () => {
    const verdict = judge({ now: [statisticsRow({ p90Ms: 240 })], before: [statisticsRow({ p90Ms: 200 })] });
    expect(verdict.outcome).toBe('passed');
    expect(verdict.reasons.map((reason) => reason.code)).toEqual(['time-suspected', 'passed']);
    expect(verdict.sentence).toMatch(/^1 suspicion to look at;/);
  });

  it('fails for errors that rose, and not for a slowdown that they make incomparable', () => {
    const verdict = judge({
      now: [statisticsRow({ label: 'Pay', errors: 61, p90Ms: 900 })],
      before: [statisticsRow({ label: 'Pay', errors: 1 })],
    });
    expect(verdict.outcome).toBe('failed');
    expect(verdict.reasons.map(({ code, text }) => [code, text])).toEqual([
      ['errors-risen', 'Pay fails in 6.1 % of its samples, in 14.2.2 in 0.1 %'],
      ['label-inconclusive', expect.stringMatching(/^Pay cannot be judged: 6\.1 % of its samples failed now/)],
    ]);
  });

  it('fails for a missing key label, not for another one nor for a new one', () => {
    const runs = {
      now: [statisticsRow({ label: 'A' }), statisticsRow({ label: 'New' })],
      before: [statisticsRow({ label: 'A' }), statisticsRow({ label: 'B' })],
    };
    expect(judge(runs).reasons[0]).toEqual({
      code: 'label-missing',
      label: 'B',
      text: 'B is missing: 1\u00a0000 samples in 14.2.2, none now',
    });
    expect(judge(runs, { keyLabels: ['A'] }).outcome).toBe('passed');
  });

  it('lets a label that is not key decide nothing', () => {
    const verdict = judge(
      {
        now: [statisticsRow({ label: 'A' }), statisticsRow({ label: 'B', p90Ms: 900, errors: 500 })],
        before: [statisticsRow({ label: 'A' }), statisticsRow({ label: 'B' })],
      },
      { keyLabels: ['A'] }
    );
    expect(verdict.outcome).toBe('passed');
  });

  it('is inconclusive for an inconclusive label only where people chose the key labels', () => {
    // 60 of 1 000 failed in both runs: the error rule is silent, the times are not comparable.
    const runs = {
      now: [statisticsRow({ label: 'A' }), statisticsRow({ label: 'B', errors: 60 })],
      before: [statisticsRow({ label: 'A' }), statisticsRow({ label: 'B', errors: 60 })],
    };
    expect(judge(runs).outcome).toBe('passed');
    expect(judge(runs, { keyLabels: ['A', 'B'] }).outcome).toBe('inconclusive');
    expect(judge(same, { keyLabels: ['Search', 'Typo'] }).outcome).toBe('inconclusive');
  });

  it('is inconclusive for an invalid run, but a failed SLO stands', () => {
    const evidence = { sampleCount: 12, minimumSamples: 100, wasStoppedEarly: false };
    const verdict = judge(same, { evidence });
    expect(verdict.outcome).toBe('inconclusive');
    expect(verdict.sentence).toBe('The run is not valid: it has 12 samples, fewer than the scenario’s minimum of 100.');
    const failed = judge(same, { evidence, slos: [brokenSlo] });
    expect(failed.outcome).toBe('failed');
    expect(failed.reasons.map((reason) => reason.code)).toEqual(['slo-failed', 'run-invalid']);
  });

  it('has nothing to compare with when there is neither reference nor SLO', () => {
    const verdict = judge({ ...same, before: null });
    expect(verdict).toMatchObject({ outcome: 'inconclusive', reference: null, comparisons: [] });
    expect(verdict.sentence).toBe('Nothing to compare with: no reference run and no SLO.');
  });

  it('judges by SLOs alone when there is no reference', () => {
    expect(judge({ ...same, before: null }, { slos: [keptSlo] }).outcome).toBe('passed');
    expect(judge({ ...same, before: null }, { slos: [brokenSlo] }).outcome).toBe('failed');
  });

  it('does not pass while an SLO has no data', () => {
    const verdict = judge(same, { slos: [keptSlo, { ...keptSlo, label: 'Gone' }] });
    expect(verdict.outcome).toBe('inconclusive');
    expect(verdict.reasons[0]?.code).toBe('slo-no-data');
  });

  it('is inconclusive when no label could be judged and no SLO was', () => {
    const few = { now: [statisticsRow({ count: 99 })], before: [statisticsRow({ count: 99 })] };
    expect(judge(few)).toMatchObject({ outcome: 'inconclusive', reasons: [{ code: 'nothing-judged' }] });
    expect(judge(few, { slos: [keptSlo] }).outcome).toBe('passed');
  });

  it('puts the worst first: SLO, errors, times by size, missing, then the rest', () => {
    const verdict = judge(
      {
        now: [
          statisticsRow({ label: 'A', p90Ms: 130 }),
          statisticsRow({ label: 'B', p90Ms: 190 }),
          statisticsRow({ label: 'C', errors: 40 }),
          statisticsRow({ label: 'D', p90Ms: 115 }),
        ],
        before: ['A', 'B', 'C', 'D', 'E'].map((label) => statisticsRow({ label })),
      },
      { slos: [brokenSlo] }
    );
    expect(verdict.reasons.map(({ code, label }) => `${code} ${label}`)).toEqual([
      'slo-failed null',
      'errors-risen C',
      'time-regressed B',
      'time-regressed A',
      'label-missing E',
      'time-suspected D',
    ]);
    expect(verdict.sentence).toBe(
      'The total p90 is 100 ms and breaks its limit of at most 50 ms – and 4 other reasons.'
    );
  });

  it('calls a baseline by its name', () => {
    const verdict = judgeRun({
      current: { total, rows: [statisticsRow({ p90Ms: 500 })] },
      reference: { reference: { ...reference, kind: 'baseline', name: 'Golden' }, rows: [statisticsRow()] },
      slos: [],
      keyLabels: null,
      failSeverity: 'critical',
      evidence: { sampleCount: 1000, minimumSamples: 0, wasStoppedEarly: false },
      judgedAtMs: 1,
    });
    expect(verdict.sentence).toContain('than in the baseline “Golden” (14.2.2)');
  });

  it('never holds NaN, an infinity or an empty sentence, whatever the rows', () => {
    const random = seededRandom(42);
    for (let trial = 0; trial < 500; trial += 1) {
      const verdict = judge({ now: randomRows(random), before: randomRows(random) }, { slos: [keptSlo, brokenSlo] });
      expect(badNumbers(verdict)).toEqual([]);
      expect(JSON.stringify(verdict)).not.toMatch(/NaN|Infinity|undefined/);
      expect([...verdict.comparisons, ...verdict.slos].every((row) => row.why.length > 0)).toBe(true);
    }
  });
});

function badNumbers(value: unknown): unknown[] {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? [] : [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(badNumbers) : [];
}

/** mulberry32 */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Rows at the edges: no samples, one, all failed, times of 0, absent figures, each kind. */
function randomRows(random: () => number): StatisticsRow[] {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  return ['A', 'B', 'C', 'D']
    .filter(() => random() > 0.2)
    .map((label) => {
      const count = pick([0, 1, 99, 100, 1000, 10_000_000]);
      const time = () => pick([null, 0, 0.4, 1, 10, 100, 341, 1e9]);
      return statisticsRow({
        label,
        count,
        errors: pick([0, Math.floor(count / 2), count]),
        kind: pick(['sample', 'transaction', 'setup'] as const),
        meanMs: time(),
        medianMs: time(),
        p90Ms: time(),
        p95Ms: time(),
        p99Ms: time(),
        maxMs: time(),
        throughputPerSec: pick([null, 0, 5]),
      });
    });
}
