import { and, asc, count, desc, eq, getTableColumns, isNull, max, sql } from 'drizzle-orm';

import type { ListQuery, Page } from '../contract/common.ts';
import type { Script, ScriptRevision, ScriptUpdate } from '../contract/scenarios.ts';
import { AppError } from '../kernel/errors.ts';
import type { PlanInventory } from '../scripts/plan-inventory.ts';
import type { Database } from './database.ts';
import { hasChange, matches, orderBy, pageBounds, toPage } from './list-query.ts';
import { jmxScripts, scenarios, scriptRevisions, testRuns } from './schema.ts';
import { refuseInUse } from './sqlite-errors.ts';

type Reader = Pick<Database, 'select'>;

/** A revision as it is stored, with the folder that holds its files. */
export type StoredRevision = typeof scriptRevisions.$inferSelect;
export type NewRevision = Omit<typeof scriptRevisions.$inferInsert, 'id' | 'scriptId' | 'number'>;

export interface NewScript {
  name: string;
  description: string;
  scenarioId: number | null;
}

/** The newest revision of each script: the one with the largest number. */
const isNewest = sql`${scriptRevisions.number} = (select max(r.number) from script_revisions r where r.jmx_script_id = ${jmxScripts.id})`;

export class ScriptStore {
  constructor(private readonly db: Database) {}

  list(query: ListQuery): Page<Script> {
    const bounds = pageBounds(query);
    const where = matches(query.search, [jmxScripts.name, scriptRevisions.fileName, jmxScripts.description]);
    const columns = {
      name: jmxScripts.name,
      uploadedAtMs: scriptRevisions.uploadedAtMs,
      sizeBytes: scriptRevisions.sizeBytes,
    };
    const rows = this.newest()
      .where(where)
      .orderBy(orderBy(query.sort, columns, '-uploadedAtMs'), desc(jmxScripts.id))
      .limit(bounds.pageSize)
      .offset(bounds.offset)
      .all();
    const matching = this.newest().where(where).as('matching');
    const total = this.db.select({ n: count() }).from(matching).get();
    return toPage(
      rows.map((row) => this.toScript(row)),
      bounds,
      total?.n ?? 0
    );
  }

  find(id: number): Script | undefined {
    const row = this.newest().where(eq(jmxScripts.id, id)).get();
    return row === undefined ? undefined : this.toScript(row);
  }

  get(id: number): Script {
    const script = this.find(id);
    if (script === undefined) {
      throw new AppError('NOT_FOUND', `script ${id}`);
    }
    return script;
  }

  /** A new script with its first revision: one write. */
  create(script: NewScript, revision: NewRevision): Script {
    return this.db.transaction(
      (tx) => {
        const { id } = tx.insert(jmxScripts).values(script).returning({ id: jmxScripts.id }).get();
        tx.insert(scriptRevisions)
          .values({ ...revision, scriptId: id, number: 1 })
          .run();
        return this.get(id);
      },
      { behavior: 'immediate' }
    );
  }

  /** The next revision of a script; the ones before stay as they are. */
  addRevision(scriptId: number, revision: NewRevision): Script {
    return this.db.transaction(
      (tx) => {
        const number = newestNumber(tx, scriptId) + 1;
        tx.insert(scriptRevisions)
          .values({ ...revision, scriptId, number })
          .run();
        return this.get(scriptId);
      },
      { behavior: 'immediate' }
    );
  }

  /** Newest first. */
  revisions(scriptId: number): ScriptRevision[] {
    this.get(scriptId);
    const runCount = this.db.$count(testRuns, eq(testRuns.revisionId, scriptRevisions.id));
    const rows = this.db
      .select({ ...getTableColumns(scriptRevisions), runCount })
      .from(scriptRevisions)
      .where(eq(scriptRevisions.scriptId, scriptId))
      .orderBy(desc(scriptRevisions.number))
      .all();
    return rows.map(({ directory: _directory, inventory: _inventory, ...revision }) => revision);
  }

  /** @param number the newest when left out */
  revision(scriptId: number, number?: number): StoredRevision {
    const wanted = number ?? newestNumber(this.db, scriptId);
    const where = and(eq(scriptRevisions.scriptId, scriptId), eq(scriptRevisions.number, wanted));
    const row = this.db.select().from(scriptRevisions).where(where).get();
    if (row === undefined) {
      throw new AppError(
        'NOT_FOUND',
        number === undefined ? `script ${scriptId}` : `revision ${number} of script ${scriptId}`
      );
    }
    return row;
  }

  revisionById(id: number): StoredRevision {
    const row = this.db.select().from(scriptRevisions).where(eq(scriptRevisions.id, id)).get();
    if (row === undefined) {
      throw new AppError('NOT_FOUND', `script revision ${id}`);
    }
    return row;
  }

  /** Keeps what was read of a plan, for revisions that an older sidecar stored. */
  saveInventory(revisionId: number, inventory: PlanInventory): void {
    this.db.update(scriptRevisions).set({ inventory }).where(eq(scriptRevisions.id, revisionId)).run();
  }

  /**
   * At most one script is the default of a scenario (or of none); runs of the scenario take it from then on. A script that
   * moves to another scenario is not the default of that one unless it is said.
   */
  update(id: number, input: ScriptUpdate): Script {
    const before = this.get(id);
    if (!hasChange(input)) {
      return before;
    }
    return this.db.transaction(
      (tx) => {
        const scenarioId = input.scenarioId === undefined ? before.scenarioId : input.scenarioId;
        const isDefault = input.isDefault ?? (before.isDefault && scenarioId === before.scenarioId);
        if (input.isDefault === true) {
          const sameScenario =
            scenarioId === null ? isNull(jmxScripts.scenarioId) : eq(jmxScripts.scenarioId, scenarioId);
          tx.update(jmxScripts).set({ isDefault: false }).where(sameScenario).run();
        }
        tx.update(jmxScripts)
          .set({ ...input, isDefault })
          .where(eq(jmxScripts.id, id))
          .run();
        if (input.isDefault === true && scenarioId !== null) {
          tx.update(scenarios).set({ scriptId: id }).where(eq(scenarios.id, scenarioId)).run();
        }
        return this.get(id);
      },
      { behavior: 'immediate' }
    );
  }

  /** @returns the folders of its revisions, for whoever removes the files */
  delete(id: number): string[] {
    const { name } = this.get(id);
    const folders = this.db
      .select({ directory: scriptRevisions.directory })
      .from(scriptRevisions)
      .where(eq(scriptRevisions.scriptId, id))
      .all();
    refuseInUse(`script ${name}`, () => this.db.delete(jmxScripts).where(eq(jmxScripts.id, id)).run());
    return folders.map(({ directory }) => directory);
  }

  /** Of all revisions, relative to the data directory. */
  folders(): string[] {
    return this.db
      .select({ directory: scriptRevisions.directory })
      .from(scriptRevisions)
      .all()
      .map(({ directory }) => directory);
  }

  private newest() {
    return this.db
      .select({ script: jmxScripts, revision: scriptRevisions })
      .from(jmxScripts)
      .innerJoin(scriptRevisions, and(eq(scriptRevisions.scriptId, jmxScripts.id), isNewest));
  }

  private toScript({ script, revision }: { script: typeof jmxScripts.$inferSelect; revision: StoredRevision }): Script {
    const { fileName, sizeBytes, checksumSha256, files, comment, uploadedBy, uploadedAtMs, threadGroups } = revision;
    const users = this.db
      .select({ name: scenarios.name })
      .from(scenarios)
      .where(eq(scenarios.scriptId, script.id))
      .orderBy(asc(scenarios.name))
      .all();
    return {
      ...script,
      revisionId: revision.id,
      revisionNumber: revision.number,
      ...{ fileName, sizeBytes, checksumSha256, files, comment, uploadedBy, uploadedAtMs, threadGroups },
      scenarioNames: users.map(({ name }) => name),
    };
  }
}

/** 0 for a script that does not exist. */
function newestNumber(db: Reader, scriptId: number): number {
  const row = db
    .select({ number: max(scriptRevisions.number) })
    .from(scriptRevisions)
    .where(eq(scriptRevisions.scriptId, scriptId))
    .get();
  return row?.number ?? 0;
}
