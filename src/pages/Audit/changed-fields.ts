import type { AuditEntry } from 'perftest-automation-sidecar/contract/system';

export interface ChangedField {
  name: string;
  /** undefined: the field was not there. */
  before: string | undefined;
  after: string | undefined;
}

export function changedFields({ before, after }: Pick<AuditEntry, 'before' | 'after'>): ChangedField[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.map((name) => ({ name: nameOf(name), before: textOf(before?.[name]), after: textOf(after?.[name]) }));
}

/** `loads.0.durationSeconds` → `loads 1 › durationSeconds`: people count from one. */
function nameOf(path: string): string {
  return path.replace(/\.(\d+)(?=\.|$)/g, (_, index: string) => ` ${Number(index) + 1}`).replaceAll('.', ' › ');
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (typeof value === 'boolean') {
    return value ? 'yes' : 'no';
  }
  return plainText(value) || 'none';
}

function plainText(value: unknown): string {
  if (Array.isArray(value)) {
    return value.join(', ');
  }
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
}
