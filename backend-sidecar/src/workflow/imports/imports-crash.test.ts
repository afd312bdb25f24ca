import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { pino } from 'pino';
import { describe, expect, it } from 'vitest';

import { DataDirectory } from '../../config/data-directory.ts';
import type { ImportAcceptInput } from '../../contract/imports.ts';
import { SecretBox } from '../../kernel/secret-box.ts';
import { BaselineStore } from '../../persistence/baseline-store.ts';
import { openDatabase } from '../../persistence/database.ts';
import { DecisionStore } from '../../persistence/decision-store.ts';
import { EnvironmentStore } from '../../persistence/environment-store.ts';
import { EvidenceStore } from '../../persistence/evidence-store.ts';
import { HistoryStore } from '../../persistence/history-store.ts';
import { ImportStore } from '../../persistence/import-store.ts';
import { ResultStore } from '../../persistence/result-store.ts';
import { RunStore } from '../../persistence/run-store.ts';
import { ScenarioStore } from '../../persistence/scenario-store.ts';
import { ScriptStore } from '../../persistence/script-store.ts';
import { TestTypeStore } from '../../persistence/test-type-store.ts';
import { VersionStore } from '../../persistence/version-store.ts';
import { analyseFiles } from '../analysis/analyse-files.ts';
import { lookAtFiles } from './import-look.ts';
import type { ImportReading } from './import-task.ts';
import { Imports } from './imports.ts';
import { References } from '../history/references.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));
const RUNS = 2;

/** The process is gone: from this step on nothing of it does anything. */
class Killed extends Error {}

/** Counts every call of the stores and every reading, and dies at one of them, before or after it was done. */
class Death {
  steps = 0;
  private isDead = false;

  constructor(private readonly atStep: number) {}

  guard<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (object, name) => {
        const member: unknown = Reflect.get(object, name);
        return typeof member === 'function'
          ? (...args: unknown[]) => this.step(() => member.apply(object, args))
          : member;
      },
    });
  }

  get hasStruck(): boolean {
    return this.isDead;
  }

  private step<T>(work: () => T): T {
    this.refuseDead();
    this.steps++;
    const step = this.steps;
    // Odd numbers die before the call, even ones after it.
    this.isDead = step * 2 - 1 === this.atStep;
    this.refuseDead();
    const result = work();
    this.isDead ||= step * 2 === this.atStep;
    if (result instanceof Promise) {
      // Nobody waits any more for what a dead process was at.
      result.catch(() => undefined);
    }
    this.refuseDead();
    return result;
  }

  private refuseDead(): void {
    if (this.isDead) {
      throw new Killed();
    }
  }
}

const READING: ImportReading = {
  async look(folder, groups, { onFound, onBytes }) {
    for (const names of groups) {
      onFound(await lookAtFiles(folder, names, onBytes ?? (() => undefined)));
    }
  },
  analyse: (input) => analyseFiles(input, () => undefined),
  close: () => Promise.resolve(),
};

function openStage() {
  const root = mkdtempSync(join(tmpdir(), 'perftest-imports-'));
  const files = new DataDirectory(root);
  files.create();
  const { db, close } = openDatabase({ path: files.databasePath, migrationsDirectory: MIGRATIONS, nowMs: 0 });
  const runs = new RunStore(db);
  const results = new ResultStore(db);
  const baselines = new BaselineStore(db);
  const versions = new VersionStore(db);
  const testTypes = new TestTypeStore(db);
  testTypes.addDefaults();
  const environments = new EnvironmentStore(db, new SecretBox(Buffer.alloc(32)));
  const stores = {
    ...{ runs, results, baselines, versions, testTypes, environments },
    imports: new ImportStore(db),
    decisions: new DecisionStore(db),
    evidence: new EvidenceStore(db),
    scenarios: new ScenarioStore(db),
    scripts: new ScriptStore(db),
    references: new References({ runs, baselines, results, versions, history: new HistoryStore(db) }),
  };
  return { root, files, stores, close };
}

type Stage = ReturnType<typeof openStage>;

/** A sidecar's imports on this stage, as long as it lives. */
function importsOf({ files, stores }: Stage, death: Death, nowMs = () => Date.now()): Imports {
  const guarded = Object.fromEntries(Object.entries(stores).map(([name, store]) => [name, death.guard(store)]));
  const reading = death.guard(READING);
  return new Imports({
    ...(guarded as typeof stores),
    files,
    reading,
    clock: nowMs,
    log: pino({ level: 'silent' }),
    onReportDue: () => undefined,
  });
}

function jtl(run: number): string {
  const rows = Array.from(
    { length: 12 },
    (_, index) => `${1.7e12 + run * 1e7 + index * 1000},${100 + index},Home,true`
  );
  return ['timeStamp,elapsed,label,success', ...rows, ''].join('\n');
}

async function upload(imports: Imports): Promise<string> {
  const intake = await imports.begin();
  for (let run = 0; run < RUNS; run++) {
    await intake.add(`run${run}.csv`, Readable.from([jtl(run)]));
  }
  const { importId } = await imports.open(intake, 'zoe');
  await imports.end(intake);
  return importId;
}

function scenarioIn({ stores }: Stage): number {
  const environment = stores.environments.create({ name: 'e' });
  const named = { name: 's', displayName: 's', description: '', testType: 'standalone', scriptId: null } as const;
  const loads = [{ testTypeId: 1, userCount: 1, durationSeconds: 10, rampUpSeconds: 2, properties: {} }];
  return stores.scenarios.create({
    ...named,
    ...{ environmentId: environment.id, enabledThreadGroups: null, loads, cooldownSeconds: 0, minimumSamples: 1 },
    ...{ properties: {}, slos: [], keyLabels: null, isActive: true },
  }).id;
}

function wanted(scenarioId: number): ImportAcceptInput {
  const runs = Array.from({ length: RUNS }, (_, index) => ({
    ...{ index, scenarioId, testTypeId: 1, versionName: `${index}.0`, accepted: true },
  }));
  return { runs };
}

async function orKilled(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Killed)) {
      throw error;
    }
  }
}

/** What must hold of a stage on which everything has come to its end. */
function expectComplete({ stores, files, root }: Stage, importId: string): void {
  const { runIds, status, candidates } = stores.imports.get(importId);
  expect([status, candidates.map(({ problem }) => problem)]).toEqual(['done', [null, null]]);
  const all = stores.runs.list({ kind: 'test' }).items;
  expect(all.map(({ id }) => id).sort()).toEqual([...runIds].sort());
  expect(all.map(({ status: one, decision, versionName }) => [versionName, one, decision]).sort()).toEqual([
    ['0.0', 'completed', 'accepted'],
    ['1.0', 'completed', 'accepted'],
  ]);
  for (const run of all) {
    expect(stores.runs.verdict(run.id)).not.toBeNull();
    expect(stores.decisions.of(run.id)).toHaveLength(1);
    expect(stores.results.statistics(run.id, 'run')?.total).toMatchObject({ count: 12, maxMs: 111 });
    // From 2 s on, which the scenario plans as the ramp-up.
    expect(stores.results.statistics(run.id, 'window')?.total).toMatchObject({ count: 10, minMs: 102 });
    expect(existsSync(files.absolute(run.resultFile ?? ''))).toBe(true);
  }
  expect(readdirSync(join(root, 'results'))).toHaveLength(RUNS);
}

/** Uploads, is killed at the step, and is started again; the same while the runs are made. */
async function live(killedAt: { reading: number; making: number }): Promise<{ steps: number; hasStruck: boolean }> {
  const stage = openStage();
  try {
    const scenarioId = scenarioIn(stage);
    const first = new Death(killedAt.reading);
    let importId = '';
    await orKilled(async () => {
      const imports = importsOf(stage, first);
      importId = await upload(imports);
      await imports.settled();
    });
    if (importId === '') {
      // Killed before the sender was answered: nothing is left of it, and it is sent again.
      const next = importsOf(stage, new Death(0));
      await next.resume();
      await next.settled();
      importId = stage.stores.imports.all()[0]?.id ?? (await upload(next));
      await next.settled();
    }
    const second = new Death(killedAt.making);
    await orKilled(async () => {
      const imports = importsOf(stage, second);
      await imports.resume();
      await imports.settled();
      await imports.accept(importId, wanted(scenarioId), 'zoe');
      await imports.settled();
    });
    const last = importsOf(stage, new Death(0));
    await last.resume();
    await last.settled();
    if (stage.stores.imports.get(importId).status === 'ready') {
      // Killed before the sender was answered.
      await last.accept(importId, wanted(scenarioId), 'zoe');
      await last.settled();
    }
    expectComplete(stage, importId);
    return { steps: second.steps, hasStruck: first.hasStruck || second.hasStruck };
  } finally {
    stage.close();
    rmSync(stage.root, { recursive: true, force: true });
  }
}

/** Not each step, which would take minutes; odd, so that deaths before and after a call alternate. */
const STRIDE = 7;

describe('an import', () => {
  it('ends complete, wherever the sidecar was killed while the files were read', async () => {
    for (let reading = 1; ; reading += STRIDE) {
      const { hasStruck } = await live({ reading, making: 0 });
      if (!hasStruck) {
        expect(reading).toBeGreaterThan(10);
        return;
      }
    }
  }, 120_000);

  it('ends complete, wherever the sidecar was killed while the runs were made', async () => {
    for (let making = 1; ; making += STRIDE) {
      const { hasStruck } = await live({ reading: 0, making });
      if (!hasStruck) {
        expect(making).toBeGreaterThan(50);
        return;
      }
    }
  }, 240_000);

  it('is forgotten a day after it was sent', async () => {
    const stage = openStage();
    const imports = importsOf(stage, new Death(0));
    const importId = await upload(imports);
    await imports.settled();
    const nextDay = importsOf(stage, new Death(0), () => Date.now() + 25 * 3_600_000);
    await nextDay.resume();
    expect(stage.stores.imports.find(importId)).toBeUndefined();
    expect(readdirSync(join(stage.root, 'imports'))).toEqual([]);
    stage.close();
    rmSync(stage.root, { recursive: true, force: true });
  });
});
