import { count, eq } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';

/** A column that refers to the thing, and what a row with it is called. */
export interface Use {
  noun: string;
  column: SQLiteColumn;
}

export interface UsedThing {
  /** What a sentence calls it, e.g. `scenario prod`. */
  name: string;
  id: number;
  uses: readonly Use[];
  /** What can be done instead of deleting it. */
  advice: string;
}

/** Refuses with what uses it and how often: `scenario prod is used by 12 runs and 1 baseline; archive it instead`. */
export function refuseIfUsed(db: Database, { name, id, uses, advice }: UsedThing): void {
  const parts = uses
    .map(({ noun, column }) => ({ noun, number: countUses(db, column, id) }))
    .filter(({ number }) => number > 0)
    .map(({ noun, number }) => `${number} ${number === 1 ? noun : pluralOf(noun)}`);
  if (parts.length > 0) {
    throw new AppError('CONFLICT_IN_USE', `${name} is used by ${joined(parts)}; ${advice}`);
  }
}

function countUses(db: Database, column: SQLiteColumn, id: number): number {
  return db.select({ n: count() }).from(column.table).where(eq(column, id)).get()?.n ?? 0;
}

function pluralOf(noun: string): string {
  return noun.endsWith('ch') ? `${noun}es` : `${noun}s`;
}

/** `a`, `a and b`, `a, b and c` */
function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
