import { and, count, desc, eq, isNull } from 'drizzle-orm';

import type { ListQuery, Page } from '../contract/common.ts';
import type { Script, ScriptUpdate } from '../contract/scenarios.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { hasChange, matches, orderBy, pageBounds, toPage } from './list-query.ts';
import { jmxScripts } from './schema.ts';
import { refuseInUse } from './sqlite-errors.ts';

type Row = typeof jmxScripts.$inferSelect;
export type NewScript = Omit<Script, 'id'> & { filePath: string };

export class ScriptStore {
  constructor(private readonly db: Database) {}

  list(query: ListQuery): Page<Script> {
    const bounds = pageBounds(query);
    const where = matches(query.search, [jmxScripts.name, jmxScripts.fileName, jmxScripts.description]);
    const columns = { name: jmxScripts.name, uploadedAtMs: jmxScripts.uploadedAtMs, sizeBytes: jmxScripts.sizeBytes };
    const rows = this.db
      .select()
      .from(jmxScripts)
      .where(where)
      .orderBy(orderBy(query.sort, columns, '-uploadedAtMs'), desc(jmxScripts.id))
      .limit(bounds.pageSize)
      .offset(bounds.offset)
      .all();
    const total = this.db.select({ n: count() }).from(jmxScripts).where(where).get();
    return toPage(rows.map(toScript), bounds, total?.n ?? 0);
  }

  get(id: number): Script {
    return toScript(this.row(id));
  }

  /** Path of the stored file, relative to the data directory. */
  filePath(id: number): string {
    return this.row(id).filePath;
  }

  create(script: NewScript): Script {
    return toScript(this.db.insert(jmxScripts).values(script).returning().get());
  }

  /** At most one script is the default of a scenario (or of none). */
  update(id: number, input: ScriptUpdate): Script {
    const before = this.row(id);
    if (!hasChange(input)) {
      return toScript(before);
    }
    return this.db.transaction(
      (tx) => {
        const scenarioId = input.scenarioId === undefined ? before.scenarioId : input.scenarioId;
        if (input.isDefault === true) {
          const sameScenario =
            scenarioId === null ? isNull(jmxScripts.scenarioId) : eq(jmxScripts.scenarioId, scenarioId);
          tx.update(jmxScripts).set({ isDefault: false }).where(and(sameScenario)).run();
        }
        return toScript(tx.update(jmxScripts).set(input).where(eq(jmxScripts.id, id)).returning().get());
      },
      { behavior: 'immediate' }
    );
  }

  delete(id: number): void {
    const { name } = this.row(id);
    refuseInUse(`script ${name}`, () => this.db.delete(jmxScripts).where(eq(jmxScripts.id, id)).run());
  }

  private row(id: number): Row {
    const row = this.db.select().from(jmxScripts).where(eq(jmxScripts.id, id)).get();
    if (row === undefined) {
      throw new AppError('NOT_FOUND', `script ${id}`);
    }
    return row;
  }
}

function toScript({ filePath: _filePath, ...script }: Row): Script {
  return { ...script, threadGroups: script.threadGroups as Script['threadGroups'] };
}
