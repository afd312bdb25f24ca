import { and, asc, count, desc, eq, gte, lte, type SQL } from 'drizzle-orm';

import type { Page } from '../contract/common.ts';
import type { AuditChoices, AuditEntry, AuditQuery } from '../contract/system.ts';
import type { Database } from './database.ts';
import { matches, orderBy, pageBounds, toPage } from './list-query.ts';
import { auditLog } from './schema.ts';

const SORTABLE = { atMs: auditLog.atMs, person: auditLog.person, action: auditLog.action, subject: auditLog.subject };

export class AuditStore {
  constructor(private readonly db: Database) {}

  append(entry: Omit<AuditEntry, 'id'>): void {
    this.db.insert(auditLog).values(entry).run();
  }

  list(query: AuditQuery): Page<AuditEntry> {
    const bounds = pageBounds(query);
    const where = wanted(query);
    const items = this.db
      .select()
      .from(auditLog)
      .where(where)
      .orderBy(orderBy(query.sort, SORTABLE, '-atMs'), desc(auditLog.id))
      .limit(bounds.pageSize)
      .offset(bounds.offset)
      .all();
    const total = this.db.select({ n: count() }).from(auditLog).where(where).get();
    return toPage(items, bounds, total?.n ?? 0);
  }

  /** The newest `most` that the filters let through, newest first. */
  newest(query: AuditQuery, most: number): AuditEntry[] {
    return this.db.select().from(auditLog).where(wanted(query)).orderBy(desc(auditLog.id)).limit(most).all();
  }

  choices(): AuditChoices {
    const people = this.db.selectDistinct({ name: auditLog.person }).from(auditLog).orderBy(asc(auditLog.person)).all();
    const actions = this.db
      .selectDistinct({ name: auditLog.action })
      .from(auditLog)
      .orderBy(asc(auditLog.action))
      .all();
    return { people: people.map(({ name }) => name), actions: actions.map(({ name }) => name) };
  }
}

function wanted({ search, person, action, fromMs, toMs }: AuditQuery): SQL | undefined {
  return and(
    matches(search, [auditLog.person, auditLog.action, auditLog.subject, auditLog.detail]),
    person === undefined || person === '' ? undefined : eq(auditLog.person, person),
    action === undefined || action === '' ? undefined : eq(auditLog.action, action),
    fromMs === undefined ? undefined : gte(auditLog.atMs, fromMs),
    toMs === undefined ? undefined : lte(auditLog.atMs, toMs)
  );
}
