import type { AuditEntry } from '../contract/system.ts';
import { csvText } from '../kernel/csv.ts';

const COLUMNS = ['time', 'person', 'role', 'action', 'subject', 'detail', 'before', 'after'];

/** One line an entry; before and after are JSON. */
export function auditCsv(entries: readonly AuditEntry[]): string {
  const lines = entries.map(({ atMs, person, role, action, subject, detail, before, after }) => [
    ...[new Date(atMs).toISOString(), person, role, action, subject, detail],
    ...[before, after].map((fields) => (fields === null ? null : JSON.stringify(fields))),
  ]);
  return csvText([COLUMNS, ...lines]);
}
