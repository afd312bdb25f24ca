import { asc, eq, sql } from 'drizzle-orm';

import type { TestType, TestTypeInput } from '../contract/scenarios.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { baselines, scenarioLoads, testRuns, testTypes } from './schema.ts';
import { translateConflicts } from './sqlite-errors.ts';
import { refuseIfUsed, type Use } from './uses.ts';

const USES: readonly Use[] = [
  { noun: 'run', column: testRuns.testTypeId },
  { noun: 'scenario', column: scenarioLoads.testTypeId },
  { noun: 'baseline', column: baselines.testTypeId },
];

const ADVICE = 'take it from the scenarios; runs keep it for ever';

export class TestTypeStore {
  constructor(private readonly db: Database) {}

  /** In the order in which a batch runs them. */
  list(): TestType[] {
    return this.db.select().from(testTypes).orderBy(asc(testTypes.position), asc(testTypes.id)).all();
  }

  /** A new installation knows the plan's two. */
  addDefaults(): void {
    if (this.list().length === 0) {
      this.create({ name: 'load', displayName: 'Load', description: 'The load that is expected' });
      this.create({ name: 'stress', displayName: 'Stress', description: 'Twice the load that is expected' });
    }
  }

  get(id: number): TestType {
    const row = this.db.select().from(testTypes).where(eq(testTypes.id, id)).get();
    if (row === undefined) {
      throw new AppError('NOT_FOUND', `test type ${id}`);
    }
    return row;
  }

  create(input: TestTypeInput): TestType {
    return translateConflicts(`test type ${input.name}`, () =>
      this.db
        .insert(testTypes)
        .values({ ...input, position: input.position ?? sql`(select coalesce(max(position), -1) + 1 from test_types)` })
        .returning()
        .get()
    );
  }

  update(id: number, input: TestTypeInput): TestType {
    this.get(id);
    return translateConflicts(`test type ${input.name}`, () =>
      this.db.update(testTypes).set(input).where(eq(testTypes.id, id)).returning().get()
    );
  }

  delete(id: number): void {
    const { name } = this.get(id);
    refuseIfUsed(this.db, { name: `test type ${name}`, id, uses: USES, advice: ADVICE });
    this.db.delete(testTypes).where(eq(testTypes.id, id)).run();
  }
}
