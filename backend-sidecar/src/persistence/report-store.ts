import { and, count, desc, eq, sql } from 'drizzle-orm';

import type { Page } from '../contract/common.ts';
import type { Report } from '../contract/reports.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { matches, orderBy, pageBounds, toPage } from './list-query.ts';
import { reports } from './schema.ts';

export type ReportRow = typeof reports.$inferSelect;
export type NewReport = typeof reports.$inferInsert;

interface ReportQuery {
  page?: number;
  pageSize?: number;
  sort?: string;
  search?: string;
  testRunId?: number;
  batchId?: number;
}

export class ReportStore {
  constructor(private readonly db: Database) {}

  list(query: ReportQuery): Page<Report> {
    const bounds = pageBounds(query);
    const where = and(
      matches(query.search, [reports.name]),
      query.batchId === undefined ? undefined : eq(reports.batchId, query.batchId),
      query.testRunId === undefined ? undefined : isAbout(query.testRunId)
    );
    const columns = { name: reports.name, createdAtMs: reports.createdAtMs };
    const rows = this.db
      .select()
      .from(reports)
      .where(where)
      .orderBy(orderBy(query.sort, columns, '-createdAtMs'), desc(reports.id))
      .limit(bounds.pageSize)
      .offset(bounds.offset)
      .all();
    const total = this.db.select({ n: count() }).from(reports).where(where).get();
    return toPage(rows.map(toReport), bounds, total?.n ?? 0);
  }

  row(id: number): ReportRow {
    const row = this.db.select().from(reports).where(eq(reports.id, id)).get();
    if (row === undefined) {
      throw new AppError('NOT_FOUND', `report ${id}`);
    }
    return row;
  }

  get(id: number): Report {
    return toReport(this.row(id));
  }

  create(report: NewReport): ReportRow {
    return this.db.insert(reports).values(report).returning().get();
  }

  change(id: number, change: Partial<NewReport>): Report {
    return toReport(this.db.update(reports).set(change).where(eq(reports.id, id)).returning().get());
  }

  /** @returns the batches that these reports were about */
  failPending(error: string): number[] {
    const failed = this.db
      .update(reports)
      .set({ status: 'failed', error })
      .where(eq(reports.status, 'pending'))
      .returning({ batchId: reports.batchId })
      .all();
    return failed.flatMap(({ batchId }) => batchId ?? []);
  }

  delete(id: number): void {
    this.row(id);
    this.db.delete(reports).where(eq(reports.id, id)).run();
  }

  /** The single reports of a run. */
  idsOfRun(runId: number): number[] {
    const where = and(eq(reports.type, 'single'), isAbout(runId));
    return this.ids(where);
  }

  idsOfBatch(batchId: number): number[] {
    return this.ids(and(eq(reports.type, 'batch'), eq(reports.batchId, batchId)));
  }

  private ids(where: ReturnType<typeof and>): number[] {
    const rows = this.db.select({ id: reports.id }).from(reports).where(where).orderBy(desc(reports.id)).all();
    return rows.map((row) => row.id);
  }
}

function isAbout(runId: number) {
  return sql`exists (select 1 from json_each(${reports.testRunIds}) where json_each.value = ${runId})`;
}

function toReport(row: ReportRow): Report {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    testRunIds: row.testRunIds,
    batchId: row.batchId,
    status: row.status,
    outcome: row.outcome,
    totalTransactions: row.totalTransactions,
    improvedCount: row.improvedCount,
    degradedCount: row.degradedCount,
    criticalCount: row.criticalCount,
    hasExcel: row.excelFilePath !== null,
    hasHtml: row.htmlFilePath !== null,
    error: row.error,
    createdAtMs: row.createdAtMs,
  };
}
