import { desc, eq, type SQL } from 'drizzle-orm';

import type { ListQuery, Page } from '../contract/common.ts';
import type { Version, VersionInput } from '../contract/scenarios.ts';
import { AppError } from '../kernel/errors.ts';
import { newestFirst } from '../runs/version-order.ts';
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

  /** Newest first, unless sorted otherwise: by what a version is, which no column says. */
  list(query: ListQuery): Page<Version> {
    const bounds = pageBounds(query);
    const where = matches(query.search, [versions.version, versions.displayName]);
    const items = query.sort === undefined ? this.newestFirst(where) : this.sorted(query.sort, where);
    return toPage(items.slice(bounds.offset, bounds.offset + bounds.pageSize), bounds, items.length);
  }

  /** The order is one of all versions, so that it does not depend on what is searched for. */
  newestFirst(where?: SQL): Version[] {
    const all = newestFirst(this.db.select().from(versions).all());
    if (where === undefined) {
      return all;
    }
    const found = new Set(this.sorted('version', where).map(({ id }) => id));
    return all.filter(({ id }) => found.has(id));
  }

  private sorted(sort: string, where: SQL | undefined): Version[] {
    const { version, displayName, releaseDateMs, createdAtMs } = versions;
    const order = orderBy(sort, { version, displayName, releaseDateMs, createdAtMs }, sort);
    return this.db.select().from(versions).where(where).orderBy(order, desc(versions.id)).all();
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
