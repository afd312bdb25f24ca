import type { AuditStore } from '../persistence/audit-store.ts';
import type { Clock } from '../workflow/clock.ts';
import { auditedChange } from './audited-change.ts';
import type { Identity } from './identity.ts';

/** A thing as it was and as it became; null = it was not there, or is gone. */
interface Change {
  readonly before: object | null;
  readonly after: object | null;
}

interface Note {
  readonly detail?: string | null | undefined;
  readonly change?: Change;
}

/** Notes who did what. Called after the thing was done, in the same turn of the event loop. */
export class Audit {
  constructor(
    private readonly store: AuditStore,
    private readonly clock: Clock
  ) {}

  /** @param note what was done in words, or that and the change: of it is kept what differs, without secrets */
  note({ identity }: { identity: Identity }, action: string, subject: string, note: string | Note | null = null): void {
    const { login, role } = identity;
    const { detail = null, change } = typeof note === 'object' && note !== null ? note : { detail: note };
    const fields = auditedChange(change?.before ?? null, change?.after ?? null);
    this.store.append({ atMs: this.clock(), person: login, role, action, subject, detail, ...fields });
  }
}
