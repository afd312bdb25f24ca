import { and, count, desc, eq, inArray, isNotNull, sql, type SQL } from 'drizzle-orm';

import type { DashboardStats, Trends } from '../contract/system.ts';
import type { Verdict } from '../contract/verdict.ts';
import { ACTIVE_STATUSES } from '../runs/run-states.ts';
import type { Database } from './database.ts';
import type { RunRecord, RunStore } from './run-store.ts';
import { scenarios, testRuns, testTypes, versions } from './schema.ts';

const DAY_MS = 86_400_000;
const RECENT_RUNS = 60;
const TREND_RUNS = 500;
const POINTS_PER_SERIES = 20;

/** What the home page shows. Smoke runs are no part of it. */
export class DashboardStore {
  constructor(
    private readonly db: Database,
    private readonly runs: RunStore
  ) {}

  /** In one reading of one index, whatever the number of runs. */
  stats(nowMs: number): DashboardStats {
    const row = this.db
      .select({
        runsTotal: count(),
        runsLast30Days: countIf(sql`${testRuns.createdAtMs} >= ${nowMs - 30 * DAY_MS}`),
        running: countIf(inArray(testRuns.status, [...ACTIVE_STATUSES])),
        waiting: countIf(eq(testRuns.status, 'queued')),
        passed: countIf(hasOutcome('passed')),
        failed: countIf(hasOutcome('failed')),
        inconclusive: countIf(hasOutcome('inconclusive')),
      })
      .from(testRuns)
      .where(eq(testRuns.kind, 'test'))
      .get();
    return row ?? NO_RUNS;
  }

  recent(): RunRecord[] {
    return this.runs.list({ pageSize: RECENT_RUNS, sort: '-id' }).items;
  }

  trends(): Trends {
    const series = new Map<string, Trends['series'][number]>();
    for (const run of this.lastCompleted()) {
      addPoint(series, run);
    }
    return { series: [...series.values()] };
  }

  private lastCompleted(): TrendRun[] {
    // Chosen before they are joined: otherwise the names of every run ever are looked up and sorted with it.
    const last = this.db
      .select({ id: testRuns.id })
      .from(testRuns)
      .where(and(eq(testRuns.kind, 'test'), eq(testRuns.status, 'completed'), isNotNull(testRuns.startedAtMs)))
      .orderBy(desc(testRuns.completedAtMs), desc(testRuns.id))
      .limit(TREND_RUNS);
    return this.db
      .select(TREND_RUN)
      .from(testRuns)
      .innerJoin(scenarios, eq(scenarios.id, testRuns.scenarioId))
      .innerJoin(testTypes, eq(testTypes.id, testRuns.testTypeId))
      .innerJoin(versions, eq(versions.id, testRuns.versionId))
      .where(inArray(testRuns.id, last))
      .orderBy(desc(testRuns.completedAtMs), desc(testRuns.id))
      .all();
  }
}

const NO_RUNS: DashboardStats = {
  ...{ runsTotal: 0, runsLast30Days: 0, running: 0, waiting: 0 },
  ...{ passed: 0, failed: 0, inconclusive: 0 },
};

const TREND_RUN = {
  id: testRuns.id,
  scenarioId: testRuns.scenarioId,
  scenarioName: scenarios.name,
  testTypeId: testRuns.testTypeId,
  testTypeName: testTypes.name,
  versionId: testRuns.versionId,
  versionName: versions.version,
  startedAtMs: sql<number>`coalesce(${testRuns.loadStartedAtMs}, ${testRuns.startedAtMs})`,
  p90Ms: testRuns.p90Ms,
  outcome: testRuns.outcome,
};

type TrendRun = Pick<RunRecord, Exclude<keyof typeof TREND_RUN, 'startedAtMs'>> & { startedAtMs: number };

function hasOutcome(outcome: Verdict['outcome']): SQL {
  return eq(testRuns.outcome, outcome);
}

function countIf(condition: SQL): SQL<number> {
  return sql<number>`count(*) filter (where ${condition})`;
}

/** Runs come newest first; a series holds them oldest first, and no more than it can show. */
function addPoint(series: Map<string, Trends['series'][number]>, run: TrendRun): void {
  const { scenarioId, scenarioName, testTypeId, testTypeName } = run;
  const key = `${scenarioId} ${testTypeId}`;
  const known = series.get(key) ?? { scenarioId, scenarioName, testTypeId, testTypeName, points: [] };
  series.set(key, known);
  if (known.points.length < POINTS_PER_SERIES) {
    const { id: runId, versionId, versionName, startedAtMs, p90Ms, outcome } = run;
    known.points.unshift({ runId, versionId, versionName, startedAtMs, p90Ms, outcome });
  }
}
