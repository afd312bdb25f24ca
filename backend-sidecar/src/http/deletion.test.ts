import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Page } from '../contract/common.ts';
import type { AuditEntry } from '../contract/system.ts';
import type { Baseline } from '../contract/reports.ts';
import type { Run } from '../contract/runs.ts';
import { CompletedRuns } from '../persistence/completed-run-fixture.ts';
import { openDatabase, type OpenDatabase } from '../persistence/database.ts';
import { batches } from '../persistence/schema.ts';
import { apiUnderTest, MIGRATIONS, type Answer, type ApiUnderTest } from './api-fixture.ts';

let api: ApiUnderTest;
let database: OpenDatabase;
let completed: CompletedRuns;

beforeAll(async () => {
  api = await apiUnderTest();
  const path = join(api.dataDirectory, 'db', 'perf-test.db');
  database = openDatabase({ path, migrationsDirectory: MIGRATIONS, nowMs: 0 });
  completed = new CompletedRuns(database.db);
});
afterAll(async () => {
  database.close();
  await api.close();
});

const remove = (runId: number) => api.ask('Admin', 'DELETE', `/api/tests/${runId}`);
const read = async <T>(url: string) => (await api.ask('Admin', 'GET', url)).json<T>();
const refusalOf = (answer: Answer) => [answer.statusCode, answer.json().code, answer.json().detail];
const completedRun = (version: string) => completed.add({ version, p90Ms: { Home: 100 } });

/** A batch with these runs. */
function batchOf(runIds: readonly number[], completedAtMs: number | null): number {
  const row = {
    versionId: completed.versionId('1.0'),
    name: 'Release',
    createdBy: 'zoe',
    createdAtMs: 1,
    findings: [],
  };
  const { id } = database.db
    .insert(batches)
    .values({ ...row, completedAtMs })
    .returning()
    .get();
  runIds.forEach((runId) => completed.runs.change(runId, { batchId: id }));
  return id;
}

describe('a run that is deleted', () => {
  it('goes with its files, and leaves a baseline of it and the audit log', async () => {
    const runId = completedRun('1.0');
    const directory = `results/run-${runId}`;
    mkdirSync(join(api.dataDirectory, directory), { recursive: true });
    writeFileSync(join(api.dataDirectory, directory, 'jmeter.log'), 'the end');
    completed.runs.change(runId, { directory });
    const input = { name: 'spring', isDefault: true, sourceTestRunId: runId };
    const baseline = (await api.ask('Editor', 'POST', '/api/baselines', input)).json<Baseline>();

    expect((await remove(runId)).statusCode).toBe(204);
    expect((await api.ask('Viewer', 'GET', `/api/tests/${runId}`)).statusCode).toBe(404);
    expect(existsSync(join(api.dataDirectory, directory))).toBe(false);
    expect(await read(`/api/baselines/${baseline.id}`)).toMatchObject({ name: 'spring', sourceTestRunId: runId });
    const { items } = await read<Page<AuditEntry>>('/api/audit');
    expect(items[0]).toMatchObject({ action: 'run deleted', subject: `run ${runId}` });
    expect((await remove(runId)).statusCode).toBe(404);
  });

  it('is no Editor’s deed', async () => {
    const answer = await api.ask('Editor', 'DELETE', `/api/tests/${completedRun('1.0')}`);
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'AUTH_ROLE']);
  });

  it('has ended', async () => {
    const runId = completed.create({ version: '1.0' });
    expect(refusalOf(await remove(runId))).toEqual([
      409,
      'CONFLICT_STATE',
      `run ${runId} is analyzing; cancel it first`,
    ]);
  });

  it('counts in no batch that goes on; in one that has ended, the others still do', async () => {
    const [first, second] = [completedRun('1.0'), completedRun('1.0')];
    const running = batchOf([first, second], null);
    expect(refusalOf(await remove(first))).toEqual([
      ...[409, 'CONFLICT_IN_USE', `run ${first} counts in batch ${running}, which has not ended`],
    ]);
    const ended = batchOf([first, second], 5);
    expect((await remove(first)).statusCode).toBe(204);
    const { runs } = await read<{ runs: Run[] }>(`/api/batches/${ended}`);
    expect(runs.map(({ id }) => id)).toEqual([second]);
  });

  it('is awaited as a reference by no run', async () => {
    const reference = completedRun('1.0');
    const waiting = completed.create({ version: '1.1', more: { referenceRunId: reference, status: 'queued' } });
    expect(refusalOf(await remove(reference))).toEqual([
      ...[409, 'CONFLICT_IN_USE', `run ${waiting} has not ended and is to be compared with run ${reference}`],
    ]);
    completed.runs.moveTo(waiting, 'cancelled', {});
    expect((await remove(reference)).statusCode).toBe(204);
  });

  it('gives back its place to the run that it repeated, and is named by none', async () => {
    const [first, second, third] = [completedRun('1.0'), completedRun('1.0'), completedRun('1.0')];
    completed.runs.change(first, { supersededByRunId: second });
    completed.runs.change(second, { supersedesRunId: first, supersededByRunId: third });
    completed.runs.change(third, { supersedesRunId: second });
    await remove(second);
    expect(await read(`/api/tests/${first}`)).toMatchObject({ supersededByRunId: null });
    expect(await read(`/api/tests/${third}`)).toMatchObject({ supersedesRunId: null });
  });
});
