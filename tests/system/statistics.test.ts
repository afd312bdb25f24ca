import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RunStatistics } from '../../backend-sidecar/src/contract/statistics.ts';
import { startDemoTarget, type DemoTarget } from '../../scripts/demo/target.mjs';
import { statisticsDifferences } from '../harness/run-proofs.ts';
import { TestBed } from '../harness/test-bed.ts';
import { checkDataDirectory } from '../oracle/check-data-directory.ts';

let bed: TestBed;
let shop: DemoTarget;

beforeAll(async () => {
  bed = await TestBed.open();
  shop = await startDemoTarget();
});

afterAll(async () => {
  await shop.close();
  await bed.close();
});

function demoScript(name: string): string {
  return readFileSync(new URL(`../../scripts/demo/jmeter-scripts/${name}.jmx`, import.meta.url), 'utf8');
}

/** The release whose lookups fail now and then. */
const properties = () => ({ host: '127.0.0.1', port: String(shop.port), version: '14.2.3' });
const times = { durationSeconds: 6, rampUpSeconds: 2, userCount: 6 };

describe('the stored statistics of a run', () => {
  it.each([
    { script: 'prod-rev-trans', threadGroups: ['prod'] },
    { script: 'uid', threadGroups: null },
  ])('of $script are those of an independent computation, of the whole run and of its window', async (given) => {
    const { script, threadGroups } = given;
    const run = await bed.carryOut({ plan: demoScript(script), threadGroups, ...times }, { properties: properties() });

    expect(run).toMatchObject({ status: 'completed', error: null });
    const whole = await bed.api.get<RunStatistics>(`/tests/${run.id}/statistics?scope=run`);
    const window = await bed.api.get<RunStatistics>(`/tests/${run.id}/statistics?scope=window`);
    expect(await statisticsDifferences(bed, run)).toEqual([]);
    expect(new Set(whole.rows.map(({ kind }) => kind))).toEqual(new Set(['sample', 'transaction', 'setup']));
    expect(window.total.count).toBeGreaterThan(50);
    expect(window.total.count).toBeLessThan(whole.total.count);
    // The ramp-up of 2 s lies before the window, its 4 s within.
    expect((window.windowToMs ?? 0) - (window.windowFromMs ?? 0)).toBe(4000);
  });

  it('in the database are the same, for every run of the data directory', () => {
    const checked = checkDataDirectory(bed.dataDirectory);
    expect(checked.map(({ status, differences }) => ({ status, differences }))).toEqual([
      { status: 'completed', differences: [] },
      { status: 'completed', differences: [] },
    ]);
    expect(checked.every(({ rows }) => rows > 100)).toBe(true);
  });
});
