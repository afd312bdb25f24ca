import { and, count, desc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';

import type { ListQuery, Page } from '../contract/common.ts';
import type { Baseline, BaselineUpdate } from '../contract/reports.ts';
import type { StatisticsRow } from '../contract/statistics.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { hasChange, matches, orderBy, pageBounds, toPage } from './list-query.ts';
import { baselines, scenarios, testTypes, versions } from './schema.ts';

export type NewBaseline = typeof baselines.$inferInsert;

interface Metrics {
  total: StatisticsRow;
  rows: StatisticsRow[];
}

const FIELDS = {
  ...getTableColumns(baselines),
  scenarioName: scenarios.name,
  testTypeName: testTypes.name,
  versionName: versions.version,
};

export class BaselineStore {
  constructor(private readonly db: Database) {}

  list(query: ListQuery & { scenarioId?: number; testTypeId?: number }): Page<Baseline> {
    const bounds = pageBounds(query);
    const where = and(
      matches(query.search, [baselines.name, scenarios.name, versions.version]),
      query.scenarioId === undefined ? undefined : eq(baselines.scenarioId, query.scenarioId),
      query.testTypeId === undefined ? undefined : eq(baselines.testTypeId, query.testTypeId)
    );
    const columns = { name: baselines.name, createdAtMs: baselines.createdAtMs, versionName: versions.version };
    const rows = this.records(where)
      .orderBy(orderBy(query.sort, columns, '-createdAtMs'), desc(baselines.id))
      .limit(bounds.pageSize)
      .offset(bounds.offset)
      .all();
    const total = this.db
      .select({ n: count() })
      .from(baselines)
      .innerJoin(scenarios, eq(scenarios.id, baselines.scenarioId))
      .innerJoin(versions, eq(versions.id, baselines.versionId))
      .where(where)
      .get();
    return toPage(rows.map(toBaseline), bounds, total?.n ?? 0);
  }

  find(id: number): Baseline | undefined {
    const row = this.records(eq(baselines.id, id)).get();
    return row === undefined ? undefined : toBaseline(row);
  }

  get(id: number): Baseline {
    const baseline = this.find(id);
    if (baseline === undefined) {
      throw new AppError('NOT_FOUND', `baseline ${id}`);
    }
    return baseline;
  }

  /** The frozen statistics: the total, and a row per label. */
  metrics(id: number): Metrics {
    const row = this.db.select({ metrics: baselines.metrics }).from(baselines).where(eq(baselines.id, id)).get();
    if (row === undefined) {
      throw new AppError('NOT_FOUND', `baseline ${id}`);
    }
    return row.metrics;
  }

  create(baseline: NewBaseline): Baseline {
    return this.db.transaction(
      (tx) => {
        if (baseline.isDefault === true) {
          clearDefault(tx, baseline.scenarioId, baseline.testTypeId);
        }
        return this.get(tx.insert(baselines).values(baseline).returning({ id: baselines.id }).get().id);
      },
      { behavior: 'immediate' }
    );
  }

  update(id: number, change: BaselineUpdate): Baseline {
    this.get(id);
    if (hasChange(change)) {
      this.db.update(baselines).set(change).where(eq(baselines.id, id)).run();
    }
    return this.get(id);
  }

  /** One default per scenario and test type. */
  setDefault(id: number): Baseline {
    const { scenarioId, testTypeId } = this.get(id);
    return this.db.transaction(
      (tx) => {
        clearDefault(tx, scenarioId, testTypeId);
        tx.update(baselines).set({ isDefault: true }).where(eq(baselines.id, id)).run();
        return this.get(id);
      },
      { behavior: 'immediate' }
    );
  }

  delete(id: number): void {
    this.get(id);
    this.db.delete(baselines).where(eq(baselines.id, id)).run();
  }

  defaultOf(scenarioId: number, testTypeId: number): Baseline | undefined {
    const row = this.records(
      and(
        eq(baselines.scenarioId, scenarioId),
        eq(baselines.testTypeId, testTypeId),
        eq(baselines.isDefault, true),
        eq(baselines.isActive, true)
      )
    ).get();
    return row === undefined ? undefined : toBaseline(row);
  }

  private records(where: SQL | undefined) {
    return this.db
      .select(FIELDS)
      .from(baselines)
      .innerJoin(scenarios, eq(scenarios.id, baselines.scenarioId))
      .innerJoin(testTypes, eq(testTypes.id, baselines.testTypeId))
      .innerJoin(versions, eq(versions.id, baselines.versionId))
      .where(where ?? sql`1`)
      .$dynamic();
  }
}

function clearDefault(tx: Pick<Database, 'update'>, scenarioId: number, testTypeId: number): void {
  tx.update(baselines)
    .set({ isDefault: false })
    .where(and(eq(baselines.scenarioId, scenarioId), eq(baselines.testTypeId, testTypeId)))
    .run();
}

function toBaseline(row: Omit<Baseline, 'metrics'> & { metrics: Metrics }): Baseline {
  return { ...row, metrics: [row.metrics.total, ...row.metrics.rows] };
}
