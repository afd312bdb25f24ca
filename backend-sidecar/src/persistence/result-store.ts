import { and, asc, desc, eq } from 'drizzle-orm';

import type { TransactionTree } from '../contract/analysis.ts';
import type { ResultFormat } from '../contract/imports.ts';
import type {
  LabelKind,
  RunStatistics,
  StatisticsRow,
  StatisticsScope,
  TimelinePoint,
} from '../contract/statistics.ts';
import { AppError } from '../kernel/errors.ts';
import type { LabelDistributions, LabelSlices } from '../results/follow-protocol.ts';
import type { FinalResult } from '../results/result-follower.ts';
import type { Database } from './database.ts';
import {
  runDistributions,
  runErrors,
  runReadings,
  runRejectedRecords,
  runSlices,
  runTimelines,
  testRuns,
  testStatistics,
} from './schema.ts';

type Writer = Pick<Database, 'insert' | 'delete' | 'update'>;

/** The label under which the total's row is stored; `isTotal` tells it from a label of that name. */
const TOTAL = 'Total';

export class ResultStore {
  constructor(private readonly db: Database) {}

  /** Stores all of a run's result in one write. Repeated, it replaces what was there. */
  save(runId: number, result: FinalResult, window: { fromMs: number; toMs: number } | null): void {
    this.db.transaction(
      (tx) => {
        clear(tx, runId);
        saveStatistics(tx, runId, 'run', result.whole);
        if (result.window !== null) {
          saveStatistics(tx, runId, 'window', result.window);
        }
        saveDistributions(tx, runId, result);
        saveErrors(tx, runId, result);
        tx.insert(runTimelines).values({ runId, points: result.timeline }).run();
        const { rejectedByReason, notes, transactions } = result;
        tx.insert(runReadings).values({ runId, rejectedByReason, notes, transactions }).run();
        tx.update(testRuns).set(figuresOf(result, window)).where(eq(testRuns.id, runId)).run();
      },
      { behavior: 'immediate' }
    );
  }

  /** `undefined` while the run has no stored result, or none of that scope. */
  statistics(runId: number, scope: StatisticsScope): RunStatistics | undefined {
    const stored = this.statisticsRows(runId, scope);
    const total = stored.find((row) => row.isTotal);
    const run = this.db.select().from(testRuns).where(eq(testRuns.id, runId)).get();
    if (total === undefined || run === undefined) {
      return undefined;
    }
    const reading = this.db.select().from(runReadings).where(eq(runReadings.runId, runId)).get();
    return {
      scope,
      windowFromMs: run.windowFromMs,
      windowToMs: run.windowToMs,
      estimator: 'rank',
      isWhatIf: false,
      source: run.importedFrom === null || hasSamples(run.importedFrom.format) ? 'stored figures' : 'imported summary',
      total: toStatisticsRow(total),
      rows: stored.filter((row) => !row.isTotal).map(toStatisticsRow),
      subset: null,
      percentiles: [],
      counts: countsOf(run),
      errors: this.errors(runId),
      rejected: this.rejected(runId),
      rejectedByReason: reading?.rejectedByReason ?? {},
      notes: reading?.notes ?? [],
    };
  }

  timeline(runId: number): TimelinePoint[] | undefined {
    return this.db.select().from(runTimelines).where(eq(runTimelines.runId, runId)).get()?.points;
  }

  slices(runId: number, kind: LabelKind, label: string): Uint8Array {
    const where = and(eq(runSlices.runId, runId), eq(runSlices.kind, kind), eq(runSlices.label, label));
    const row = this.db.select().from(runSlices).where(where).get();
    if (row === undefined) {
      throw new AppError('NOT_FOUND', `label "${label}" of run ${runId}`);
    }
    return row.encoded;
  }

  /** The courses of all labels, in the order of their rows. */
  allSlices(runId: number): LabelSlices[] {
    const rows = this.db.select().from(runSlices).where(eq(runSlices.runId, runId)).all();
    return rows.map(({ label, kind, encoded }) => ({ label, kind, encoded })).sort(byKindAndLabel);
  }

  /** Of all labels, in the order of their rows; none of an imported summary. */
  distributions(runId: number, scope: StatisticsScope): LabelDistributions[] {
    const where = and(eq(runDistributions.runId, runId), eq(runDistributions.scope, scope));
    const rows = this.db.select().from(runDistributions).where(where).all();
    return rows.map(({ runId: _runId, ...distributions }) => distributions).sort(byKindAndLabel);
  }

  /** Of a run that was read before transactions were looked into: nothing. */
  transactions(runId: number): TransactionTree {
    const reading = this.db.select().from(runReadings).where(eq(runReadings.runId, runId)).get();
    return reading?.transactions ?? { parts: [], unmatchedCount: 0 };
  }

  private statisticsRows(runId: number, scope: StatisticsScope) {
    return this.db
      .select()
      .from(testStatistics)
      .where(and(eq(testStatistics.runId, runId), eq(testStatistics.scope, scope)))
      .orderBy(asc(testStatistics.id))
      .all();
  }

  private errors(runId: number): RunStatistics['errors'] {
    const rows = this.db
      .select()
      .from(runErrors)
      .where(eq(runErrors.runId, runId))
      .orderBy(desc(runErrors.count))
      .all();
    return rows.map(({ id: _id, runId: _runId, ...group }) => group);
  }

  private rejected(runId: number): RunStatistics['rejected'] {
    const where = eq(runRejectedRecords.runId, runId);
    const rows = this.db.select().from(runRejectedRecords).where(where).orderBy(asc(runRejectedRecords.id)).all();
    return rows.map(({ id: _id, runId: _runId, ...record }) => record);
  }
}

/** rows = samples + transactions + interrupted + rejected; `undefined` parts mean that nothing was read yet. */
export function countsOf(run: typeof testRuns.$inferSelect | Record<string, unknown>): RunStatistics['counts'] {
  const { rowCount, transactionCount, interruptedCount, rejectedCount } = run as typeof testRuns.$inferSelect;
  const rows = rowCount ?? 0;
  const transactions = transactionCount ?? 0;
  const interrupted = interruptedCount ?? 0;
  const rejected = rejectedCount ?? 0;
  return { rows, samples: rows - transactions - interrupted - rejected, transactions, interrupted, rejected };
}

/** Whether a result of this format holds the samples themselves, not only what somebody reckoned from them. */
function hasSamples(format: ResultFormat): boolean {
  return format === 'jtl csv' || format === 'jtl xml';
}

const KIND_ORDER: readonly LabelKind[] = ['sample', 'transaction', 'setup'];

/** As the statistics list them; by code units, whatever the locale. */
function byKindAndLabel(one: { kind: LabelKind; label: string }, other: { kind: LabelKind; label: string }): number {
  const byKind = KIND_ORDER.indexOf(one.kind) - KIND_ORDER.indexOf(other.kind);
  return byKind || (one.label < other.label ? -1 : 1);
}

const OF_A_RESULT = [
  testStatistics,
  runDistributions,
  runSlices,
  runTimelines,
  runErrors,
  runRejectedRecords,
  runReadings,
];

function clear(tx: Writer, runId: number): void {
  for (const table of OF_A_RESULT) {
    tx.delete(table).where(eq(table.runId, runId)).run();
  }
}

function saveStatistics(
  tx: Writer,
  runId: number,
  scope: StatisticsScope,
  statistics: { total: StatisticsRow; rows: StatisticsRow[] }
): void {
  const rows = [
    { ...statistics.total, label: TOTAL, isTotal: true },
    ...statistics.rows.map((row) => ({ ...row, isTotal: false })),
  ];
  for (const row of rows) {
    tx.insert(testStatistics)
      .values({ ...row, runId, scope })
      .run();
  }
}

function saveDistributions(tx: Writer, runId: number, result: FinalResult): void {
  for (const distribution of result.distributions) {
    const { ok, failed } = distribution;
    tx.insert(runDistributions)
      .values({ ...distribution, runId, ok: Buffer.from(ok), failed: Buffer.from(failed) })
      .run();
  }
  for (const { label, kind, encoded } of result.slices) {
    tx.insert(runSlices)
      .values({ runId, label, kind, encoded: Buffer.from(encoded) })
      .run();
  }
}

function saveErrors(tx: Writer, runId: number, result: FinalResult): void {
  for (const group of result.errors) {
    tx.insert(runErrors)
      .values({ ...group, runId })
      .run();
  }
  for (const record of result.rejected) {
    tx.insert(runRejectedRecords)
      .values({ ...record, runId })
      .run();
  }
}

/** The run's own figures are those of what the verdict judges: the analysis window, or all of it where there is none. */
function figuresOf(result: FinalResult, window: { fromMs: number; toMs: number } | null) {
  const { total } = result.window ?? result.whole;
  return {
    rowCount: result.counts.rows,
    transactionCount: result.counts.transactions,
    interruptedCount: result.counts.interrupted,
    rejectedCount: result.counts.rejected,
    totalSamples: total.count,
    errorCount: total.errors,
    errorRate: total.errorRate,
    meanMs: total.meanMs,
    p90Ms: total.p90Ms,
    p95Ms: total.p95Ms,
    throughputPerSec: total.throughputPerSec,
    windowFromMs: window?.fromMs ?? null,
    windowToMs: window?.toMs ?? null,
  };
}

function toStatisticsRow(row: typeof testStatistics.$inferSelect): StatisticsRow {
  const { id: _id, runId: _runId, scope: _scope, isTotal: _isTotal, ...statistics } = row;
  return statistics;
}
