import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DataDirectory } from '../../backend-sidecar/src/config/data-directory.ts';
import type { KeptFailures } from '../../backend-sidecar/src/contract/statistics.ts';
import { waitUntil } from '../browser/wait-until.ts';
import { header, pause, plan, request, threadGroup } from '../harness/plans.ts';
import { filesHolding } from '../harness/processes.ts';
import { TestBed } from '../harness/test-bed.ts';

const SECRET = 'S3cret-of-the-failures';
const MEMORY = '/dev/shm';

let bed: TestBed;

beforeAll(async () => {
  bed = await TestBed.open();
  // What it answers repeats the secret, as careless systems do.
  bed.target.answerWith('/fail', { status: 500, body: `{"error":"no such token: ${SECRET}"}` });
});

afterAll(() => bed.close());

/** Fails often, beside requests that pass; each request carries the secret. */
function leakyPlan(pauseMs: number): string {
  const guarded = [
    header('X-Customer', '${__P(api.word,none)}'),
    header('Authorization', 'Bearer ${__P(api.word,none)}'),
  ];
  return plan([
    threadGroup('users', [
      ...[...guarded, pause(pauseMs)],
      request('Broken', '/fail?asked=1'),
      request('Also broken', '/fail'),
      request('Fine', '/ok'),
    ]),
  ]);
}

async function queueLeaky(name: string, durationSeconds: number, pauseMs: number) {
  const environment = await bed.addEnvironment(name, { 'api.word': SECRET });
  const scenario = await bed.addScenario({
    ...{ plan: leakyPlan(pauseMs), environmentId: environment.id, durationSeconds },
  });
  return bed.queue(scenario);
}

function failures(id: number): Promise<KeptFailures> {
  return bed.api.get<KeptFailures>(`/tests/${id}/failures`);
}

function labels({ failures: kept }: KeptFailures): Record<string, number> {
  const names = [...new Set(kept.map(({ label }) => label))].sort();
  return Object.fromEntries(names.map((name) => [name, kept.filter(({ label }) => label === name).length]));
}

function keys({ failures: kept }: KeptFailures): string[] {
  return kept.map(({ startMs, threadName, label }) => `${startMs} ${threadName} ${label}`);
}

/** Raw failures of this bed's runs that are in memory. */
function inMemory(): number[] {
  return new DataDirectory(bed.dataDirectory).runsWithFailures();
}

describe('the failed requests of a run', () => {
  it('are kept with request and response, masked, and no file of the run ever holds the secret', async () => {
    const { id } = await queueLeaky('leaky', 5, 20);
    await bed.untilLoaded(id, 60);
    const during = await waitUntil({
      what: 'failures are kept while the run goes on',
      timeoutMs: 20_000,
      read: () => failures(id),
      isDone: ({ failures: kept }) => kept.length >= 10,
    });
    expect(JSON.stringify(during)).not.toContain(SECRET);
    expect(existsSync(MEMORY) ? inMemory() : [id]).toEqual([id]);
    expect(filesHolding(bed.folder, SECRET)).toEqual([]);

    const run = await bed.untilEnded(id);
    const kept = await failures(id);
    expect(run).toMatchObject({ status: 'completed', keptFailureCount: 40 });
    expect(kept).toMatchObject({ keptPerLabel: 20, isComplete: true });
    expect(labels(kept)).toEqual({ 'Also broken': 20, Broken: 20 });
    const [first] = kept.failures;
    expect(first).toMatchObject({
      ...{ label: 'Broken', responseCode: '500', method: 'GET', isTruncated: false },
      url: `http://127.0.0.1:${bed.target.port}/fail?asked=1`,
      responseBody: '{"error":"no such token: •••"}',
    });
    expect(first?.requestHeaders).toContain('X-Customer: •••\n');
    expect(first?.requestHeaders).toContain('Authorization: •••\n');
    expect(first?.responseHeaders).toContain('HTTP/1.1 500');
    expect(filesHolding(bed.folder, SECRET)).toEqual([]);
    expect(inMemory()).toEqual([]);
  });

  it('are the same twenty after the sidecar was killed in the middle, none of them twice', async () => {
    const { id } = await queueLeaky('killed', 12, 400);
    await waitUntil({
      what: 'some failures are kept, but not all',
      timeoutMs: 30_000,
      read: () => failures(id),
      isDone: ({ failures: kept }) => kept.length >= 4,
    });
    await bed.killSidecar();
    expect(inMemory()).toEqual(existsSync(MEMORY) ? [id] : []);
    const before = readFileSync(`${bed.runDirectory(id)}/failures.jsonl`, 'utf8').split('\n').length - 1;
    expect(before).toBeLessThan(40);
    const written = bed.writtenRows(id);
    await waitUntil({
      what: 'JMeter goes on alone',
      timeoutMs: 30_000,
      read: async () => bed.writtenRows(id),
      isDone: (rows) => rows >= written + 9,
    });
    await bed.startSidecar();
    const run = await bed.untilEnded(id);

    const kept = await failures(id);
    expect(run).toMatchObject({ status: 'completed', keptFailureCount: kept.failures.length });
    expect(new Set(keys(kept)).size).toBe(kept.failures.length);
    // Each failed row of the result file up to the twentieth of its label, as the result file has them.
    expect([...keys(kept)].sort()).toEqual(firstFailedRows(id));
    expect(kept.isComplete).toBe(true);
    expect(inMemory()).toEqual([]);
  });

  it('leave nothing in memory when the run is cancelled, and are kept until then', async () => {
    const { id } = await queueLeaky('cancelled', 60, 50);
    await bed.untilLoaded(id, 20);
    await bed.api.post(`/tests/${id}/cancel`);
    const run = await bed.untilEnded(id);
    expect(run.status).toBe('cancelled');
    expect((await failures(id)).failures.length).toBeGreaterThan(0);
    expect(inMemory()).toEqual([]);
  });

  it('that were left in memory by a run that is over go when the sidecar starts', async () => {
    const { id } = await bed.carryOut({ plan: leakyPlan(50), durationSeconds: 1 });
    const path = new DataDirectory(bed.dataDirectory).failuresPath(id);
    expect(statSync(path.replace(/\/[^/]*$/, '')).mode & 0o777).toBe(0o700);
    expect(inMemory()).toEqual(existsSync(MEMORY) ? [id] : []);
    await bed.stopSidecar();
    await bed.startSidecar();
    expect(inMemory()).toEqual([]);
    expect(readdirSync(bed.runDirectory(id))).not.toContain('failures.xml');
  });
});

function firstFailedRows(id: number): string[] {
  const [head = '', ...rows] = bed.resultText(id).trimEnd().split('\n');
  const at = (row: string, column: string) => row.split(',')[head.split(',').indexOf(column)] ?? '';
  const failed = rows.filter((row) => at(row, 'success') === 'false');
  const firstOf = (label: string) => failed.filter((row) => at(row, 'label') === label).slice(0, 20);
  return ['Broken', 'Also broken']
    .flatMap(firstOf)
    .map((row) => `${at(row, 'timeStamp')} ${at(row, 'threadName')} ${at(row, 'label')}`)
    .sort();
}
