import { eq, isNotNull, sql } from 'drizzle-orm';

import type { ImportCandidate, ImportPreview } from '../contract/imports.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { imports, testRuns } from './schema.ts';

/** What was found out of a candidate. What depends on what else is there (ids, duplicates) is looked up when shown. */
export interface StoredCandidate extends ImportCandidate {
  /** Which of the runs that the file holds; 0 but for comparison files. */
  section: number;
  /** Of all its files; of a file with several runs, with the run's place in it. */
  checksumSha256: string;
  /** The run that was made of it. */
  runId: number | null;
}

export interface ImportRecord {
  id: string;
  status: ImportPreview['status'];
  /** Relative to the data directory. */
  directory: string;
  candidates: StoredCandidate[];
  runIds: number[];
  createdBy: string;
  createdAtMs: number;
}

export type ImportChange = Partial<Pick<ImportRecord, 'status' | 'candidates'>>;

/** Uploads of results until runs are made of them. */
export class ImportStore {
  constructor(private readonly db: Database) {}

  create(record: ImportRecord): void {
    this.db.insert(imports).values(record).run();
  }

  find(id: string): ImportRecord | undefined {
    const row = this.db.select().from(imports).where(eq(imports.id, id)).get();
    return row === undefined ? undefined : toRecord(row);
  }

  get(id: string): ImportRecord {
    const record = this.find(id);
    if (record === undefined) {
      throw new AppError('NOT_FOUND', `import ${id}; an upload is kept for a day`);
    }
    return record;
  }

  all(): ImportRecord[] {
    return this.db.select().from(imports).all().map(toRecord);
  }

  change(id: string, change: ImportChange): void {
    this.db.update(imports).set(change).where(eq(imports.id, id)).run();
  }

  /**
   * Makes a run of candidates, or none: that it was made is known with the run itself.
   *
   * @param make stores the run, all of it, and answers its id
   */
  addRun(id: string, indexes: readonly number[], make: () => number): number {
    return this.db.transaction(
      (tx) => {
        const runId = make();
        const { runIds, candidates } = this.get(id);
        const marked = candidates.map((one) => (indexes.includes(one.index) ? { ...one, runId } : one));
        tx.update(imports)
          .set({ runIds: [...runIds, runId], candidates: marked })
          .where(eq(imports.id, id))
          .run();
        return runId;
      },
      { behavior: 'immediate' }
    );
  }

  /** Takes a run back that was half made. */
  removeRun(id: string, runId: number, remove: () => void): void {
    this.db.transaction(
      (tx) => {
        remove();
        const { runIds, candidates } = this.get(id);
        const unmarked = candidates.map((one) => (one.runId === runId ? { ...one, runId: null } : one));
        tx.update(imports)
          .set({ runIds: runIds.filter((one) => one !== runId), candidates: unmarked })
          .where(eq(imports.id, id))
          .run();
      },
      { behavior: 'immediate' }
    );
  }

  /** All of it, or nothing. */
  together<T>(work: () => T): T {
    return this.db.transaction(work, { behavior: 'immediate' });
  }

  delete(id: string): void {
    this.db.delete(imports).where(eq(imports.id, id)).run();
  }

  /** Which run has the result with this checksum; of several, the first. */
  runIdsByChecksum(): Map<string, number> {
    const checksum = sql<string | null>`json_extract(${testRuns.importedFrom}, '$.checksumSha256')`;
    const rows = this.db
      .select({ runId: testRuns.id, checksum })
      .from(testRuns)
      .where(isNotNull(testRuns.importedFrom))
      .orderBy(sql`${testRuns.id} desc`)
      .all();
    return new Map(rows.flatMap(({ runId, checksum: sum }) => (sum === null ? [] : [[sum, runId] as const])));
  }
}

/** Candidates are written here alone, with what `StoredCandidate` adds. */
function toRecord(row: typeof imports.$inferSelect): ImportRecord {
  return { ...row, candidates: row.candidates as StoredCandidate[] };
}
