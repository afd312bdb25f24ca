import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Run } from '../../backend-sidecar/src/contract/runs.ts';
import type { RunStatistics } from '../../backend-sidecar/src/contract/statistics.ts';
import { builtSidecarRoot } from '../harness/built-sidecar.ts';
import { plainPlan } from '../harness/plans.ts';
import { statisticsDifferences } from '../harness/run-proofs.ts';
import { TestBed } from '../harness/test-bed.ts';

const run = promisify(execFile);

let bed: TestBed;
let before: Run;
let going: Run;
let restored: TestBed;

const place = (name: string) => join(bed.folder, name);

/** As `npm run backup` and `npm run restore` call it. */
function backup(dataDirectory: string, ...words: string[]): Promise<{ stdout: string }> {
  const program = join(builtSidecarRoot(), 'backend-sidecar', 'dist', 'perftest-backup.js');
  return run(process.execPath, [program, ...words], { env: { ...process.env, DATA_DIR: dataDirectory } });
}

beforeAll(async () => {
  bed = await TestBed.open();
  const environment = await bed.addEnvironment('sealed', { token: 'a-secret-to-keep' });
  before = await bed.carryOut({ plan: plainPlan(), durationSeconds: 1, environmentId: environment.id });
  going = await bed.queue(await bed.addScenario({ plan: plainPlan(), durationSeconds: 8 }));
  await bed.untilLoaded(going.id, 20);
  await backup(bed.dataDirectory, 'backup', place('copy'));
  expect(await bed.run(going.id)).toMatchObject({ status: 'running' });
});

afterAll(async () => {
  await restored?.close();
  await bed.close();
});

describe('a backup that is made while a test runs', () => {
  it('disturbs neither the test nor the sidecar', async () => {
    const ended = await bed.untilEnded(going.id);
    expect(ended).toMatchObject({ status: 'completed', error: null });
    expect(await statisticsDifferences(bed, ended)).toEqual([]);
  });

  it('is restored elsewhere: what had ended is as it was, the test that went on was lost there, with its rows', async () => {
    await backup(join(place('elsewhere'), 'data'), 'restore', place('copy'));
    restored = await bed.besides(place('elsewhere'));
    const statistics = (one: TestBed) => one.api.get<RunStatistics>(`/tests/${before.id}/statistics`);
    expect(await statistics(restored)).toEqual(await statistics(bed));
    expect(await statisticsDifferences(restored, before)).toEqual([]);
    const lost = await restored.untilEnded(going.id);
    expect(lost).toMatchObject({ status: 'failed', error: { code: 'RUN_LOST' } });
    expect(lost.counts?.samples).toBeGreaterThanOrEqual(20);
    // Sealed secrets open with the key that came with them, and the next test runs.
    const next = await restored.untilEnded((await restored.api.post<Run>(`/tests/${before.id}/repeat`, {})).id);
    expect(next).toMatchObject({ status: 'completed', error: null });
  });

  it('holds no lock and no raw failed requests, and only its owner may read it', () => {
    const names = readdirSync(place('copy'), { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => /sidecar\.lock|-wal$|-shm$|failures\.xml$/.test(name))).toEqual([]);
    expect(statSync(join(place('copy'), 'db')).mode & 0o077).toBe(0);
  });
});

describe('a backup is refused', () => {
  it('where one is already, where no data are, and within the data themselves', async () => {
    await expect(backup(bed.dataDirectory, 'backup', place('copy'))).rejects.toThrow(/is there already/);
    await expect(backup(bed.folder, 'backup', place('other'))).rejects.toThrow(/is no data directory of a sidecar/);
    await expect(backup(bed.dataDirectory, 'backup', join(bed.dataDirectory, 'copy'))).rejects.toThrow(
      /lies in the data/
    );
    expect(existsSync(place('other'))).toBe(false);
  });

  it('when it is restored over data, or is cut, damaged or not complete', async () => {
    await expect(backup(bed.dataDirectory, 'restore', place('copy'))).rejects.toThrow(/is not empty; stop its sidecar/);
    mkdirSync(place('half'));
    writeFileSync(join(place('half'), 'something'), '');
    await expect(backup(place('new'), 'restore', place('half'))).rejects.toThrow(/is no complete backup/);

    await backup(bed.dataDirectory, 'backup', place('damaged'));
    const script = readdirSync(place('damaged'), { recursive: true, encoding: 'utf8' }).find((name) =>
      /jmx$/.test(name)
    );
    appendFileSync(join(place('damaged'), script ?? ''), ' ');
    await expect(backup(place('new'), 'restore', place('damaged'))).rejects.toThrow(
      /1 files of the backup are missing or cut/
    );
    truncateSync(join(place('damaged'), script ?? ''), statSync(join(place('damaged'), script ?? '')).size - 1);
    const database = join(place('damaged'), 'db', 'perf-test.db');
    const { size } = statSync(database);
    truncateSync(database, size - 8192);
    appendFileSync(database, Buffer.alloc(8192, 0x5a));
    await expect(backup(place('new'), 'restore', place('damaged'))).rejects.toThrow(/damaged|malformed/);
    expect(existsSync(place('new'))).toBe(false);
  });
});
