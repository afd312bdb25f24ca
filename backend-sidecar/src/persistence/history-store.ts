import { and, asc, desc, eq, exists, inArray, isNull, sql, type Placeholder, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

import { METRICS } from '../comparison/compared-labels.ts';
import type { RunDecision } from '../contract/history.ts';
import type { StatisticsRow } from '../contract/statistics.ts';
import type { LabelComparison, Metric, VerdictOutcome } from '../contract/verdict.ts';
import type { Database } from './database.ts';
import { runDecisions, runDistributions, runVerdicts, testRuns, testStatistics, versions } from './schema.ts';

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

export interface StoredDistribution extends Pick<StatisticsRow, 'label' | 'kind'> {
  runId: number;
  /** Encoded, as they are stored. */
  ok: Uint8Array;
  failed: Uint8Array;
}

export interface MetricOf {
  metric: Metric;
  /** All names that a label ever had; null: the total. */
  names: readonly string[] | null;
  kind: StatisticsRow['kind'];
}

/** Further back a run is neither history nor shown. */
export const COMPLETED_RUNS = 200;

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
  testTypeId: testRuns.testTypeId,
  versionId: testRuns.versionId,
  outcome: testRuns.outcome,
  sentence: testRuns.verdictSentence,
  decision: testRuns.decision,
  decidedBy: sql<string | null>`case when decision <> 'none' then (
    select d.decided_by from run_decisions d where d.test_run_id = test_runs.id order by d.id desc limit 1
  ) end`,
  p90Ms: testRuns.p90Ms,
};

export type NewestRun = Pick<CompletedRun, 'runId' | 'versionId' | 'outcome' | 'decision' | 'p90Ms'> & {
  scenarioId: number;
  testTypeId: number;
  sentence: string | null;
  /** Who decided last, if that holds. */
  decidedBy: string | null;
};

/** In the order of NEWEST_RUN. */
type NewestRunValues = [
  ...[number, number, number, number],
  ...[NewestRun['outcome'], NewestRun['sentence'], RunDecision, NewestRun['decidedBy'], NewestRun['p90Ms']],
];

function toNewestRun(values: NewestRunValues): NewestRun {
  const [runId, scenarioId, testTypeId, versionId, outcome, sentence, decision, decidedBy, p90Ms] = values;
  return { runId, scenarioId, testTypeId, versionId, outcome, sentence, decision, decidedBy, p90Ms };
}

/** What histories, trends and comparisons read of many runs at once. */
export class HistoryStore {
  private readonly wholeRows: PreparedRows;
  private readonly timeRows: PreparedRows;
  private readonly comparedRows: PreparedRows;
  private readonly totals: PreparedRows;
  private readonly newest: ReturnType<typeof prepareNewest>;

  constructor(private readonly db: Database) {
    this.wholeRows = prepareRows(db, ALL_FIGURES, false);
    this.timeRows = prepareRows(db, TIME_FIGURES, false);
    this.comparedRows = prepareRows(db, COMPARED_FIGURES, false);
    this.totals = prepareRows(db, ALL_FIGURES, true);
    this.newest = prepareNewest(db);
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
    return judged(this.wholeRows, runIds);
  }

  /** Likewise with what tells the noise of p90 alone; all other figures are missing. A quarter of the time. */
  judgedTimes(runIds: readonly number[]): Map<number, StatisticsRow[]> {
    return judged(this.timeRows, runIds);
  }

  /** Likewise with what runs are compared by; all other figures are missing. Half of the time. */
  judgedFigures(runIds: readonly number[]): Map<number, StatisticsRow[]> {
    return judged(this.comparedRows, runIds);
  }

  /** The totals; runs without statistics are missing. */
  judgedTotals(runIds: readonly number[]): Map<number, StatisticsRow> {
    const found = [...judged(this.totals, runIds)];
    return new Map(found.flatMap(([runId, [total]]) => (total === undefined ? [] : [[runId, total] as const])));
  }

  /** The counts per millisecond behind the rows of what a verdict judges; none of an imported summary. */
  judgedDistributions(runIds: readonly number[]): StoredDistribution[] {
    const { runId, label, kind, ok, failed } = runDistributions;
    return this.db
      .select({ runId, label, kind, ok, failed })
      .from(judgedScopes(JSON.stringify(runIds)))
      .innerJoin(runDistributions, sql`${runId} = judged.run_id and ${runDistributions.scope} = judged.scope`)
      .all();
  }

  /** One metric of a label under any of its names, or of the total, by the run's id. */
  metricOf(runIds: readonly number[], { metric, names, kind }: MetricOf): Map<number, number | null> {
    const { isTotal, label } = testStatistics;
    const ofLabel = and(eq(isTotal, false), eq(testStatistics.kind, kind), inArray(label, [...(names ?? [])]));
    const rows = this.db
      .select({ runId: testStatistics.runId, value: testStatistics[metric] })
      .from(judgedScopes(JSON.stringify(runIds)))
      .innerJoin(testStatistics, and(isJudged(), names === null ? eq(isTotal, true) : ofLabel))
      .all();
    return new Map(rows.map(({ runId, value }) => [runId, value]));
  }

  /** What labels these runs have, by name. */
  labelsOf(runIds: readonly number[]): Array<Pick<StatisticsRow, 'label' | 'kind'>> {
    const { label, kind } = testStatistics;
    return this.db
      .selectDistinct({ label, kind })
      .from(judgedScopes(JSON.stringify(runIds)))
      .innerJoin(testStatistics, and(isJudged(), eq(testStatistics.isTotal, false)))
      .orderBy(asc(label), asc(kind))
      .all();
  }

  /** Versions of completed tests, in no order: the index is asked for one entry of each, not read as a whole. */
  versionsWithRuns(): number[] {
    const completed = this.db
      .select({ one: sql`1` })
      .from(testRuns)
      .where(and(isCounting(), eq(testRuns.versionId, versions.id)));
    const rows = this.db.select({ versionId: versions.id }).from(versions).where(exists(completed)).all();
    return rows.map(({ versionId }) => versionId);
  }

  /** Of each scenario, test type and version the newest completed test that no other has superseded. */
  newestOfVersions(versionIds: readonly number[]): NewestRun[] {
    const rows = this.newest.values({ versionIds: JSON.stringify(versionIds) });
    return (rows as NewestRunValues[]).map(toNewestRun);
  }

  /** What completed tests of these versions are of. */
  groupsOfVersions(versionIds: readonly number[]): HistoryOf[] {
    const { scenarioId, testTypeId, environmentId, versionId } = testRuns;
    return this.db
      .selectDistinct({ scenarioId, testTypeId, environmentId })
      .from(testRuns)
      .where(and(isCounting(), inArray(versionId, [...versionIds])))
      .orderBy(asc(scenarioId), asc(testTypeId), asc(environmentId))
      .all();
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

/** Ids may be more than a statement takes values. @param ids as JSON */
function among(column: SQLiteColumn, ids: Placeholder): SQL {
  return sql`${column} in (select value from json_each(${ids}))`;
}

/** Each run with the scope that its verdict judges: its analysis window, where it has one. */
function judgedScopes(ids: string | Placeholder): SQL {
  return sql`(
    select j.value as run_id, case when exists (
      select 1 from test_statistics w where w.test_run_id = j.value and w.scope = 'window' and w.is_total = 1
    ) then 'window' else 'run' end as scope
    from json_each(${ids}) j
  ) judged`;
}

function isJudged(): SQL {
  return sql`${testStatistics.runId} = judged.run_id and ${testStatistics.scope} = judged.scope`;
}

type RowName = keyof StatisticsRow;
type PreparedRows = ReturnType<typeof prepareRows>;

/**
 * First which ones, by an index alone; then all of these few. Of runs that ended in the same millisecond, as the same
 * file imported twice does, the one with the larger id is the newest.
 */
function prepareNewest(db: Database) {
  const place = sql`max(${testRuns.completedAtMs} * 1000000 + ${testRuns.id})`;
  const chosen = db
    .select({ id: testRuns.id, place: place.as('place') })
    .from(testRuns)
    .where(and(isCounting(), among(testRuns.versionId, sql.placeholder('versionIds'))))
    .groupBy(testRuns.scenarioId, testRuns.testTypeId, testRuns.versionId)
    .as('chosen');
  return db.select(NEWEST_RUN).from(chosen).innerJoin(testRuns, eq(testRuns.id, chosen.id)).prepare();
}

/** Rows as lists of values: to make objects of them by the general way took longer than to read them. */
function prepareRows(db: Database, names: readonly RowName[], isTotal: boolean) {
  const columns = Object.fromEntries(names.map((name) => [name, testStatistics[name]]));
  const query = db
    .select({ runId: testStatistics.runId, ...columns })
    .from(judgedScopes(sql.placeholder('ids')))
    .innerJoin(testStatistics, and(isJudged(), eq(testStatistics.isTotal, isTotal)))
    .prepare();
  return { names, query };
}

function judged({ names, query }: PreparedRows, runIds: readonly number[]): Map<number, StatisticsRow[]> {
  const found = new Map<number, StatisticsRow[]>(runIds.map((runId) => [runId, []]));
  for (const [runId, ...values] of query.values({ ids: JSON.stringify(runIds) }) as unknown[][]) {
    found.get(Number(runId))?.push(toRow(names, values));
  }
  return found;
}

function toRow(names: readonly RowName[], values: readonly unknown[]): StatisticsRow {
  const row: Record<string, unknown> = { ...NO_FIGURES };
  names.forEach((name, index) => (row[name] = values[index]));
  return row as StatisticsRow;
}

const NO_FIGURES: StatisticsRow = {
  ...{ label: '', kind: 'sample', count: 0, errors: 0, errorRate: null, minMs: null, meanMs: null, medianMs: null },
  ...{ standardDeviationMs: null, p90Ms: null, p95Ms: null, p99Ms: null, maxMs: null, throughputPerSec: null },
  ...{ receivedKbPerSec: null, sentKbPerSec: null, firstStartMs: null, lastEndMs: null, apdex: null },
  ...{ latencyMeanMs: null, latencyMaxMs: null, connectMeanMs: null, connectMaxMs: null, idleMeanMs: null },
};

const ALL_FIGURES = Object.keys(NO_FIGURES) as RowName[];
const COMPARED_FIGURES: readonly RowName[] = ['label', 'kind', 'count', 'errors', ...METRICS];
const TIME_FIGURES: readonly RowName[] = ['label', 'kind', 'count', 'errors', 'errorRate', 'meanMs', 'p90Ms'];
