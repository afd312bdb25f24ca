import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { statisticsRow } from '../../comparison/statistics-row-fixture.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { BaselineStore } from '../../persistence/baseline-store.ts';
import { CompletedRuns, type MadeRun } from '../../persistence/completed-run-fixture.ts';
import { openDatabase, type OpenDatabase } from '../../persistence/database.ts';
import { DecisionStore } from '../../persistence/decision-store.ts';
import { EvidenceStore } from '../../persistence/evidence-store.ts';
import { HistoryStore } from '../../persistence/history-store.ts';
import { ResultStore } from '../../persistence/result-store.ts';
import { ScenarioStore } from '../../persistence/scenario-store.ts';
import { TestTypeStore } from '../../persistence/test-type-store.ts';
import { VersionStore } from '../../persistence/version-store.ts';
import type { FinalResult } from '../../results/result-follower.ts';
import { Histories } from './histories.ts';
import { verdictOf } from './judge-ended-run.ts';
import { References } from './references.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));

let database: OpenDatabase;
let completed: CompletedRuns;
beforeEach(() => {
  database = openDatabase({ path: ':memory:', migrationsDirectory: MIGRATIONS, nowMs: 0 });
});
afterEach(() => database.close());

function begin(scenario: ConstructorParameters<typeof CompletedRuns>[1] = {}): void {
  completed = new CompletedRuns(database.db, scenario);
}

/** The verdict of a run that has just ended, as the pipeline has it judged; it is stored, too. */
async function judge(run: Omit<MadeRun, 'outcome' | 'comparisons'>): Promise<Verdict & { runId: number }> {
  const { db } = database;
  const baselines = new BaselineStore(db);
  const runId = completed.create(run);
  const rows = Object.entries(run.p90Ms ?? {}).map(([label, p90Ms]) => statisticsRow({ label, p90Ms }));
  const whole = { total: statisticsRow({ label: 'Total', count: rows.length * 1000 }), rows };
  const references = new References({
    ...{ runs: completed.runs, baselines, results: new ResultStore(db), versions: new VersionStore(db) },
    history: new HistoryStore(db),
  });
  const verdict = await verdictOf(completed.runs.get(runId), { whole, window: null } as unknown as FinalResult, {
    ...{ runs: completed.runs, references, baselines, clock: () => 5 },
    ...{ scenarios: new ScenarioStore(db), evidence: new EvidenceStore(db) },
  });
  completed.finish(runId, run, verdict);
  return { ...verdict, runId };
}

function historyView() {
  const { db } = database;
  const { scenarioId, testTypeId } = completed;
  return new Histories({
    ...{ scenarios: new ScenarioStore(db), testTypes: new TestTypeStore(db), history: new HistoryStore(db) },
    ...{ decisions: new DecisionStore(db), evidence: new EvidenceStore(db) },
  }).view({ scenarioId, testTypeId });
}

const accept = (runId: number) =>
  new DecisionStore(database.db).add(runId, { decision: 'accepted', reason: 'wanted', by: 'zoe', atMs: 1 });

const timeOf = (verdict: Verdict, label: string) =>
  verdict.comparisons.find((one) => one.label === label && one.metric === 'p90Ms');

/** The vectors of verdict.md: four runs, one of each version, and the current one. */
const VECTORS = {
  Login: [412, 425, 405, 418, 560],
  Search: [880, 910, 850, 895, 905],
  Cart: [230, 230, 230, 230, 252],
  Checkout: [1510, 1450, 1530, 1490, 1500],
  Report: [2950, 3300, 2900, 3150, 3600],
};
const atRun = (index: number) =>
  Object.fromEntries(Object.entries(VECTORS).map(([label, times]) => [label, times[index] ?? 0]));

describe('a run with a history of four', () => {
  beforeEach(() => {
    begin();
    ['1.0', '1.1', '1.2', '1.3'].forEach((version, index) => completed.add({ version, p90Ms: atRun(index) }));
  });

  it('is judged as the rules’ test vectors say', async () => {
    const verdict = await judge({ version: '1.4', p90Ms: atRun(4) });
    const expected = [
      ['Login', 'regressed', 'critical', 0.297451, 0.038111],
      ['Search', 'unchanged', null, 0.022767, 0.041562],
      ['Cart', 'unchanged', null, 0.09135, 0.034759],
      ['Checkout', 'unchanged', null, 0.006929, 0.038922],
      ['Report', 'inconclusive', null, 0.145589, 0.059667],
    ] as const;
    expect([verdict.outcome, verdict.reference?.kind, verdict.rules]).toEqual(['failed', 'history', 'history/1']);
    for (const [label, state, severity, change, standardError] of expected) {
      const time = timeOf(verdict, label);
      expect([time?.state, time?.severity], label).toEqual([state, severity]);
      expect(time?.evidence?.change, label).toBeCloseTo(change, 6);
      expect(time?.evidence?.standardError, label).toBeCloseTo(standardError, 6);
    }
  });

  it('has the centre of an accepted regression, with the spread of before', async () => {
    const regressed = await judge({ version: '1.4', p90Ms: atRun(4) });
    expect((await judge({ version: '1.5', p90Ms: { ...atRun(3), Login: 565 } })).outcome).toBe('failed');
    accept(regressed.runId);
    const { evidence, state } =
      timeOf(await judge({ version: '1.6', p90Ms: { ...atRun(3), Login: 565 } }), 'Login') ?? {};
    expect([state, evidence?.referenceRuns, Math.round(evidence?.centreMs ?? 0)]).toEqual(['unchanged', 1, 560]);
    // s of Login's steps before, 0.0267 (s² = 7.144553e-04); the step to 560 ms, ln(560/418) = 0.29, is left out.
    expect(evidence?.spread).toBeLessThan(0.05);
  });

  it('follows a label through its renaming', async () => {
    new ScenarioStore(database.db).update(completed.scenarioId, {
      ...completed.scenario,
      labelRenames: [{ from: 'Login', to: 'Sign in' }],
    });
    const { Login, ...others } = atRun(3);
    const verdict = await judge({ version: '1.4', p90Ms: { ...others, 'Sign in': Login ?? 0 } });
    expect([verdict.outcome, timeOf(verdict, 'Sign in')?.state]).toEqual(['passed', 'unchanged']);
    expect(timeOf(verdict, 'Login')).toBeUndefined();
  });
});

describe('repeats', () => {
  const addBatch = (id: number) =>
    database.db.run(`INSERT INTO batches (id, name, version_id, findings, created_by)
      VALUES (${id}, 'b', ${completed.versionId('1.0')}, '[]', 'zoe')`);

  it('of the current version are judged by their mean; of one batch as one where no repeats told what a day does', async () => {
    begin();
    ['1.0', '1.1', '1.2', '1.3'].forEach((version, index) => completed.add({ version, p90Ms: atRun(index) }));
    [1, 2].forEach(addBatch);
    const inBatch = (batchId: number) => judge({ version: '1.4', p90Ms: atRun(3), more: { batchId } });
    const errors: Array<number | undefined> = [];
    for (const batchId of [1, 1, 1, 2]) {
      errors.push(timeOf(await inBatch(batchId), 'Login')?.evidence?.standardError);
    }
    const [first = 0, second = 0, third = 0, ofAnotherDay = 0] = errors;
    expect([second, third]).toEqual([first, first]);
    // se² = s̃²(1/m + 1/k), m = 3: with k = 2 it is (1/3 + 1/2) ÷ (1/3 + 1) of before.
    expect((ofAnotherDay / first) ** 2).toBeCloseTo((1 / 3 + 1 / 2) / (1 / 3 + 1), 9);
  });

  it('to learn the noise tell it once a person has accepted them', async () => {
    begin();
    addBatch(1);
    const times = [100, 104, 98, 102, 101];
    const ids: number[] = [];
    for (const ms of times) {
      const { runId, outcome } = await judge({ version: '1.0', p90Ms: { Home: ms }, more: { batchId: 1 } });
      expect(outcome).toBe('inconclusive');
      ids.push(runId);
    }
    expect(await historyView()).toMatchObject({ noise: [] });
    ids.forEach(accept);
    const { noise, entries } = await historyView();
    expect(entries.map(({ isInHistory }) => isInHistory)).toEqual(times.map(() => true));
    // statistics.stdev(math.log(ms) for ms in [100, 104, 98, 102, 101]) = 0.022146, of 5 runs of one version.
    expect(noise).toMatchObject([{ label: 'Home', runs: 5, centreMs: expect.closeTo(100.980192, 6) }]);
    expect(noise[0]?.spread).toBeCloseTo(0.022146, 6);
    expect(noise[0]?.smallestChange).toBeGreaterThan(0.05);
  });
});
