import { and, asc, count, eq, notInArray } from 'drizzle-orm';

import type { GeneratorInput, GeneratorSecrets, SshGeneratorSettings } from '../contract/generators.ts';
import { AppError } from '../kernel/errors.ts';
import type { SecretBox } from '../kernel/secret-box.ts';
import type { Database } from './database.ts';
import { environments, generators, generatorSecrets, testRuns } from './schema.ts';
import { translateConflicts } from './sqlite-errors.ts';

/** A generator as a person has saved it. */
export interface SavedGenerator {
  readonly name: string;
  readonly description: string;
  readonly ssh: SshGeneratorSettings;
  readonly secretNames: readonly string[];
}

type Row = typeof generators.$inferSelect;
type Secrets = { readonly [name in keyof GeneratorSecrets]?: string };

/** Hosts that make load, beside the sidecar's own. */
export class GeneratorStore {
  constructor(
    private readonly db: Database,
    private readonly secretBox: SecretBox
  ) {}

  list(): SavedGenerator[] {
    return this.db
      .select()
      .from(generators)
      .orderBy(asc(generators.name))
      .all()
      .map((row) => this.toSaved(row));
  }

  find(name: string): SavedGenerator | undefined {
    const row = this.db.select().from(generators).where(eq(generators.name, name)).get();
    return row && this.toSaved(row);
  }

  /** In clear, for a connection. */
  secrets(name: string): Secrets {
    const rows = this.db.select().from(generatorSecrets).where(eq(generatorSecrets.generator, name)).all();
    return Object.fromEntries(rows.map((row) => [row.name, this.secretBox.open(row.sealed, placeOf(name, row.name))]));
  }

  create({ name, description = '', ssh, secrets = {} }: GeneratorInput): void {
    translateConflicts(`generator ${name}`, () =>
      this.db.transaction(
        (tx) => {
          tx.insert(generators)
            .values({ name, kind: 'ssh', description, settings: { version: 1, ssh } })
            .run();
          this.saveSecrets(tx, name, secrets);
        },
        { behavior: 'immediate' }
      )
    );
  }

  update(name: string, { description, ssh, secrets = {} }: Omit<GeneratorInput, 'name'>): void {
    this.db.transaction(
      (tx) => {
        const fields = {
          settings: { version: 1 as const, ssh },
          ...(description === undefined ? {} : { description }),
        };
        tx.update(generators).set(fields).where(eq(generators.name, name)).run();
        this.saveSecrets(tx, name, secrets);
      },
      { behavior: 'immediate' }
    );
  }

  /** @throws AppError CONFLICT_IN_USE while an environment has it, or a run of it has not ended */
  delete(name: string): void {
    this.db.transaction(
      (tx) => {
        this.refuseUsed(name);
        tx.delete(generators).where(eq(generators.name, name)).run();
      },
      { behavior: 'immediate' }
    );
  }

  private refuseUsed(name: string): void {
    const users = this.db
      .select({ name: environments.name })
      .from(environments)
      .where(eq(environments.generator, name))
      .all();
    if (users.length > 0) {
      const names = users.map((user) => user.name).join(', ');
      throw new AppError('CONFLICT_IN_USE', `generator ${name} makes the load of ${names}; choose another there first`);
    }
    const open = notInArray(testRuns.status, ['completed', 'failed', 'cancelled']);
    const where = and(eq(testRuns.generator, name), open);
    const runs = this.db.select({ n: count() }).from(testRuns).where(where).get()?.n ?? 0;
    if (runs > 0) {
      throw new AppError('CONFLICT_IN_USE', `${runs} runs of generator ${name} have not ended`);
    }
  }

  private saveSecrets(tx: Pick<Database, 'insert' | 'delete'>, generator: string, secrets: GeneratorSecrets): void {
    for (const [name, secret] of Object.entries(secrets)) {
      tx.delete(generatorSecrets)
        .where(and(eq(generatorSecrets.generator, generator), eq(generatorSecrets.name, name)))
        .run();
      if (secret !== null) {
        const sealed = this.secretBox.seal(secret, placeOf(generator, name));
        tx.insert(generatorSecrets).values({ generator, name, sealed }).run();
      }
    }
  }

  private toSaved({ name, description, settings }: Row): SavedGenerator {
    const secretNames = this.db
      .select({ name: generatorSecrets.name })
      .from(generatorSecrets)
      .where(eq(generatorSecrets.generator, name))
      .orderBy(asc(generatorSecrets.name))
      .all()
      .map((secret) => secret.name);
    return { name, description, ssh: settings.ssh, secretNames };
  }
}

function placeOf(generator: string, name: string): string {
  return `generator_secrets/${generator}/${name}`;
}
