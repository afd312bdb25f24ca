import { and, asc, count, desc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';

import type { Page } from '../contract/common.ts';
import type { ArtefactKind, Report, ReportArtefact } from '../contract/reports.ts';
import type { VerdictOutcome } from '../contract/verdict.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { matches, orderBy, pageBounds, toPage } from './list-query.ts';
import { reportArtefacts, reports } from './schema.ts';

export type ReportRow = typeof reports.$inferSelect;
/** Without the frozen model, which may be megabytes. */
type ListedReport = Omit<ReportRow, 'model'>;
export type NewReport = typeof reports.$inferInsert;
export type ArtefactRow = typeof reportArtefacts.$inferSelect;
export type ArtefactChange = Partial<Omit<ArtefactRow, 'reportId' | 'kind' | 'updatedAtMs'>>;

/** An artefact that is a file of the report's own. */
export type FileKind = Extract<ArtefactKind, 'excel' | 'html'>;

type Reader = Pick<Database, 'select'>;

const FILE_KINDS: readonly FileKind[] = ['excel', 'html'];
const OPEN_STATES: ReadonlyArray<ReportArtefact['state']> = ['waiting', 'making'];

interface ReportQuery {
  page?: number;
  pageSize?: number;
  sort?: string;
  search?: string;
  testRunId?: number;
  batchId?: number;
  type?: Report['type'];
  outcome?: VerdictOutcome;
}

const { model: _model, ...LISTED_COLUMNS } = getTableColumns(reports);

export class ReportStore {
  constructor(private readonly db: Database) {}

  list(query: ReportQuery): Page<Report> {
    const bounds = pageBounds(query);
    const where = and(
      matches(query.search, [reports.name]),
      query.batchId === undefined ? undefined : eq(reports.batchId, query.batchId),
      query.type === undefined ? undefined : eq(reports.type, query.type),
      query.outcome === undefined ? undefined : eq(reports.outcome, query.outcome),
      query.testRunId === undefined ? undefined : isAbout(query.testRunId)
    );
    const columns = { name: reports.name, createdAtMs: reports.createdAtMs };
    const rows = this.db
      .select(LISTED_COLUMNS)
      .from(reports)
      .where(where)
      .orderBy(orderBy(query.sort, columns, '-createdAtMs'), desc(reports.id))
      .limit(bounds.pageSize)
      .offset(bounds.offset)
      .all();
    const total = this.db.select({ n: count() }).from(reports).where(where).get();
    const artefacts = artefactsOf(
      this.db,
      rows.map(({ id }) => id)
    );
    return toPage(
      rows.map((row) => toReport(row, artefacts.get(row.id) ?? [])),
      bounds,
      total?.n ?? 0
    );
  }

  row(id: number): ReportRow {
    const row = this.db.select().from(reports).where(eq(reports.id, id)).get();
    if (row === undefined) {
      throw new AppError('NOT_FOUND', `report ${id}`);
    }
    return row;
  }

  get(id: number): Report {
    return toReport(this.row(id), this.artefacts(id));
  }

  /** A frozen report and what is to be made of it: one write, so that none is without the other. */
  create(report: NewReport, kinds: readonly FileKind[] = []): Report {
    return this.db.transaction(
      (tx) => {
        const { id, createdAtMs } = tx.insert(reports).values(report).returning().get();
        for (const kind of kinds) {
          tx.insert(reportArtefacts).values({ reportId: id, kind, state: 'waiting', updatedAtMs: createdAtMs }).run();
        }
        return this.get(id);
      },
      { behavior: 'immediate' }
    );
  }

  artefacts(reportId: number): ArtefactRow[] {
    return artefactsOf(this.db, [reportId]).get(reportId) ?? [];
  }

  /**
   * Sets what is known of an artefact, and with it the state of its report: one write. Nothing happens to a report that is
   * gone.
   */
  setArtefact(reportId: number, kind: ArtefactKind, change: ArtefactChange, nowMs: number): ArtefactRow | undefined {
    return this.db.transaction(
      (tx) => {
        const row = tx.select({ id: reports.id }).from(reports).where(eq(reports.id, reportId)).get();
        if (row === undefined) {
          return undefined;
        }
        const set = { ...change, updatedAtMs: nowMs };
        const artefact = tx
          .insert(reportArtefacts)
          .values({ reportId, kind, state: 'waiting', ...set })
          .onConflictDoUpdate({ target: [reportArtefacts.reportId, reportArtefacts.kind], set })
          .returning()
          .get();
        const files = (artefactsOf(tx, [reportId]).get(reportId) ?? []).filter((one) => isFileKind(one.kind));
        if (isFileKind(kind)) {
          tx.update(reports).set(stateOf(files)).where(eq(reports.id, reportId)).run();
        }
        return artefact;
      },
      { behavior: 'immediate' }
    );
  }

  /** Files that were to be made, or were being made, when the sidecar ended; the oldest first. */
  openFiles(): ArtefactRow[] {
    const isOpen = and(
      inArray(reportArtefacts.kind, [...FILE_KINDS]),
      inArray(reportArtefacts.state, [...OPEN_STATES])
    );
    return this.db
      .select()
      .from(reportArtefacts)
      .where(isOpen)
      .orderBy(asc(reportArtefacts.reportId), desc(reportArtefacts.kind))
      .all();
  }

  /** Reports that wait for their files. */
  pending(): ReportRow[] {
    return this.db.select().from(reports).where(eq(reports.status, 'pending')).orderBy(asc(reports.id)).all();
  }

  /** The newest report of a run or a batch that somebody asked for and that waits for its files. */
  findPending(of: { requestedBy: string } & ({ runId: number } | { batchId: number })): Report | undefined {
    const about =
      'runId' in of
        ? and(eq(reports.type, 'single'), isAbout(of.runId))
        : and(eq(reports.type, 'batch'), eq(reports.batchId, of.batchId));
    const where = and(about, eq(reports.status, 'pending'), eq(reports.requestedBy, of.requestedBy));
    const row = this.db.select().from(reports).where(where).orderBy(desc(reports.id)).get();
    return row === undefined ? undefined : this.get(row.id);
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

function artefactsOf(db: Reader, reportIds: readonly number[]): Map<number, ArtefactRow[]> {
  const rows = db
    .select()
    .from(reportArtefacts)
    .where(inArray(reportArtefacts.reportId, [...reportIds]))
    .orderBy(asc(reportArtefacts.reportId), asc(reportArtefacts.kind))
    .all();
  const found = new Map<number, ArtefactRow[]>();
  for (const row of rows) {
    found.set(row.reportId, [...(found.get(row.reportId) ?? []), row]);
  }
  return found;
}

export function isFileKind(kind: ArtefactKind): kind is FileKind {
  return FILE_KINDS.some((one) => one === kind);
}

/** A file that is made again is there until the new one takes its place. */
function stateOf(files: readonly ArtefactRow[]): Partial<NewReport> {
  const pathOf = (kind: FileKind) => files.find((file) => file.kind === kind)?.path ?? null;
  const isOpen = files.some(({ state, path }) => path === null && OPEN_STATES.includes(state));
  const isThere = files.some(({ path }) => path !== null);
  const failures = files
    .filter(({ state }) => state === 'failed')
    .map(({ kind, detail }) => `${kind}: ${detail ?? ''}`);
  return {
    status: statusOf(isOpen, isThere),
    excelFilePath: pathOf('excel'),
    htmlFilePath: pathOf('html'),
    error: failures.length === 0 ? null : failures.join('; '),
  };
}

function statusOf(isOpen: boolean, isThere: boolean): Report['status'] {
  if (isOpen) {
    return 'pending';
  }
  return isThere ? 'ready' : 'failed';
}

function toReport(row: ListedReport, artefacts: readonly ArtefactRow[]): Report {
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
    artefacts: artefacts.map(toArtefact),
    confluenceUrl: row.confluenceUrl,
    requestedBy: row.requestedBy,
    createdAtMs: row.createdAtMs,
  };
}

export function toArtefact({ kind, state, detail, sizeBytes, updatedAtMs }: ArtefactRow): ReportArtefact {
  return { kind, state, detail, sizeBytes, updatedAtMs };
}
