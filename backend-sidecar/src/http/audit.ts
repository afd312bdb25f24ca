import type { AuditStore } from '../persistence/audit-store.ts';
import type { Clock } from '../workflow/clock.ts';
import type { Identity } from './identity.ts';

/** Notes who did what. Called after the thing was done, in the same turn of the event loop. */
export class Audit {
  constructor(
    private readonly store: AuditStore,
    private readonly clock: Clock
  ) {}

  note({ identity }: { identity: Identity }, action: string, subject: string, detail: string | null = null): void {
    const { login, role } = identity;
    this.store.append({ atMs: this.clock(), person: login, role, action, subject, detail });
  }
}
