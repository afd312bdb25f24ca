import { and, asc, eq, inArray, isNull, or } from 'drizzle-orm';

import type { PicturePreset, PicturePresetInput, PictureState } from '../contract/pictures.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { grafanaSnapshots, picturePresets } from './schema.ts';
import { translateConflicts } from './sqlite-errors.ts';

export type PictureRecord = typeof grafanaSnapshots.$inferSelect;
export type NewPicture = Omit<typeof grafanaSnapshots.$inferInsert, 'id' | 'state' | 'attempts'>;
/** What became of a picture. */
export type PictureEnd = Pick<PictureRecord, 'why' | 'whyNoData'> & {
  state: Exclude<PictureState, 'waiting'>;
} & Partial<PictureRecord>;

/** A row for all panels of a dashboard that has not been read yet. */
export const ALL_PANELS = 0;

/** Which panels are wanted of which runs, and what became of each; a row is written before its capture begins. */
export class PictureStore {
  constructor(private readonly db: Database) {}

  presets(): PicturePreset[] {
    return this.db.select().from(picturePresets).orderBy(asc(picturePresets.name)).all().map(toPreset);
  }

  preset(id: number): PicturePreset {
    const row = this.db.select().from(picturePresets).where(eq(picturePresets.id, id)).get();
    if (row === undefined) {
      throw new AppError('NOT_FOUND', `picture preset ${id}`);
    }
    return toPreset(row);
  }

  /** In the order of their names. */
  presetsFor({ environmentId, scenarioId }: { environmentId: number; scenarioId: number }): PicturePreset[] {
    const fits = and(
      eq(picturePresets.isActive, true),
      or(isNull(picturePresets.environmentId), eq(picturePresets.environmentId, environmentId)),
      or(isNull(picturePresets.scenarioId), eq(picturePresets.scenarioId, scenarioId))
    );
    return this.db.select().from(picturePresets).where(fits).orderBy(asc(picturePresets.name)).all().map(toPreset);
  }

  createPreset(input: PicturePresetInput): PicturePreset {
    return translateConflicts(`picture preset ${input.name}`, () =>
      toPreset(this.db.insert(picturePresets).values(input).returning().get())
    );
  }

  updatePreset(id: number, input: PicturePresetInput): PicturePreset {
    this.preset(id);
    return translateConflicts(`picture preset ${input.name}`, () =>
      toPreset(this.db.update(picturePresets).set(input).where(eq(picturePresets.id, id)).returning().get())
    );
  }

  deletePreset(id: number): PicturePreset {
    const preset = this.preset(id);
    this.db.delete(picturePresets).where(eq(picturePresets.id, id)).run();
    return preset;
  }

  /** All of them or none. */
  want(wanted: readonly NewPicture[]): PictureRecord[] {
    return wanted.length === 0
      ? []
      : this.db
          .insert(grafanaSnapshots)
          .values([...wanted])
          .returning()
          .all();
  }

  /** The row of a whole dashboard gives way to one for each of its panels. */
  replace(id: number, wanted: readonly NewPicture[]): PictureRecord[] {
    return this.db.transaction(
      (tx) => {
        const { changes } = tx.delete(grafanaSnapshots).where(eq(grafanaSnapshots.id, id)).run();
        return changes === 0 || wanted.length === 0
          ? []
          : tx
              .insert(grafanaSnapshots)
              .values([...wanted])
              .returning()
              .all();
      },
      { behavior: 'immediate' }
    );
  }

  find(id: number): PictureRecord | undefined {
    return this.db.select().from(grafanaSnapshots).where(eq(grafanaSnapshots.id, id)).get();
  }

  get(id: number): PictureRecord {
    const row = this.find(id);
    if (row === undefined) {
      throw new AppError('NOT_FOUND', `picture ${id}`);
    }
    return row;
  }

  hasAny(runId: number): boolean {
    const row = this.db
      .select({ id: grafanaSnapshots.id })
      .from(grafanaSnapshots)
      .where(eq(grafanaSnapshots.testRunId, runId))
      .limit(1)
      .get();
    return row !== undefined;
  }

  waiting(): PictureRecord[] {
    return this.db
      .select()
      .from(grafanaSnapshots)
      .where(eq(grafanaSnapshots.state, 'waiting'))
      .orderBy(asc(grafanaSnapshots.id))
      .all();
  }

  noteAttempt({ id, attempts }: PictureRecord): void {
    this.db
      .update(grafanaSnapshots)
      .set({ attempts: attempts + 1 })
      .where(eq(grafanaSnapshots.id, id))
      .run();
  }

  /** @returns false where its run has been deleted meanwhile */
  settle(id: number, end: PictureEnd): boolean {
    return this.db.update(grafanaSnapshots).set(end).where(eq(grafanaSnapshots.id, id)).run().changes > 0;
  }

  /**
   * Of these runs each panel once, in the order in which they were wanted: the newest picture that is there, else the
   * newest attempt.
   */
  newest(runIds: readonly number[]): PictureRecord[] {
    const all = this.db
      .select()
      .from(grafanaSnapshots)
      .where(inArray(grafanaSnapshots.testRunId, [...runIds]))
      .orderBy(asc(grafanaSnapshots.id))
      .all();
    return newestOfEach(all);
  }
}

/** @param pictures the oldest first */
export function newestOfEach(pictures: readonly PictureRecord[]): PictureRecord[] {
  const newest = new Map<string, PictureRecord>();
  for (const picture of pictures) {
    const { testRunId, dashboardUid, panelId, variables } = picture;
    const key = JSON.stringify([testRunId, dashboardUid, panelId, variables]);
    const known = newest.get(key);
    if (known === undefined || isThere(picture) || !isThere(known)) {
      newest.set(key, picture);
    }
  }
  return [...newest.values()];
}

function isThere({ state }: PictureRecord): boolean {
  return state === 'captured' || state === 'drawn';
}

function toPreset({ createdAtMs: _, ...preset }: typeof picturePresets.$inferSelect): PicturePreset {
  return preset;
}
