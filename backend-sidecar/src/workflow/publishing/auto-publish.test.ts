import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';

import type { AutoPublish } from '../../contract/publishing.ts';
import type { VerdictOutcome } from '../../contract/verdict.ts';
import { AuditStore } from '../../persistence/audit-store.ts';
import { CompletedRuns } from '../../persistence/completed-run-fixture.ts';
import { batches, testRuns } from '../../persistence/schema.ts';
import { buildReportModel } from '../../reports/model/report-model.ts';
import { fixtureBatchInput, fixtureSingleInput } from '../../reports/model/report-fixture.ts';
import { PublishingUnderTest } from './publishing-fixture.ts';

let under: PublishingUnderTest;
afterEach(() => under.close());

const own = (changes: Partial<AutoPublish>): AutoPublish => ({
  ...{ outcomes: ['failed'], spaceKey: null, parentPageId: null, templateId: null },
  ...changes,
});

interface Made {
  outcome: VerdictOutcome | null;
  /** By the batch; left out: the report is of a run alone. */
  batch?: AutoPublish | null;
  scenario?: AutoPublish | null;
  /** Of a run that is part of a batch. */
  isPart?: boolean;
}

/** What becomes of a report that was made by itself. */
async function made(environment: NodeJS.ProcessEnv, { outcome, batch, scenario = null, isPart = false }: Made) {
  under = await PublishingUnderTest.open('cloud', environment);
  const completed = new CompletedRuns(under.db, { autoPublish: scenario });
  const runId = completed.add({ version: '1.0', p90Ms: { Home: 100 } });
  const isOfBatch = batch !== undefined;
  const batchId = isOfBatch || isPart ? batchOf(completed, runId, batch ?? null) : null;
  const model = buildReportModel(isOfBatch ? fixtureBatchInput() : fixtureSingleInput());
  const { id } = under.reports.create({
    ...{ name: model.title, type: model.type, testRunIds: [runId], batchId: isOfBatch ? batchId : null },
    ...{ model: JSON.stringify(model), outcome, createdAtMs: under.nowMs },
  });
  under.write(id, { excel: 'x', html: 'y' });
  under.publishing.reportMade(under.reports.get(id));
  await under.publishing.settled();
  return under.publishing.status(id);
}

function batchOf(completed: CompletedRuns, runId: number, autoPublish: AutoPublish | null): number {
  const { id } = under.db
    .insert(batches)
    .values({
      ...{ name: 'b', versionId: completed.versionId('1.0'), findings: [], autoPublish, createdBy: 'zoe' },
      createdAtMs: under.nowMs,
    })
    .returning()
    .get();
  under.db.update(testRuns).set({ batchId: id }).where(eq(testRuns.id, runId)).run();
  return id;
}

const ALL = { CONFLUENCE_AUTO_PUBLISH: 'all' };

function noted() {
  return new AuditStore(under.db).list({}).items.map(({ person, action, subject, detail }) => {
    return [person, action, subject, detail];
  });
}

describe('a report that was made by itself', () => {
  it('is not published unless somebody says so', async () => {
    expect(await made({}, { outcome: 'failed', batch: null })).toBeNull();
  });

  it.each([
    ['all', 'inconclusive', 'published'],
    ['not passed', 'inconclusive', 'published'],
    ['not passed', 'passed', undefined],
    ['failed', 'inconclusive', undefined],
    ['passed', 'passed', 'published'],
    ['all', null, undefined],
  ] as const)('by the setting “%s”: %s is %s', async (setting, outcome, state) => {
    const status = await made({ CONFLUENCE_AUTO_PUBLISH: setting }, { outcome, batch: null });
    expect(status?.state).toBe(state);
  });

  it('of a run in a batch stands on the page of the batch alone', async () => {
    expect(await made(ALL, { outcome: 'failed', isPart: true })).toBeNull();
  });

  it('of a run goes where its scenario says, on its verdicts', async () => {
    const scenario = own({ spaceKey: 'TEAM' });
    const status = await made({}, { outcome: 'failed', scenario });
    expect(status).toMatchObject({ state: 'published', spaceKey: 'TEAM', requestedBy: 'Performance Test Automation' });
    await under.close();
    expect(await made(ALL, { outcome: 'passed', scenario })).toBeNull();
  });

  it('of a batch goes by what was said when it was begun', async () => {
    expect(await made(ALL, { outcome: 'failed', batch: own({ outcomes: [] }) })).toBeNull();
    await under.close();
    const status = await made({}, { outcome: 'passed', batch: own({ outcomes: ['passed'] }) });
    expect(status).toMatchObject({ state: 'published', spaceKey: 'PERF' });
  });

  it.each([
    ['as the settings say', ALL, { outcome: 'failed', batch: null }],
    ['as its scenario says', {}, { outcome: 'failed', scenario: own({}) }],
    ['as its batch says', {}, { outcome: 'failed', batch: own({}) }],
  ] as const)('is noted in the audit log, %s', async (rule, environment, report) => {
    const status = await made(environment, report);
    const detail = `${status?.title}, space PERF; ${rule}`;
    const { reportId } = status ?? {};
    expect(noted()).toEqual([['Performance Test Automation', 'report published', `report ${reportId}`, detail]]);
  });

  it('is not noted where it is not published', async () => {
    await made({}, { outcome: 'failed', batch: null });
    expect(noted()).toEqual([]);
  });

  it('says what is not set up', async () => {
    const status = await made({ ...ALL, CONFLUENCE_SPACE_KEY: undefined }, { outcome: 'failed', batch: null });
    expect(status).toMatchObject({ state: 'failed', attempts: 0, error: 'The settings name no space.' });
    expect(under.double.requests).toEqual([]);
  });
});
