import { count, desc, eq } from 'drizzle-orm';

import type { ListQuery, Page } from '../contract/common.ts';
import type { Version, VersionInput } from '../contract/scenarios.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { matches, orderBy, pageBounds, toPage } from './list-query.ts';
import { baselines, batches, testRuns, versions } from './schema.ts';
import { translateConflicts } from './sqlite-errors.ts';
import { refuseIfUsed, type Use } from './uses.ts';

const USES: readonly Use[] = [
  { noun: 'run', column: testRuns.versionId },
  { noun: 'batch', column: batches.versionId },
  { noun: 'baseline', column: baselines.versionId },
];

export class VersionStore {
  constructor(private readonly db: Database) {}

  list(query: ListQuery): Page<Version> {
    const bounds = pageBounds(query);
    const where = matches(query.search, [versions.version, versions.displayName]);
    const columns = { version: versions.version, createdAtMs: versions.createdAtMs };
    const items = this.db
      .select()
      .from(versions)
      .where(where)
      .orderBy(orderBy(query.sort, columns, '-createdAtMs'), desc(versions.id))
      .limit(bounds.pageSize)
      .offset(bounds.offset)
      .all();
    const total = this.db.select({ n: count() }).from(versions).where(where).get();
    return toPage(items, bounds, total?.n ?? 0);
  }

  get(id: number): Version {
    const row = this.db.select().from(versions).where(eq(versions.id, id)).get();
    if (row === undefined) {
      throw new AppError('NOT_FOUND', `version ${id}`);
    }
    return row;
  }

  create(input: VersionInput): Version {
    return translateConflicts(`version ${input.version}`, () =>
      this.db.insert(versions).values(input).returning().get()
    );
  }

  update(id: number, input: VersionInput): Version {
    this.get(id);
    return translateConflicts(`version ${input.version}`, () =>
      this.db.update(versions).set(input).where(eq(versions.id, id)).returning().get()
    );
  }

  delete(id: number): void {
    const { version } = this.get(id);
    refuseIfUsed(this.db, { name: `version ${version}`, id, uses: USES, advice: 'archive it instead' });
    this.db.delete(versions).where(eq(versions.id, id)).run();
  }
}
