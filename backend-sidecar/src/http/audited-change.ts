/** Fields of a thing as the audit log keeps them: `loads.0.users` → 20. */
export type AuditedFields = Record<string, unknown>;

export interface AuditedChange {
  readonly before: AuditedFields | null;
  readonly after: AuditedFields | null;
}

const MOST_FIELDS = 60;
const LONGEST_TEXT = 300;
const NOT_SHOWN = '(not shown)';
/** Names of values that people put where no secret belongs. */
const TELLING = /pass(word|phrase)?|secret|token|credential|authorization|cookie|api[-_]?key|private[-_]?key/i;
/** They tell nothing: which secrets there are, and what never changes or follows from the rest. */
const HARMLESS = /(^|\.)secretNames$/;
const LEFT_OUT: ReadonlySet<string> = new Set(['id', 'createdAtMs', 'updatedAtMs', 'sloTexts']);

/**
 * What differs between a thing as it was and as it became, so that the log stays readable: equal fields, secrets and the
 * rest of long texts are left out. `null` = it was not there before, or is gone.
 */
export function auditedChange(before: object | null, after: object | null): AuditedChange {
  const old = before === null ? null : fieldsOf(before);
  const now = after === null ? null : fieldsOf(after);
  const names = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])];
  const isWhole = old === null || now === null;
  const changed = names
    .filter((name) => differs(old?.[name], now?.[name]))
    // Of a thing that was made or is gone, what was left empty tells nothing.
    .filter((name) => !isWhole || !isEmptyValue(old?.[name] ?? now?.[name]))
    .slice(0, MOST_FIELDS);
  return { before: picked(old, changed), after: picked(now, changed) };
}

function picked(fields: AuditedFields | null, names: readonly string[]): AuditedFields | null {
  if (fields === null) {
    return null;
  }
  return Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, shown(name, fields[name])]));
}

function differs(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}

/** Down to values that can be read beside each other; a list of plain values is one. */
function fieldsOf(thing: object, prefix = ''): AuditedFields {
  const fields: AuditedFields = {};
  for (const [name, value] of Object.entries(thing)) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (prefix === '' && LEFT_OUT.has(name)) {
      continue;
    }
    Object.assign(fields, isPlain(value) ? { [path]: value } : fieldsOf(value, path));
  }
  return fields;
}

function isPlain(value: unknown): value is string | number | boolean | null | undefined | unknown[] {
  const isThing = typeof value === 'object' && value !== null;
  return !isThing || (Array.isArray(value) ? value.every((item) => typeof item !== 'object') : isEmpty(value));
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

function isEmptyValue(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (typeof value === 'object' && isEmpty(value));
}

function shown(name: string, value: unknown): unknown {
  if (TELLING.test(name) && !HARMLESS.test(name) && value !== null && value !== '') {
    return NOT_SHOWN;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text !== undefined && text.length > LONGEST_TEXT
    ? `${text.slice(0, LONGEST_TEXT)}… (${text.length} characters)`
    : value;
}
