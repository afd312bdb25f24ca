import { and, asc, desc, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

import type { RunDecision } from '../contract/history.ts';
import type { StatisticsRow } from '../contract/statistics.ts';
import type { LabelComparison, Metric, VerdictOutcome } from '../contract/verdict.ts';
import type { Database } from './database.ts';
import { runDecisions, runVerdicts, scenarios, testRuns, testStatistics, testTypes, versions } from './schema.ts';

/** The runs that may be compared with each other. */
export interface HistoryOf {
  scenarioId: number;
  testTypeId: number;
  environmentId: number;
}

/** A completed test, as far as it concerns a history. */
export interface CompletedRun {
  runId: number;
  versionId: number;
  versionName: string;
  batchId: number | null;
  completedAtMs: number | null;
  outcome: VerdictOutcome | null;
  isValid: boolean | null;
  decision: RunDecision;
  /** null: a run of an older sidecar, or an imported one, whose load is not known. */
  fingerprintHash: string | null;
  supersededByRunId: number | null;
  p90Ms: number | null;
  changedLabels: Array<Pick<LabelComparison, 'label' | 'kind' | 'state'>>;
}

export interface MetricOf {
  metric: Metric;
  /** All names that a label ever had; null: the total. */
  names: readonly string[] | null;
  kind: StatisticsRow['kind'];
}

/** Further back a run is neither history nor shown. */
const COMPLETED_RUNS = 200;

const COMPLETED_RUN = {
  runId: testRuns.id,
  versionId: testRuns.versionId,
  versionName: versions.version,
  batchId: testRuns.batchId,
  completedAtMs: testRuns.completedAtMs,
  outcome: testRuns.outcome,
  isValid: testRuns.isValid,
  decision: testRuns.decision,
  fingerprintHash: testRuns.fingerprintHash,
  supersededByRunId: testRuns.supersededByRunId,
  p90Ms: testRuns.p90Ms,
  changedLabels: runVerdicts.changedLabels,
};

const NEWEST_RUN = {
  runId: testRuns.id,
  scenarioId: testRuns.scenarioId,
  scenarioName: scenarios.name,
  testTypeId: testRuns.testTypeId,
  testTypeName: testTypes.name,
  versionId: testRuns.versionId,
  outcome: testRuns.outcome,
  sentence: testRuns.verdictSentence,
  decision: testRuns.decision,
  decidedBy: sql<string | null>`(
    select ${runDecisions.by} from ${runDecisions} where ${runDecisions.runId} = ${testRuns.id}
    order by ${runDecisions.id} desc limit 1)`,
  p90Ms: testRuns.p90Ms,
};

export type NewestRun = Pick<CompletedRun, 'runId' | 'versionId' | 'outcome' | 'decision' | 'p90Ms'> & {
  scenarioId: number;
  scenarioName: string;
  testTypeId: number;
  testTypeName: string;
  sentence: string | null;
  /** Who decided last. */
  decidedBy: string | null;
};

/** What histories, trends and comparisons read of many runs at once. */
export class HistoryStore {
  private readonly rowsOfRuns: ReturnType<typeof prepareRows>;

  constructor(private readonly db: Database) {
    this.rowsOfRuns = prepareRows(db);
  }

  /** Completed tests, newest first; whether one is part of the history is not decided here. */
  completed(of: HistoryOf, limit = COMPLETED_RUNS): CompletedRun[] {
    const newest = this.newestIds(ofHistory(of), limit);
    const rows = this.db
      .select(COMPLETED_RUN)
      .from(testRuns)
      .innerJoin(versions, eq(versions.id, testRuns.versionId))
      .leftJoin(runVerdicts, eq(runVerdicts.runId, testRuns.id))
      .where(inArray(testRuns.id, newest))
      .orderBy(desc(testRuns.completedAtMs), desc(testRuns.id))
      .all();
    return rows.map((row) => ({ ...row, changedLabels: row.changedLabels ?? [] }));
  }

  /**
   * The rows of what the verdict judges, by the run's id: the analysis window, or all of a run without one; totals
   * aside. One query, whatever the number of runs.
   */
  judgedRows(runIds: readonly number[]): Map<number, StatisticsRow[]> {
    const found = new Map<number, StatisticsRow[]>(runIds.map((runId) => [runId, []]));
    for (const { runId, id: _id, scope: _scope, isTotal: _isTotal, ...row } of this.stored(runIds, false)) {
      found.get(runId)?.push(row);
    }
    return found;
  }

  /** Likewise the total; runs without statistics are missing. */
  judgedTotals(runIds: readonly number[]): Map<number, StatisticsRow> {
    const rows = this.stored(runIds, true);
    return new Map(rows.map(({ runId, id: _id, scope: _scope, isTotal: _isTotal, ...row }) => [runId, row]));
  }

  /** One metric of a label under any of its names, or of the total, by the run's id. */
  metricOf(runIds: readonly number[], { metric, names, kind }: MetricOf): Map<number, number | null> {
    const of =
      names === null
        ? eq(testStatistics.isTotal, true)
        : and(
            eq(testStatistics.isTotal, false),
            eq(testStatistics.kind, kind),
            inArray(testStatistics.label, [...names])
          );
    const rows = this.db
      .select({ runId: testStatistics.runId, value: testStatistics[metric] })
      .from(testStatistics)
      .where(and(among(testStatistics.runId, runIds), isJudged(), of))
      .all();
    return new Map(rows.map(({ runId, value }) => [runId, value]));
  }

  /** What labels these runs have, by name. */
  labelsOf(runIds: readonly number[]): Array<Pick<StatisticsRow, 'label' | 'kind'>> {
    const { label, kind } = testStatistics;
    return this.db
      .selectDistinct({ label, kind })
      .from(testStatistics)
      .where(and(among(testStatistics.runId, runIds), isJudged(), eq(testStatistics.isTotal, false)))
      .orderBy(asc(label), asc(kind))
      .all();
  }

  /** Versions of completed tests, in no order. */
  versionsWithRuns(): number[] {
    const rows = this.db.selectDistinct({ versionId: testRuns.versionId }).from(testRuns).where(isCounting()).all();
    return rows.map(({ versionId }) => versionId);
  }

  /** Of each scenario, test type and version the newest completed test that no other has superseded. */
  newestOfVersions(versionIds: readonly number[]): NewestRun[] {
    const place = sql<number>`row_number() over (
      partition by ${testRuns.scenarioId}, ${testRuns.testTypeId}, ${testRuns.versionId}
      order by ${testRuns.completedAtMs} desc, ${testRuns.id} desc)`.as('place');
    const placed = this.db
      .select({ id: testRuns.id, place })
      .from(testRuns)
      .where(and(isCounting(), among(testRuns.versionId, versionIds)))
      .as('placed');
    return this.db
      .select(NEWEST_RUN)
      .from(placed)
      .innerJoin(testRuns, eq(testRuns.id, placed.id))
      .innerJoin(scenarios, eq(scenarios.id, testRuns.scenarioId))
      .innerJoin(testTypes, eq(testTypes.id, testRuns.testTypeId))
      .where(eq(placed.place, 1))
      .orderBy(asc(scenarios.position), asc(scenarios.id), asc(testTypes.position), asc(testTypes.id))
      .all();
  }

  private stored(runIds: readonly number[], isTotal: boolean) {
    return this.rowsOfRuns.all({ ids: JSON.stringify(runIds), isTotal: isTotal ? 1 : 0 });
  }

  /** By an index alone, before all of these few are read. */
  private newestIds(where: SQL | undefined, limit: number): number[] {
    const rows = this.db
      .select({ id: testRuns.id })
      .from(testRuns)
      .where(where)
      .orderBy(desc(testRuns.completedAtMs), desc(testRuns.id))
      .limit(limit)
      .all();
    return rows.map(({ id }) => id);
  }
}

function ofHistory({ scenarioId, testTypeId, environmentId }: HistoryOf): SQL | undefined {
  return and(
    eq(testRuns.scenarioId, scenarioId),
    eq(testRuns.testTypeId, testTypeId),
    eq(testRuns.environmentId, environmentId),
    eq(testRuns.status, 'completed'),
    eq(testRuns.kind, 'test')
  );
}

function isCounting(): SQL | undefined {
  return and(eq(testRuns.kind, 'test'), eq(testRuns.status, 'completed'), isNull(testRuns.supersededByRunId));
}

/** Ids may be more than a statement takes values. */
function among(column: SQLiteColumn, ids: readonly number[]): SQL {
  return sql`${column} in (select value from json_each(${JSON.stringify(ids)}))`;
}

/** The rows of the analysis window where the run has one. */
function isJudged(): SQL {
  return sql`${testStatistics.scope} = case when exists (
    select 1 from test_statistics w where w.test_run_id = ${testStatistics.runId} and w.scope = 'window'
  ) then 'window' else 'run' end`;
}

function prepareRows(db: Database) {
  return db
    .select()
    .from(testStatistics)
    .where(
      and(
        sql`${testStatistics.runId} in (select value from json_each(${sql.placeholder('ids')}))`,
        isJudged(),
        sql`${testStatistics.isTotal} = ${sql.placeholder('isTotal')}`
      )
    )
    .prepare();
}
