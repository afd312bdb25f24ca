import { and, asc, eq, inArray, lte, min } from 'drizzle-orm';

import type { ReportArtefact } from '../contract/reports.ts';
import type { Database } from './database.ts';
import { newestOfEach } from './picture-store.ts';
import { grafanaSnapshots, publications, reportArtefacts, reports } from './schema.ts';

export type PublicationRecord = typeof publications.$inferSelect;
export type WantedPublication = Pick<
  PublicationRecord,
  'reportId' | 'step' | 'spaceKey' | 'parentPageId' | 'templateId' | 'title' | 'versionNote' | 'requestedBy'
>;
export type PublicationChange = Partial<Omit<PublicationRecord, 'reportId' | 'createdAtMs' | 'updatedAtMs'>>;
export type SnapshotRecord = typeof grafanaSnapshots.$inferSelect;

const OPEN = inArray(publications.state, ['waiting', 'publishing']);
const ARTEFACT_STATES = {
  waiting: 'waiting',
  publishing: 'making',
  published: 'ready',
  failed: 'failed',
} as const satisfies Record<PublicationRecord['state'], ReportArtefact['state']>;

/** Which reports shall stand in Confluence, and how far each is; a row is written before Confluence is asked. */
export class PublicationStore {
  constructor(private readonly db: Database) {}

  find(reportId: number): PublicationRecord | undefined {
    return this.db.select().from(publications).where(eq(publications.reportId, reportId)).get();
  }

  /** Tried anew, as often as at first; what is known of a page that may be there is kept. `createdAtMs` tells requests apart. */
  want(wanted: WantedPublication, nowMs: number): PublicationRecord {
    const fresh = { state: 'waiting', attempts: 0, nextTryAtMs: nowMs, error: null } as const;
    return this.write(() => {
      const formerMs = this.find(wanted.reportId)?.createdAtMs ?? 0;
      const createdAtMs = Math.max(nowMs, formerMs + 1);
      const values = { ...wanted, ...fresh, createdAtMs, updatedAtMs: nowMs };
      return this.db
        .insert(publications)
        .values(values)
        .onConflictDoUpdate({ target: publications.reportId, set: values })
        .returning()
        .get();
    });
  }

  /** The one that has waited longest of those whose time has come. */
  firstDue(nowMs: number): PublicationRecord | undefined {
    return this.db
      .select()
      .from(publications)
      .where(and(OPEN, lte(publications.nextTryAtMs, nowMs)))
      .orderBy(asc(publications.nextTryAtMs), asc(publications.reportId))
      .limit(1)
      .get();
  }

  nextTryAtMs(): number | null {
    const row = this.db
      .select({ atMs: min(publications.nextTryAtMs) })
      .from(publications)
      .where(OPEN)
      .get();
    return row?.atMs ?? null;
  }

  /** An earlier sidecar ended in the middle of these: they go on now. */
  resume(nowMs: number): void {
    this.db.update(publications).set({ nextTryAtMs: nowMs }).where(eq(publications.state, 'publishing')).run();
  }

  /**
   * How far it is. Where something else has come to be wanted meanwhile, only what is known of the page is kept.
   * @returns the row as it is now; undefined: it is gone, or something else is wanted
   */
  advance(row: PublicationRecord, change: PublicationChange, nowMs: number): PublicationRecord | undefined {
    const { pageId, url, attachments } = change;
    const known = { pageId, url, attachments, updatedAtMs: nowMs };
    return this.write(() => {
      const isSame = and(eq(publications.reportId, row.reportId), eq(publications.createdAtMs, row.createdAtMs));
      const changed = this.db
        .update(publications)
        .set({ ...change, updatedAtMs: nowMs })
        .where(isSame)
        .returning()
        .get();
      if (changed === undefined) {
        this.db.update(publications).set(known).where(eq(publications.reportId, row.reportId)).run();
      }
      return changed;
    });
  }

  /** Of these runs, the newest of each panel, in the order of the dashboards. */
  pictures(runIds: readonly number[]): SnapshotRecord[] {
    const all = this.db
      .select()
      .from(grafanaSnapshots)
      .where(inArray(grafanaSnapshots.testRunId, [...runIds]))
      .orderBy(asc(grafanaSnapshots.id))
      .all();
    return newestOfEach(all);
  }

  /** With what is shown of it elsewhere, in one write. */
  private write<T extends PublicationRecord | undefined>(change: () => T): T {
    return this.db.transaction(
      () => {
        const row = change();
        if (row !== undefined) {
          this.showArtefact(row);
        }
        return row;
      },
      { behavior: 'immediate' }
    );
  }

  private showArtefact({ reportId, state, error, updatedAtMs, pageId, url }: PublicationRecord): void {
    const shown = { state: ARTEFACT_STATES[state], detail: error, updatedAtMs };
    this.db
      .insert(reportArtefacts)
      .values({ reportId, kind: 'confluence', ...shown })
      .onConflictDoUpdate({ target: [reportArtefacts.reportId, reportArtefacts.kind], set: shown })
      .run();
    if (state === 'published') {
      const page = { confluencePublished: true, confluencePageId: pageId, confluenceUrl: url };
      this.db.update(reports).set(page).where(eq(reports.id, reportId)).run();
    }
  }
}
