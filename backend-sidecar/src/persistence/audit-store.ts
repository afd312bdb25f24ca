import { count, desc } from 'drizzle-orm';

import type { ListQuery, Page } from '../contract/common.ts';
import type { AuditEntry } from '../contract/system.ts';
import type { Database } from './database.ts';
import { matches, orderBy, pageBounds, toPage } from './list-query.ts';
import { auditLog } from './schema.ts';

export class AuditStore {
  constructor(private readonly db: Database) {}

  append(entry: Omit<AuditEntry, 'id'>): void {
    this.db.insert(auditLog).values(entry).run();
  }

  list(query: ListQuery): Page<AuditEntry> {
    const bounds = pageBounds(query);
    const where = matches(query.search, [auditLog.person, auditLog.action, auditLog.subject, auditLog.detail]);
    const columns = { atMs: auditLog.atMs, person: auditLog.person, action: auditLog.action };
    const items = this.db
      .select()
      .from(auditLog)
      .where(where)
      .orderBy(orderBy(query.sort, columns, '-atMs'), desc(auditLog.id))
      .limit(bounds.pageSize)
      .offset(bounds.offset)
      .all();
    const total = this.db.select({ n: count() }).from(auditLog).where(where).get();
    return toPage(items, bounds, total?.n ?? 0);
  }
}
