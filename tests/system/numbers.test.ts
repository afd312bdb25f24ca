import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { History, TrendMatrix } from '../../backend-sidecar/src/contract/history.ts';
import type { ImportPreview } from '../../backend-sidecar/src/contract/imports.ts';
import type { Run } from '../../backend-sidecar/src/contract/runs.ts';
import type { Scenario } from '../../backend-sidecar/src/contract/scenarios.ts';
import type { LabelComparison } from '../../backend-sidecar/src/contract/verdict.ts';
import { waitUntil } from '../browser/wait-until.ts';
import { plan, request, threadGroup } from '../harness/plans.ts';
import { TestBed } from '../harness/test-bed.ts';

/**
 * The vector of the time rule in the specification of the verdict, computed there independently and twice: p90 of four
 * accepted runs, oldest first, then of the run that is judged.
 */
const P90_MS = {
  Login: [412, 425, 405, 418, 560],
  Search: [880, 910, 850, 895, 905],
  Cart: [230, 230, 230, 230, 252],
  Checkout: [1510, 1450, 1530, 1490, 1500],
  Report: [2950, 3300, 2900, 3150, 3600],
} as const;
type Label = keyof typeof P90_MS;
const LABELS = Object.keys(P90_MS) as Label[];

const SAMPLES_A_LABEL = 200;
const FIRST_START_MS = Date.UTC(2026, 2, 2, 9);
const DAY_MS = 86_400_000;

/** The p90 of 200 samples is the 180th in order: 170 are below it, 15 are it, 15 are above. */
function elapsedMs(p90Ms: number, index: number): number {
  if (index < 170) {
    return p90Ms - 1 - (index % 20);
  }
  return index < 185 ? p90Ms : p90Ms + 10;
}

/** A result file as JMeter writes it; one sample of each label in turn. */
function resultFile(runIndex: number): string {
  const startMs = FIRST_START_MS + runIndex * DAY_MS;
  const rows = Array.from({ length: SAMPLES_A_LABEL }, (_, index) =>
    LABELS.map((label, place) => {
      const atMs = startMs + index * 100 + place;
      // Not in the order of their length.
      const elapsed = elapsedMs(P90_MS[label][Math.min(runIndex, 4)] ?? 0, (index * 37) % SAMPLES_A_LABEL);
      return `${atMs},${elapsed},${label},200,OK,Users 1-1,text,true,,100,50,1,1,http://shop.example/,5,0,1`;
    })
  );
  const header =
    'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect';
  return [header, ...rows.flat(), ''].join('\n');
}

/** As the product names its own result files. */
function fileName(scenario: Scenario, runIndex: number): string {
  const stamp = new Date(FIRST_START_MS + runIndex * DAY_MS).toISOString().replace(/[-:]|\.\d+Z/g, '');
  return `${scenario.name}_load_1.${runIndex}.0_${stamp}.csv`;
}

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
    form.append('file', new Blob([resultFile(index)]), fileName(scenario, index));
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

function p90Of(run: Run, label: Label): LabelComparison | undefined {
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
        ...{ startedAtMs: FIRST_START_MS + index * DAY_MS, rows: 1000 },
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
    expect(LABELS.map((label) => [label, p90Of(current, label)?.state, p90Of(current, label)?.severity])).toEqual([
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
