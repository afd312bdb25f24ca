import { statisticsRow } from '../comparison/statistics-row-fixture.ts';
import type { ScenarioInput } from '../contract/scenarios.ts';
import type { StatisticsRow } from '../contract/statistics.ts';
import type { LabelComparison, Verdict } from '../contract/verdict.ts';
import { SecretBox } from '../kernel/secret-box.ts';
import { Distribution } from '../statistics/distribution.ts';
import type { Database } from './database.ts';
import { EnvironmentStore } from './environment-store.ts';
import { EvidenceStore } from './evidence-store.ts';
import { RunStore, type NewRun } from './run-store.ts';
import { ScenarioStore } from './scenario-store.ts';
import { runDistributions, testStatistics } from './schema.ts';
import { TestTypeStore } from './test-type-store.ts';
import { VersionStore } from './version-store.ts';

/** What a run measured and what was said of it; p90 by label, 1 000 samples each. */
export interface MadeRun {
  version: string;
  p90Ms?: Record<string, number>;
  /** Beside those of `p90Ms`. */
  rows?: StatisticsRow[];
  outcome?: Verdict['outcome'];
  isValid?: boolean;
  comparisons?: LabelComparison[];
  /** Users, the only part of its fingerprint; left out: its load is not known. */
  users?: number;
  completedAtMs?: number;
  more?: Partial<NewRun>;
}

const HOUR_MS = 3_600_000;

/** One scenario, `shop`, and completed runs of it, each an hour after the one before. */
export class CompletedRuns {
  readonly runs: RunStore;
  readonly scenario: ScenarioInput;
  readonly scenarioId: number;
  readonly environmentId: number;
  readonly testTypeId = 1;
  private readonly versions: VersionStore;
  private readonly versionIds = new Map<string, number>();
  private made = 0;

  constructor(
    private readonly db: Database,
    scenario: Partial<ScenarioInput> = {}
  ) {
    new TestTypeStore(db).addDefaults();
    this.runs = new RunStore(db);
    this.versions = new VersionStore(db);
    this.environmentId = new EnvironmentStore(db, new SecretBox(Buffer.alloc(32, 1))).create({ name: 'staging' }).id;
    this.scenario = {
      ...{ name: 'shop', displayName: 'Shop', description: '', testType: 'standalone', scriptId: null },
      ...{ environmentId: this.environmentId, enabledThreadGroups: null, cooldownSeconds: 0, minimumSamples: 0 },
      ...{ properties: {}, slos: [], keyLabels: null, isActive: true, loads: [] },
      ...scenario,
    };
    this.scenarioId = new ScenarioStore(db).create(this.scenario).id;
  }

  versionId(name: string): number {
    const id = this.versionIds.get(name) ?? this.versions.create({ version: name }).id;
    this.versionIds.set(name, id);
    return id;
  }

  /** A run that is stored and not completed, e.g. to be judged. */
  create({ version, users, more }: Pick<MadeRun, 'version' | 'users' | 'more'>): number {
    const { id } = this.runs.create({
      ...{ scenarioId: this.scenarioId, testTypeId: this.testTypeId, environmentId: this.environmentId },
      ...{ versionId: this.versionId(version), scriptId: null, revisionId: null, runnerType: 'imported' },
      ...{ generator: 'x', userCount: 1, durationSeconds: 1, rampUpSeconds: 0, cooldownSeconds: 0, properties: {} },
      ...{ warnings: [], createdBy: 'zoe', status: 'analyzing' },
      ...more,
    });
    if (users !== undefined) {
      const fingerprint = { hash: `users ${users}`, parts: { users: String(users) } };
      new EvidenceStore(this.db).saveFingerprint(id, fingerprint);
    }
    return id;
  }

  add(run: MadeRun): number {
    const id = this.create(run);
    this.finish(id, run, verdictOf(run));
    return id;
  }

  /** What a stored run measured, and its verdict. */
  finish(id: number, run: Pick<MadeRun, 'p90Ms' | 'rows' | 'completedAtMs'>, verdict: Verdict): void {
    this.made += 1;
    this.measure(id, run);
    this.runs.complete(id, { verdict, worstChange: null }, run.completedAtMs ?? this.made * HOUR_MS);
  }

  private measure(runId: number, { p90Ms = {}, rows = [] }: Pick<MadeRun, 'p90Ms' | 'rows'>): void {
    const all = [...Object.entries(p90Ms).map(([label, ms]) => statisticsRow({ label, p90Ms: ms })), ...rows];
    const total = { ...statisticsRow({ label: 'Total', count: all.length * 1000 }), isTotal: true };
    for (const scope of ['run', 'window'] as const) {
      const stored = [total, ...all.map((row) => ({ ...row, isTotal: false }))].map((row) => ({
        ...row,
        runId,
        scope,
      }));
      this.db.insert(testStatistics).values(stored).run();
    }
    for (const { label, kind, p90Ms: ms } of all) {
      const [ok, failed] = [encoded(ms ?? 0, 1000), encoded(0, 0)];
      this.db.insert(runDistributions).values({ runId, scope: 'window', label, kind, ok, failed }).run();
    }
  }
}

/** So many samples of one time. */
function encoded(valueMs: number, times: number): Buffer {
  const distribution = new Distribution();
  if (times > 0) {
    distribution.add(valueMs, times);
  }
  return Buffer.from(distribution.encode());
}

function verdictOf({ outcome = 'passed', isValid = true, comparisons = [] }: MadeRun): Verdict {
  return {
    ...{ outcome, sentence: `It is ${outcome}.`, reasons: [], validity: { isValid, findings: [] } },
    ...{ reference: null, slos: [], comparisons, rules: 'x', judgedAtMs: 1 },
  };
}
