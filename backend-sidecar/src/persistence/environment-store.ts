import { and, asc, count, eq } from 'drizzle-orm';

import type { ListQuery, Page } from '../contract/common.ts';
import type { Environment, EnvironmentInput } from '../contract/scenarios.ts';
import { namesTwice, problemsOf } from '../environments/input-problems.ts';
import { AppError } from '../kernel/errors.ts';
import type { SecretBox } from '../kernel/secret-box.ts';
import type { Database } from './database.ts';
import { matches, orderBy, pageBounds, toPage } from './list-query.ts';
import { environments, environmentSecrets, scenarios, testRuns } from './schema.ts';
import { refuseInUse, translateConflicts } from './sqlite-errors.ts';
import type { EnvironmentChecks } from './stored-json.ts';
import { refuseIfUsed, type Use } from './uses.ts';

type Row = typeof environments.$inferSelect;

const NO_CHECKS: EnvironmentChecks = {
  version: 1,
  versionProbe: null,
  hooksBefore: [],
  hooksAfter: [],
  dashboards: [],
};

const USES: readonly Use[] = [
  { noun: 'scenario', column: scenarios.environmentId },
  { noun: 'run', column: testRuns.environmentId },
];

export class EnvironmentStore {
  constructor(
    private readonly db: Database,
    private readonly secretBox: SecretBox
  ) {}

  list(query: ListQuery): Page<Environment> {
    const bounds = pageBounds(query);
    const where = matches(query.search, [environments.name, environments.description]);
    const columns = { name: environments.name, createdAtMs: environments.createdAtMs };
    const rows = this.db
      .select()
      .from(environments)
      .where(where)
      .orderBy(orderBy(query.sort, columns, 'name'), asc(environments.id))
      .limit(bounds.pageSize)
      .offset(bounds.offset)
      .all();
    const total = this.db.select({ n: count() }).from(environments).where(where).get();
    return toPage(
      rows.map((row) => this.toEnvironment(row)),
      bounds,
      total?.n ?? 0
    );
  }

  get(id: number): Environment {
    return this.toEnvironment(this.row(id));
  }

  create(input: EnvironmentInput): Environment {
    return translateConflicts(`environment ${input.name}`, () =>
      this.db.transaction(
        (tx) => {
          const fields = { ...columnsOf(input, NO_CHECKS), properties: input.properties ?? {} };
          const row = tx.insert(environments).values(fields).returning().get();
          this.saveSecrets(tx, row.id, input.secrets ?? {});
          return withoutCollision(this.toEnvironment(row));
        },
        { behavior: 'immediate' }
      )
    );
  }

  update(id: number, input: EnvironmentInput): Environment {
    return translateConflicts(`environment ${input.name}`, () =>
      this.db.transaction(
        (tx) => {
          const fields = columnsOf(input, this.row(id).checks);
          const row = tx.update(environments).set(fields).where(eq(environments.id, id)).returning().get();
          this.saveSecrets(tx, id, input.secrets ?? {});
          return withoutCollision(this.toEnvironment(row));
        },
        { behavior: 'immediate' }
      )
    );
  }

  delete(id: number): void {
    const name = `environment ${this.row(id).name}`;
    refuseIfUsed(this.db, { name, id, uses: USES, advice: 'deactivate it instead' });
    refuseInUse(name, () => this.db.delete(environments).where(eq(environments.id, id)).run());
  }

  /** The secrets in clear: for JMeter's standard input, and for calls of the environment's probe and hooks. */
  secrets(id: number): Record<string, string> {
    const rows = this.db.select().from(environmentSecrets).where(eq(environmentSecrets.environmentId, id)).all();
    return Object.fromEntries(rows.map((row) => [row.name, this.secretBox.open(row.sealed, placeOf(id, row.name))]));
  }

  cooldownEndsAtMs(id: number): number | null {
    return this.row(id).cooldownEndsAtMs;
  }

  setCooldown(id: number, endsAtMs: number): void {
    this.db.update(environments).set({ cooldownEndsAtMs: endsAtMs }).where(eq(environments.id, id)).run();
  }

  private row(id: number): Row {
    const row = this.db.select().from(environments).where(eq(environments.id, id)).get();
    if (row === undefined) {
      throw new AppError('NOT_FOUND', `environment ${id}`);
    }
    return row;
  }

  private saveSecrets(
    tx: Pick<Database, 'insert' | 'delete'>,
    id: number,
    secrets: Record<string, string | null>
  ): void {
    for (const [name, secret] of Object.entries(secrets)) {
      tx.delete(environmentSecrets)
        .where(and(eq(environmentSecrets.environmentId, id), eq(environmentSecrets.name, name)))
        .run();
      if (secret !== null) {
        const sealed = this.secretBox.seal(secret, placeOf(id, name));
        tx.insert(environmentSecrets).values({ environmentId: id, name, sealed }).run();
      }
    }
  }

  private toEnvironment(row: Row): Environment {
    const secretNames = this.db
      .select({ name: environmentSecrets.name })
      .from(environmentSecrets)
      .where(eq(environmentSecrets.environmentId, row.id))
      .orderBy(asc(environmentSecrets.name))
      .all()
      .map(({ name }) => name);
    const { id, name, description, generator, properties, isActive, createdAtMs, checks, influxDb } = row;
    const { versionProbe, hooksBefore, hooksAfter, dashboards } = checks;
    return {
      ...{ id, name, description, generator, properties, secretNames, isActive, createdAtMs },
      ...{ versionProbe, hooksBefore, hooksAfter, dashboards, influxDb },
    };
  }
}

/** What is left out of the input stays as it is. */
function columnsOf(input: EnvironmentInput, before: EnvironmentChecks) {
  refuseProblems(problemsOf(input));
  const { name, description, generator, properties, isActive, influxDb } = input;
  const checks: EnvironmentChecks = {
    version: 1,
    versionProbe: input.versionProbe === undefined ? before.versionProbe : input.versionProbe,
    hooksBefore: input.hooksBefore ?? before.hooksBefore,
    hooksAfter: input.hooksAfter ?? before.hooksAfter,
    dashboards: input.dashboards ?? before.dashboards,
  };
  return { name, description, generator, properties, isActive, influxDb, checks };
}

function withoutCollision(environment: Environment): Environment {
  const twice = namesTwice(environment.properties, environment.secretNames);
  refuseProblems(twice.map((name) => `${name} is a property and a secret; give one of them another name`));
  return environment;
}

function refuseProblems(problems: readonly string[]): void {
  if (problems.length > 0) {
    throw new AppError('REQUEST_INVALID', problems.join('; '));
  }
}

function placeOf(environmentId: number, name: string): string {
  return `environment_secrets/${environmentId}/${name}`;
}
