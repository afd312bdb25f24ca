import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { History, TrendMatrix } from '../../backend-sidecar/src/contract/history.ts';
import type { ImportPreview } from '../../backend-sidecar/src/contract/imports.ts';
import type { Run } from '../../backend-sidecar/src/contract/runs.ts';
import type { Scenario } from '../../backend-sidecar/src/contract/scenarios.ts';
import type { LabelComparison } from '../../backend-sidecar/src/contract/verdict.ts';
import { waitUntil } from '../browser/wait-until.ts';
import {
  PAST_FIRST_START_MS,
  PAST_LABELS,
  PAST_STEP_MS,
  pastResult,
  pastResultName,
  type PastLabel,
} from '../harness/past-results.ts';
import { plan, request, threadGroup } from '../harness/plans.ts';
import { TestBed } from '../harness/test-bed.ts';

let bed: TestBed;
let scenario: Scenario;
beforeAll(async () => {
  bed = await TestBed.open();
  const created = await bed.addScenario({ name: 'shop', plan: plan([threadGroup('Users', [request('Login', '/')])]) });
  const { id: _id, createdAtMs: _createdAtMs, sloTexts: _sloTexts, ...fields } = created;
  scenario = await bed.api.put<Scenario>(`/scenarios/${created.id}`, { ...fields, windowTrimStartSeconds: 0 });
});
afterAll(() => bed?.close());

async function upload(indexes: readonly number[]): Promise<ImportPreview> {
  const form = new FormData();
  for (const index of indexes) {
    form.append('file', new Blob([pastResult(index)]), pastResultName(scenario.name, index));
  }
  const { importId } = await bed.api.upload<ImportPreview>('/tests/import', form);
  return untilStatus(importId, 'ready');
}

function untilStatus(importId: string, wanted: ImportPreview['status']): Promise<ImportPreview> {
  return waitUntil({
    what: `the import is ${wanted}`,
    timeoutMs: 60_000,
    read: () => bed.api.get<ImportPreview>(`/tests/import/${importId}`),
    isDone: ({ status }) => status === wanted,
  });
}

/** @returns the runs that were made of it, in the order of their files */
async function accept(preview: ImportPreview, accepted: boolean): Promise<Run[]> {
  const runs = preview.candidates.map(({ index, versionName }) => ({
    ...{ index, scenarioId: scenario.id, testTypeId: bed.testTypeId, accepted },
    versionName: versionName ?? '',
  }));
  await bed.api.post(`/tests/import/${preview.importId}/accept`, { runs });
  const { runIds } = await untilStatus(preview.importId, 'done');
  const made = await Promise.all(runIds.map((id) => bed.run(id)));
  return made.sort((one, other) => (one.startedAtMs ?? 0) - (other.startedAtMs ?? 0));
}

function p90Of(run: Run, label: PastLabel): LabelComparison | undefined {
  return run.verdict?.comparisons.find((one) => one.label === label && one.metric === 'p90Ms');
}

describe('past results, imported', () => {
  let past: Run[];
  let current: Run;

  it('are understood by their names, and are the history of the next run', async () => {
    const preview = await upload([0, 1, 2, 3]);
    expect(
      preview.candidates.map(({ scenarioName, versionName, startedAtMs, counts, problem }) => ({
        ...{ scenarioName, versionName, startedAtMs, rows: counts?.rows, problem },
      }))
    ).toEqual(
      [0, 1, 2, 3].map((index) => ({
        ...{ scenarioName: 'shop', versionName: `1.${index}.0`, problem: null },
        ...{ startedAtMs: PAST_FIRST_START_MS + index * PAST_STEP_MS, rows: 1000 },
      }))
    );
    past = await accept(preview, true);
    expect(
      past.map(({ status, decision, runnerType, figures }) => ({
        status,
        decision,
        runnerType,
        n: figures.totalSamples,
      }))
    ).toEqual(
      Array.from({ length: 4 }, () => ({ status: 'completed', decision: 'accepted', runnerType: 'imported', n: 1000 }))
    );
    const history = await bed.api.get<History>(
      `/history?scenarioId=${scenario.id}&testTypeId=${bed.testTypeId}&environmentId=${scenario.environmentId}`
    );
    expect(history.entries.map(({ runId, isInHistory }) => [runId, isInHistory])).toEqual(
      [...past].reverse().map(({ id }) => [id, true])
    );
  });

  it('judge the next one as the specification’s vector says, to its digits', async () => {
    const [judged] = await accept(await upload([4]), false);
    expect(judged).toBeDefined();
    current = judged as Run;
    expect(current.verdict?.reference).toMatchObject({
      kind: 'history',
      source: 'history',
      runIds: [...past].reverse().map(({ id }) => id),
    });
    expect(PAST_LABELS.map((label) => [label, p90Of(current, label)?.state, p90Of(current, label)?.severity])).toEqual([
      ['Login', 'regressed', 'critical'],
      ['Search', 'unchanged', null],
      ['Cart', 'unchanged', null],
      ['Checkout', 'unchanged', null],
      ['Report', 'inconclusive', null],
    ]);
    const evidence = p90Of(current, 'Login')?.evidence;
    expect(evidence?.change).toBeCloseTo(0.297451, 6);
    expect(evidence?.standardError).toBeCloseTo(0.038111, 6);
    expect(evidence?.t).toBeCloseTo(7.804922, 4);
    expect(evidence?.p).toBeCloseTo(6.646984e-5, 9);
    expect(evidence?.holmLimit).toBeCloseTo(0.006, 12);
    expect(current.outcome).toBe('failed');
  });

  it('with an accepted regression the centre begins anew, and the same figures pass', async () => {
    await bed.api.put(`/tests/${current.id}/decision`, {
      decision: 'accepted',
      reason: 'New password hashing, agreed',
    });
    const history = await bed.api.get<History>(
      `/history?scenarioId=${scenario.id}&testTypeId=${bed.testTypeId}&environmentId=${scenario.environmentId}`
    );
    expect(history.entries[0]).toMatchObject({ runId: current.id, decision: 'accepted', isInHistory: true });
    expect(history.entries[0]?.changedLabels).toEqual(['Login']);
    expect(history.entries[0]?.decisions).toMatchObject([
      { decision: 'accepted', reason: 'New password hashing, agreed', by: 'tester' },
    ]);
    const [next] = await accept(await upload([5]), false);
    expect(next && p90Of(next, 'Login')).toMatchObject({ reference: 560, current: 560 });
    expect(next && p90Of(next, 'Login')?.state).not.toBe('regressed');
    expect(next?.outcome).not.toBe('failed');
    const matrix = await bed.api.get<TrendMatrix>('/trends/matrix');
    const row = matrix.rows.find(({ scenarioId }) => scenarioId === scenario.id);
    expect(row?.cells.map((cell) => cell?.decision ?? null)).toEqual(
      matrix.versions.map(({ name }) => (/^1\.[0-4]\.0$/.test(name) ? 'accepted' : name === '1.5.0' ? 'none' : null))
    );
  });

  it('the same bytes are recognised', async () => {
    const preview = await upload([2]);
    expect(preview.candidates[0]?.duplicateOfRunId).toBe(past[2]?.id);
  });
});
