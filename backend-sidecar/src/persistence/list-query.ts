import { asc, desc, like, or, sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

import type { ListQuery, Page } from '../contract/common.ts';
import { AppError } from '../kernel/errors.ts';

export interface PageBounds {
  page: number;
  pageSize: number;
  offset: number;
}

export function pageBounds(query: ListQuery): PageBounds {
  const page = query.page ?? 1;
  const pageSize = query.pageSize ?? 50;
  const offset = (page - 1) * pageSize;
  if (!Number.isSafeInteger(offset)) {
    throw new AppError('REQUEST_INVALID', `page: there is no page ${page}`);
  }
  return { page, pageSize, offset };
}

export function toPage<T>(items: T[], bounds: PageBounds, totalItems: number): Page<T> {
  return { items, page: bounds.page, pageSize: bounds.pageSize, totalItems };
}

/** `field` or `-field`; a field that the list does not know is refused by name. */
export function orderBy(sort: string | undefined, columns: Record<string, SQLiteColumn | SQL>, fallback: string): SQL {
  const wanted = sort ?? fallback;
  const isDescending = wanted.startsWith('-');
  const name = isDescending ? wanted.slice(1) : wanted;
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (column === undefined) {
    throw new AppError('REQUEST_INVALID', `sort: "${wanted}"; there are ${Object.keys(columns).join(', ')}`);
  }
  return isDescending ? desc(column) : asc(column);
}

/** Rows in which one of the columns contains the words; the case of ASCII letters does not matter. */
export function matches(search: string | undefined, columns: SQLiteColumn[]): SQL | undefined {
  if (search === undefined || search.trim() === '') {
    return undefined;
  }
  const escaped = search.trim().replace(/[\\%_]/g, (character) => `\\${character}`);
  return or(...columns.map((column) => sql`${like(column, `%${escaped}%`)} escape '\\'`));
}

/** `1,2,3` of a URL as numbers; anything else is refused by the filter's name. */
export function idList(value: string | undefined, name: string): number[] | undefined {
  if (value === undefined || value === '') {
    return undefined;
  }
  const words = value.split(',');
  const ids = words.map(Number);
  if (!words.every((word) => /^[1-9]\d*$/.test(word)) || !ids.every(Number.isSafeInteger)) {
    throw new AppError('REQUEST_INVALID', `${name}: "${value}" is not a comma-separated list of ids`);
  }
  return ids;
}

export function wordList(value: string | undefined): string[] | undefined {
  return value === undefined || value === '' ? undefined : value.split(',');
}

/** SQL has no update of nothing. */
export function hasChange(change: object): boolean {
  return Object.values(change).some((value) => value !== undefined);
}
