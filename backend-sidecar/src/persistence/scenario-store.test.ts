import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ScenarioInput } from '../contract/scenarios.ts';
import { openDatabase, type OpenDatabase } from './database.ts';
import { ScenarioStore } from './scenario-store.ts';
import * as schema from './schema.ts';
import { TestTypeStore } from './test-type-store.ts';
import { VersionStore } from './version-store.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

let directory: string;
let opened: OpenDatabase;
let scenarios: ScenarioStore;
let environmentId: number;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'perftest-scenarios-'));
  opened = openDatabase({ path: join(directory, 'x.db'), migrationsDirectory: MIGRATIONS, nowMs: 1 });
  scenarios = new ScenarioStore(opened.db);
  new TestTypeStore(opened.db).addDefaults();
  environmentId = opened.db.insert(schema.environments).values({ name: 'e', properties: {} }).returning().get().id;
});
afterEach(() => {
  opened.close();
  rmSync(directory, { recursive: true });
});

const load = { testTypeId: 1, userCount: 5, durationSeconds: 30, rampUpSeconds: 3, properties: {} };

function input(changes: Partial<ScenarioInput> = {}): ScenarioInput {
  return {
    ...{ name: 'prod', displayName: 'Production', description: '', testType: 'standalone', scriptId: null },
    ...{ environmentId, enabledThreadGroups: null, loads: [load], cooldownSeconds: 0, minimumSamples: 0 },
    ...{ properties: {}, slos: [], keyLabels: null, isActive: true },
    ...changes,
  };
}

const DEFAULTS = {
  ...{ minimumDurationRatio: 0, failSeverity: 'major', excludedLabels: [], labelFoldings: [] },
  ...{ windowTrimStartSeconds: null, windowTrimEndSeconds: 0 },
};
const CHOSEN = {
  ...{ minimumDurationRatio: 0.9, failSeverity: 'minor', excludedLabels: ['/health*'] },
  ...{ labelFoldings: [{ pattern: '/item/*', label: '/item/*' }] },
  ...{ windowTrimStartSeconds: 0, windowTrimEndSeconds: 5 },
} as const satisfies Partial<ScenarioInput>;

/** A run, a batch and a baseline hang on scenario, version and test type 1. */
function addHistory(scenarioId: number): number {
  const { db } = opened;
  const versionId = new VersionStore(db).create({ version: '1.0' }).id;
  const scriptId = db.insert(schema.jmxScripts).values({ name: 's' }).returning().get().id;
  const of = { scenarioId, testTypeId: 1, versionId };
  const batch = { name: 'b', versionId, findings: [], createdBy: 'x' };
  db.insert(schema.batches).values([batch, batch]).run();
  const run = { ...of, environmentId, scriptId, runnerType: 'local' as const, generator: 'local', createdBy: 'x' };
  const figures = { userCount: 1, durationSeconds: 1, rampUpSeconds: 0, cooldownSeconds: 0 };
  const runs = [1, 2].map(() => ({ ...run, ...figures, properties: {}, warnings: [] }));
  db.insert(schema.testRuns).values(runs).run();
  const metrics = { rows: [] } as unknown as (typeof schema.baselines.$inferInsert)['metrics'];
  db.insert(schema.baselines)
    .values({ name: 'b', ...of, sourceTestRunId: 1, metrics })
    .run();
  return versionId;
}

describe('a scenario', () => {
  it('has its defaults where nothing is said', () => {
    const { id } = scenarios.create(input());
    expect(scenarios.get(id)).toMatchObject({ ...DEFAULTS, loads: [{ ...load, appliesLoad: true }] });
  });

  it('keeps what is said, and a replacement that does not say it again has the defaults', () => {
    const { id } = scenarios.create(input({ ...CHOSEN, position: 7, loads: [{ ...load, appliesLoad: false }] }));
    expect(scenarios.get(id)).toMatchObject({ ...CHOSEN, loads: [{ appliesLoad: false }] });
    expect(scenarios.update(id, input())).toMatchObject({ ...DEFAULTS, loads: [{ appliesLoad: true }], position: 7 });
  });

  it('tells its SLOs as people write them', () => {
    const slo = { label: 'Login', metric: 'p95Ms', comparator: '<', limit: 800 } as const;
    expect(scenarios.create(input({ slos: [slo] }))).toMatchObject({
      slos: [slo],
      sloTexts: ['p95 of Login < 800 ms'],
    });
  });

  it('goes with its loads while nothing uses it, and a script that was its own is free', () => {
    const { id } = scenarios.create(input());
    opened.db.insert(schema.jmxScripts).values({ name: 's', scenarioId: id, isDefault: true }).run();
    scenarios.delete(id);
    expect(scenarios.find(id)).toBeUndefined();
    expect(opened.db.select().from(schema.scenarioLoads).all()).toEqual([]);
    expect(opened.db.select().from(schema.jmxScripts).get()).toMatchObject({ scenarioId: null, isDefault: false });
  });

  it('is not deleted while runs use it, and it says how many', () => {
    const { id } = scenarios.create(input());
    addHistory(id);
    expect(() => scenarios.delete(id)).toThrow(/scenario prod is used by 2 runs and 1 baseline; archive it instead/);
    expect(scenarios.find(id)?.loads).toHaveLength(1);
  });
});

describe('a version and a test type', () => {
  it('are not deleted while something uses them, and say what', () => {
    const versionId = addHistory(scenarios.create(input()).id);
    expect(() => new VersionStore(opened.db).delete(versionId)).toThrow(
      /version 1\.0 is used by 2 runs, 2 batches and 1 baseline; archive it instead/
    );
    expect(() => new TestTypeStore(opened.db).delete(1)).toThrow(
      /test type load is used by 2 runs, 1 scenario and 1 baseline/
    );
  });

  it('are deleted when nothing does', () => {
    const versions = new VersionStore(opened.db);
    versions.delete(versions.create({ version: '1.0' }).id);
    new TestTypeStore(opened.db).delete(2);
    expect([versions.list({}).items, new TestTypeStore(opened.db).list().map(({ id }) => id)]).toEqual([[], [1]]);
  });
});
