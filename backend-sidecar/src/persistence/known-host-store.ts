import { eq, inArray } from 'drizzle-orm';

import type { PinnedHostKey } from '../contract/generators.ts';
import type { Database } from './database.ts';
import { knownHosts } from './schema.ts';

/** Keys of hosts, pinned when they were first seen. */
export class KnownHostStore {
  constructor(
    private readonly db: Database,
    private readonly clock: () => number
  ) {}

  /** @returns the pinned key of this `host:port`; pins this one where none is */
  pinned(place: string, shown: { algorithm: string; fingerprint: string }): PinnedHostKey {
    const first = { place, ...shown, pinnedAtMs: this.clock() };
    this.db.insert(knownHosts).values(first).onConflictDoNothing().run();
    return this.db.select().from(knownHosts).where(eq(knownHosts.place, place)).get() ?? first;
  }

  of(places: readonly string[]): PinnedHostKey[] {
    return this.db
      .select()
      .from(knownHosts)
      .where(inArray(knownHosts.place, [...places]))
      .all();
  }

  forget(places: readonly string[]): void {
    this.db
      .delete(knownHosts)
      .where(inArray(knownHosts.place, [...places]))
      .run();
  }
}
