import { setTimeout as wait } from 'node:timers/promises';

import { expect } from 'vitest';

import type { Run } from '../../backend-sidecar/src/contract/runs.ts';
import type { Scenario } from '../../backend-sidecar/src/contract/scenarios.ts';
import type { RunStatistics } from '../../backend-sidecar/src/contract/statistics.ts';
import { isAlive } from './processes.ts';
import { fileFacts, statisticsDifferences } from './run-proofs.ts';
import type { TestBed } from './test-bed.ts';

/** JMeter runs a little while alone, so that there is something to catch up with. */
const ALONE_MS = 700;

export interface Takeover {
  /** The run after its end. */
  readonly run: Run;
  /** What the run was at when the sidecar ended, as far as its files tell. */
  readonly moment: 'before JMeter' | 'JMeter runs' | 'after JMeter';
}

/**
 * Queues a run, lets `moment` choose when, ends the sidecar by `end`, starts another on the same data, and proves that
 * the run came to its end as if nothing had happened. The plan must ask for /ok only.
 */
export async function takeOver(input: {
  bed: TestBed;
  scenario: Scenario;
  moment: (runId: number) => Promise<void>;
  end: () => Promise<void>;
}): Promise<Takeover> {
  const { bed, scenario } = input;
  const requestsBefore = bed.target.requests('/ok');
  const { id } = await bed.queue(scenario);
  await input.moment(id);
  const [java] = bed.java();
  await input.end();
  const moment = momentOf(bed, id, java);
  await expectUnhurt(bed, id, java);
  await bed.startSidecar();
  const run = await untilEndedAlone(bed, id);
  await expectComplete(bed, run, requestsBefore);
  return { run, moment };
}

function momentOf(bed: TestBed, runId: number, java: number | undefined): Takeover['moment'] {
  if (java !== undefined && isAlive(java)) {
    return 'JMeter runs';
  }
  return bed.generatorFile(runId, 'console.log').includes('end of run') ? 'after JMeter' : 'before JMeter';
}

async function expectUnhurt(bed: TestBed, runId: number, java: number | undefined): Promise<void> {
  await wait(ALONE_MS);
  if (java !== undefined && !bed.generatorFile(runId, 'console.log').includes('Tidying up')) {
    expect(isAlive(java)).toBe(true);
  }
}

/** At no moment a second JMeter lives. */
async function untilEndedAlone(bed: TestBed, runId: number): Promise<Run> {
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, bed.java().length)), 100);
  try {
    return await bed.untilEnded(runId);
  } finally {
    clearInterval(watch);
    expect(most).toBeLessThanOrEqual(1);
  }
}

/** The file, JMeter and the target agree on how many samples there were, and the statistics are of all of them. */
async function expectComplete(bed: TestBed, run: Run, requestsBefore: number): Promise<void> {
  expect(run).toMatchObject({ status: 'completed', error: null });
  const { lines, countedByJMeter, starts } = await fileFacts(bed, run.id);
  const { counts } = await bed.api.get<RunStatistics>(`/tests/${run.id}/statistics`);
  expect(starts).toBe(1);
  expect(counts).toEqual({ rows: lines.length, samples: lines.length, transactions: 0, interrupted: 0, rejected: 0 });
  expect(counts.samples).toBe(countedByJMeter);
  expect(counts.samples).toBe(bed.target.requests('/ok') - requestsBefore);
  expect(await statisticsDifferences(bed, run)).toEqual([]);
  expect(run.stages.slice(0, 5).every(({ status }) => status === 'done')).toBe(true);
  expect(bed.java()).toEqual([]);
}
