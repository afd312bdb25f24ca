import { describe, expect, it } from 'vitest';

import type { BatchRow, BatchStore } from '../../persistence/batch-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import { BatchCourse, POLICY_NAME } from './batch-course.ts';

type Member = Partial<RunRecord> & Pick<RunRecord, 'id' | 'status'>;

/** A batch and its runs in memory, as far as its course asks for them. */
function courseOf(batch: Partial<BatchRow>, members: Member[]) {
  const row = { failurePolicy: 'continue', smokeGate: 'open', hold: null, ...batch } as BatchRow;
  const runs = members.map(
    (member) => ({ kind: 'test', supersededByRunId: null, queuedAtMs: 1, ...member }) as RunRecord
  );
  const batchStore = { get: () => row, change: (_: number, change: Partial<BatchRow>) => Object.assign(row, change) };
  const runStore = {
    ofBatch: () => runs,
    cancelWaiting: (ids: number[], { by }: { by: string }) =>
      runs
        .filter(({ id }) => ids.includes(id))
        .forEach((run) => Object.assign(run, { status: 'cancelled', cancelledBy: by })),
  };
  const course = new BatchCourse({
    runs: runStore as unknown as RunStore,
    batchStore: batchStore as unknown as BatchStore,
    clock: () => 100,
  });
  return { settle: () => course.settle(1), row, statuses: () => runs.map(({ status }) => status), runs };
}

const smoke = (id: number, status: RunRecord['status'], more: Partial<RunRecord> = {}): Member => ({
  ...{ id, status, kind: 'smoke', scenarioName: 'prod', scriptName: 'shop' },
  ...more,
});

describe('smoke runs', () => {
  it('open the batch when all have passed', () => {
    const batch = courseOf({ smokeGate: 'waiting' }, [
      smoke(1, 'completed', { outcome: 'passed' }),
      smoke(2, 'running'),
      { id: 3, status: 'queued' },
    ]);
    batch.settle();
    expect(batch.row.smokeGate).toBe('waiting');
    Object.assign(batch.runs[1] ?? {}, { status: 'completed', outcome: 'passed' });
    batch.settle();
    expect(batch.row).toMatchObject({ smokeGate: 'open', hold: null });
  });

  it('hold the batch when one has failed, was cancelled, or was not carried out', () => {
    for (const failed of [smoke(1, 'completed', { outcome: 'failed' }), smoke(1, 'cancelled'), smoke(1, 'failed')]) {
      const batch = courseOf({ smokeGate: 'waiting' }, [failed, { id: 2, status: 'queued' }]);
      batch.settle();
      expect(batch.row).toMatchObject({ smokeGate: 'waiting', hold: { reason: 'smoke run failed', runId: 1 } });
      expect(batch.row.hold?.question).toContain('prod (shop)');
      expect(batch.statuses()[1]).toBe('queued');
    }
  });

  it('do not count when they were repeated', () => {
    const batch = courseOf({ smokeGate: 'waiting' }, [
      smoke(1, 'completed', { outcome: 'failed', supersededByRunId: 2 }),
      smoke(2, 'completed', { outcome: 'passed' }),
    ]);
    batch.settle();
    expect(batch.row).toMatchObject({ smokeGate: 'open', hold: null });
  });

  it('hold for the next one that failed when the first was repeated, and no longer when all were', () => {
    const batch = courseOf({ smokeGate: 'waiting' }, [
      smoke(1, 'completed', { outcome: 'failed' }),
      smoke(2, 'failed'),
      { id: 3, status: 'queued' },
    ]);
    batch.settle();
    expect(batch.row.hold?.runId).toBe(1);
    Object.assign(batch.runs[0] ?? {}, { supersededByRunId: 8 });
    batch.settle();
    expect(batch.row.hold?.runId).toBe(2);
    Object.assign(batch.runs[1] ?? {}, { supersededByRunId: 9 });
    batch.runs.push({ ...batch.runs[1], id: 9, status: 'queued', supersededByRunId: null } as RunRecord);
    batch.settle();
    expect(batch.row).toMatchObject({ smokeGate: 'waiting', hold: null });
  });

  it('ask nothing of a batch of which nothing waits any more', () => {
    const batch = courseOf({ smokeGate: 'waiting' }, [smoke(1, 'failed'), { id: 2, status: 'queued' }]);
    batch.settle();
    expect(batch.row.hold).not.toBeNull();
    Object.assign(batch.runs[1] ?? {}, { status: 'cancelled' });
    batch.settle();
    expect(batch.row).toMatchObject({ smokeGate: 'waiting', hold: null });
  });

  it('do nothing to a batch whose gate a person has opened', () => {
    const batch = courseOf({ smokeGate: 'open' }, [smoke(1, 'completed', { outcome: 'failed' })]);
    batch.settle();
    expect(batch.row.hold).toBeNull();
  });
});

describe('the failure policy', () => {
  const failedRun: Member = { id: 1, status: 'failed', completedAtMs: 50 };
  const failedVerdict: Member = { id: 1, status: 'completed', outcome: 'failed', completedAtMs: 50 };
  const waiting: Member = { id: 2, status: 'queued', queuedAtMs: 10 };

  it.each([
    ['continue', failedRun, 'queued'],
    ['stop on failed run', failedRun, 'cancelled'],
    ['stop on failed run', failedVerdict, 'queued'],
    ['stop on failed verdict', failedVerdict, 'cancelled'],
    ['stop on failed verdict', failedRun, 'cancelled'],
  ] as const)('“%s” with %o leaves what waits %s', (failurePolicy, ended, expected) => {
    const batch = courseOf({ failurePolicy }, [ended, waiting]);
    batch.settle();
    expect(batch.statuses()[1]).toBe(expected);
  });

  it('names itself, and leaves alone what runs and what was queued after the failure', () => {
    const batch = courseOf({ failurePolicy: 'stop on failed run' }, [
      failedRun,
      waiting,
      { id: 3, status: 'running' },
      { id: 4, status: 'queued', queuedAtMs: 60 },
    ]);
    batch.settle();
    expect(batch.statuses()).toEqual(['failed', 'cancelled', 'running', 'queued']);
    expect(batch.runs[1]?.cancelledBy).toBe(POLICY_NAME);
  });

  it('does not count a failure that was repeated', () => {
    const batch = courseOf({ failurePolicy: 'stop on failed run' }, [{ ...failedRun, supersededByRunId: 9 }, waiting]);
    batch.settle();
    expect(batch.statuses()[1]).toBe('queued');
  });
});
