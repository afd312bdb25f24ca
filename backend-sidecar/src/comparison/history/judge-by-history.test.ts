import { describe, expect, it } from 'vitest';

import type { VerdictReference } from '../../contract/verdict.ts';
import { judgeRun, type JudgeRunInput } from '../judge-run.ts';
import { statisticsRow } from '../statistics-row-fixture.ts';
import { historyOf, rowOf } from './history-fixture.ts';

const steady = { A: [500, 505, 498, 503, 501, 499], B: [800, 810, 795, 806, 799, 803] };
const single: VerdictReference = {
  ...{ kind: 'run', source: 'chosen', runId: 7, baselineId: null, name: 'run 7' },
  ...{ versionName: '14.2.2', confidence: 'low' },
};

function judge(now: Record<string, number>, changes: Partial<JudgeRunInput> = {}) {
  return judgeRun({
    current: {
      total: statisticsRow({ label: 'Total' }),
      rows: Object.entries(now).map(([label, p90Ms]) => rowOf(label, p90Ms)),
    },
    reference: { reference: single, rows: [rowOf('A', 400), rowOf('B', 800)] },
    history: historyOf(steady),
    slos: [],
    keyLabels: null,
    failSeverity: 'major',
    evidence: { sampleCount: 1000, minimumSamples: 100, wasStoppedEarly: false },
    judgedAtMs: 1,
    ...changes,
  });
}

describe('a verdict by history', () => {
  it('passes with what was and what could not be seen', () => {
    const verdict = judge({ A: 501, B: 804 });
    expect(verdict).toMatchObject({
      outcome: 'passed',
      rules: 'history/1',
      reference: { kind: 'history', source: 'history', runId: null, runIds: [6, 5, 4, 3, 2, 1], confidence: 'normal' },
    });
    expect(verdict.sentence).toMatch(
      /^No key label is clearly worse; no SLO is set; 2 of 2 key labels judged against the history of 6 runs; on [AB] a change below [\d.]+ % stays invisible\.$/
    );
    expect(verdict.drifts).toHaveLength(2);
  });

  it('decides before a default baseline, not before the run’s own choice', () => {
    expect(judge({ A: 501, B: 804 }).rules).toBe('history/1');
    const chosen = judge({ A: 501, B: 804 }, { prefersReference: true });
    expect(chosen).toMatchObject({ rules: 'single-reference/1', reference: single, outcome: 'failed' });
    expect(chosen.sentence).toBe('A p90 is 25.3 % slower than in 14.2.2 (400 → 501 ms).');
    expect(judge({ A: 501, B: 804 }, { prefersReference: true, reference: null }).rules).toBe('history/1');
  });

  it('needs four runs', () => {
    const few = judge({ A: 501, B: 804 }, { history: historyOf(steady).slice(0, 3) });
    expect(few).toMatchObject({ rules: 'single-reference/1', reference: single });
    const none = judge({ A: 501, B: 804 }, { history: historyOf(steady).slice(0, 3), reference: null });
    expect(none.sentence).toBe('Nothing to compare with: no reference run and no SLO.');
  });

  it('fails for a major regression, and passes with a minor one unless the scenario asks for more', () => {
    expect(judge({ A: 560, B: 803 })).toMatchObject({ outcome: 'failed', reasons: [{ code: 'time-regressed' }] });
    const minor = judge({ A: 545, B: 803 });
    expect(minor.comparisons[0]).toMatchObject({ label: 'A', state: 'regressed', severity: 'minor' });
    expect(minor).toMatchObject({ outcome: 'passed', reasons: [{ code: 'time-suspected' }, { code: 'passed' }] });
    expect(judge({ A: 545, B: 803 }, { failSeverity: 'minor' }).outcome).toBe('failed');
    expect(judge({ A: 560, B: 803 }, { failSeverity: 'critical' }).outcome).toBe('passed');
  });

  it('fails for a missing key label and passes when a rename maps it', () => {
    expect(judge({ A: 501, Beta: 804 })).toMatchObject({
      outcome: 'failed',
      reasons: [{ code: 'label-missing', label: 'B' }],
    });
    expect(judge({ A: 501, Beta: 804 }, { labelRenames: [{ from: 'B', to: 'Beta' }] }).outcome).toBe('passed');
  });

  it('is inconclusive for an inconclusive label only where people chose the key labels', () => {
    const wild = { ...steady, C: [300, 420, 280, 450, 310, 400] };
    const now = { A: 501, B: 804, C: 480 };
    const byDefault = judge(now, { history: historyOf(wild) });
    expect(byDefault.outcome).toBe('passed');
    expect(byDefault.reasons.map(({ code, label }) => [code, label])).toEqual([
      ['label-inconclusive', 'C'],
      ['passed', null],
    ]);
    expect(byDefault.sentence).toContain('2 of 3 key labels judged');
    expect(byDefault.sentence).toContain('on C a change below');
    expect(judge(now, { history: historyOf(wild), keyLabels: ['A', 'B', 'C'] }).outcome).toBe('inconclusive');
  });

  it('fails for errors beyond what the history shows, not for those it knows', () => {
    const failing = (errors: number, past: number) =>
      judgeRun({
        current: { total: statisticsRow({}), rows: [rowOf('A', 500, { errors })] },
        reference: null,
        history: historyOf({ A: steady.A }, { row: (_, run) => ({ errors: past + (run % 2) }) }),
        ...{ slos: [], keyLabels: null, failSeverity: 'major', judgedAtMs: 1 },
        evidence: { sampleCount: 1000, minimumSamples: 100, wasStoppedEarly: false },
      });
    expect(failing(40, 2)).toMatchObject({ outcome: 'failed', reasons: [{ code: 'errors-risen', label: 'A' }] });
    expect(failing(40, 38).outcome).toBe('passed');
    expect(failing(4, 0).outcome).toBe('passed');
  });

  it('goes by the scenario’s floors and tolerance', () => {
    const judgement = {
      ...{ tolerance: 0.2, toleranceMs: 20, floorRatio: 0.15, floorMs: 10 },
      ...{ majorFrom: 0.2, criticalFrom: 0.5 },
    };
    expect(judge({ A: 560, B: 803 }, { judgement }).outcome).toBe('passed');
    expect(judge({ A: 620, B: 803 }, { judgement }).comparisons[0]).toMatchObject({
      state: 'regressed',
      severity: 'major',
    });
  });
});
