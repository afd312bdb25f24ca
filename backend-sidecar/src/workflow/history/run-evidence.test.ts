import { describe, expect, it } from 'vitest';

import type { GeneratorLoad, LoadFingerprint } from '../../contract/runs.ts';
import type { TimelinePoint } from '../../contract/statistics.ts';
import type { EvidenceStore } from '../../persistence/evidence-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { Execution } from '../../runners/runner.ts';
import { keepGenerator, keepThreads, validityEvidence, type EvidenceDeps } from './run-evidence.ts';

const RUN = {
  ...{ id: 7, kind: 'test', scenarioId: 1, appliesLoad: true, userCount: 25, rampUpSeconds: 10, durationSeconds: 60 },
  ...{ loadStartedAtMs: 1000, loadEndedAtMs: 61_500, stopSentAtMs: null, windowFromMs: 11_000, windowToMs: 61_000 },
  ...{ referenceRunId: null, baselineId: null, waivedChecks: [] as RunRecord['waivedChecks'] },
} as unknown as RunRecord;
const MEASURED = { samples: [], clockJumpMs: 3 };
const users = (count: string): LoadFingerprint => ({ hash: count, parts: { users: count } });

/** A database in memory: what is known of the generator and of the load of runs 7, 5 and 3. */
function storesFor(run: RunRecord) {
  const loads = new Map<number, GeneratorLoad>();
  const fingerprints = new Map([
    [7, users('25')],
    [5, users('50')],
    [3, users('25')],
  ]);
  const evidence = {
    generator: (id: number) => loads.get(id) ?? null,
    saveGenerator: (id: number, load: GeneratorLoad) => void loads.set(id, load),
    fingerprint: (id: number) => fingerprints.get(id) ?? null,
  } as unknown as EvidenceStore;
  const deps = {
    evidence,
    scenarios: { get: () => ({ minimumSamples: 100, minimumDurationRatio: 0.9 }) },
    baselines: { find: () => ({ sourceTestRunId: 5 }) },
  } as unknown as EvidenceDeps;
  return { deps, keep: { evidence, runs: { get: () => run } as unknown as RunStore } };
}

function evidenceOf(change: Partial<RunRecord>) {
  const run = { ...RUN, ...change };
  return validityEvidence({ run, sampleCount: 500 }, storesFor(run).deps);
}

describe('validityEvidence', () => {
  it('tells what is known of a run without measurements', async () => {
    expect(await evidenceOf({})).toEqual({
      ...{ sampleCount: 500, minimumSamples: 100, minimumDurationRatio: 0.9 },
      ...{ loadDurationMs: 60_500, plannedDurationMs: 60_000, wasStoppedEarly: false },
      ...{ isOtherVersion: false, differingFingerprint: [] },
    });
    expect(await evidenceOf({ loadEndedAtMs: null })).toMatchObject({ loadDurationMs: null });
  });

  it('compares the load with a reference that the run chose by itself, a run or that of a baseline', async () => {
    const differing = { differingFingerprint: ['25 users instead of 50'] };
    expect(await evidenceOf({ referenceRunId: 5 })).toMatchObject(differing);
    expect(await evidenceOf({ baselineId: 2 })).toMatchObject(differing);
    expect(await evidenceOf({ referenceRunId: 3 })).toMatchObject({ differingFingerprint: [] });
    expect(await evidenceOf({ referenceRunId: 4 })).toMatchObject({ differingFingerprint: [] });
  });

  it('knows of another version than claimed, not of one that nobody told', async () => {
    expect(await evidenceOf({ waivedChecks: ['version mismatch'] })).toMatchObject({ isOtherVersion: true });
    expect(await evidenceOf({ waivedChecks: ['version'] })).toMatchObject({ isOtherVersion: false });
  });
});

describe('what was measured of the generator', () => {
  const execution = { generator: () => Promise.resolve(MEASURED) } as unknown as Execution;
  const timeline = [3, 24, null, 7].map((activeThreads) => ({ activeThreads })) as unknown as TimelinePoint[];

  it('is kept with the threads that should have run and those that were seen', async () => {
    const { deps, keep } = storesFor(RUN);
    await keepGenerator(7, execution, keep);
    keepThreads(7, timeline, keep);
    expect(await validityEvidence({ run: RUN, sampleCount: 1 }, deps)).toMatchObject({
      ...{ clockJumpMs: 3, threadsPlanned: 25, threadsStarted: 24 },
      generator: { samples: [], window: { fromMs: 11_000, toMs: 61_000 }, cpuLimitRatio: 0.9 },
    });
  });

  it.each<[string, Partial<RunRecord>]>([
    ['the script says how many', { appliesLoad: false }],
    ['they never were to run all at once', { rampUpSeconds: 60 }],
    ['it was a smoke run', { kind: 'smoke' }],
  ])('expects no number of threads where %s', async (_, change) => {
    const { keep } = storesFor({ ...RUN, ...change });
    await keepGenerator(7, execution, keep);
    expect(keep.evidence.generator(7)?.threadsPlanned).toBeNull();
  });

  it('is nothing where the runner measures nothing', async () => {
    const { keep } = storesFor(RUN);
    await keepGenerator(7, {} as Execution, keep);
    keepThreads(7, timeline, keep);
    expect(keep.evidence.generator(7)).toBeNull();
  });
});
