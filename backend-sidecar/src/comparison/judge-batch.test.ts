import { describe, expect, it } from 'vitest';

import type { VerdictReason } from '../contract/verdict.ts';
import { judgeBatch, type BatchMember } from './judge-batch.ts';

function member(changes: Partial<BatchMember>): BatchMember {
  return { runId: 1, name: 'prod · load', status: 'completed', outcome: 'passed', reasons: [], ...changes };
}

function reason(code: VerdictReason['code'], text: string): VerdictReason {
  return { code, label: 'A', text };
}

describe('judgeBatch', () => {
  it.each([
    [['passed', 'passed'], 'passed', '2 runs passed.'],
    [['passed', 'inconclusive'], 'inconclusive', '1 run inconclusive, 1 passed.'],
    [['passed', 'inconclusive', 'failed'], 'failed', '1 run failed, 1 inconclusive, 1 passed.'],
    [['passed', null], 'inconclusive', '1 run inconclusive, 1 passed.'],
  ] as const)('%o is %s', (outcomes, outcome, sentence) => {
    const judged = judgeBatch(outcomes.map((of) => member({ outcome: of })));
    expect(judged).toMatchObject({ outcome, sentence });
  });

  it.each(['failed', 'cancelled'] as const)('is inconclusive at best with a member that %s', (status) => {
    const judged = judgeBatch([
      member({}),
      member({ runId: 2, status, outcome: null, errorTitle: 'JMeter could not be started' }),
    ]);
    expect(judged.outcome).toBe('inconclusive');
    expect(judged.sentence).toBe('1 run inconclusive, 1 passed (1 not carried out to the end).');
    expect(judged.findings[0]).toMatchObject({ runId: 2, label: null });
    expect(judged.findings[0]?.text).toContain('JMeter could not be started');
  });

  it('takes no "passed" from a partial result, but its failure', () => {
    expect(judgeBatch([member({ status: 'cancelled', outcome: 'passed' })]).outcome).toBe('inconclusive');
    expect(judgeBatch([member({ status: 'cancelled', outcome: 'failed' })]).outcome).toBe('failed');
  });

  it('has no verdict while runs are to come, except a failure that nothing can undo', () => {
    const waiting = member({ status: 'queued', outcome: null });
    expect(judgeBatch([member({}), waiting])).toMatchObject({
      outcome: null,
      sentence: 'No verdict yet: 1 of 2 runs ended.',
    });
    expect(judgeBatch([member({ outcome: 'failed' }), waiting])).toMatchObject({
      outcome: 'failed',
      sentence: '1 run failed; 1 of 2 runs to come.',
    });
    expect(judgeBatch([]).outcome).toBeNull();
  });

  it('names three findings: worse codes first, then each run’s worst before any second', () => {
    const judged = judgeBatch([
      member({
        runId: 1,
        name: 'prod',
        reasons: [reason('time-regressed', 'a1'), reason('time-regressed', 'a2'), reason('passed', 'x')],
      }),
      member({ runId: 2, name: 'uid', reasons: [reason('time-regressed', 'b1')] }),
      member({ runId: 3, name: 'rev', reasons: [reason('slo-failed', 'c1')] }),
    ]);
    expect(judged.findings).toEqual([
      { runId: 3, label: 'A', text: 'rev: c1' },
      { runId: 1, label: 'A', text: 'prod: a1' },
      { runId: 2, label: 'A', text: 'uid: b1' },
    ]);
  });

  it('has no finding where all is well', () => {
    expect(judgeBatch([member({ reasons: [reason('passed', 'fine')] })]).findings).toEqual([]);
  });
});
