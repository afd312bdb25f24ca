import type { LabelQuery } from '../../contract/analysis.ts';
import type { StatisticsQuery, StatisticsRow } from '../../contract/statistics.ts';
import { AppError } from '../../kernel/errors.ts';
import { keyOf } from '../../statistics/stored-analysis.ts';
import type { TimeSpan } from '../../statistics/stored-slices.ts';

const MOST_PERCENTILES = 20;

/** null: nobody asked for another window. @throws AppError REQUEST_INVALID for one that ends before it begins */
export function spanOf({ fromMs = -Infinity, toMs = Infinity }: Pick<LabelQuery, 'fromMs' | 'toMs'>): TimeSpan | null {
  if (fromMs === -Infinity && toMs === Infinity) {
    return null;
  }
  if (fromMs >= toMs) {
    throw new AppError('REQUEST_INVALID', 'fromMs must be before toMs');
  }
  return { fromMs, toMs };
}

/** `75,99.9`. @throws AppError REQUEST_INVALID */
export function percentilesOf({ percentiles = '' }: Pick<StatisticsQuery, 'percentiles'>): number[] {
  const asked = percentiles
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  if (asked.length > MOST_PERCENTILES || asked.some((percent) => !(percent > 0 && percent <= 100))) {
    throw new AppError('REQUEST_INVALID', `percentiles are at most ${MOST_PERCENTILES} numbers above 0, up to 100`);
  }
  return asked;
}

/**
 * The rows of the labels that were named. One name may stand for several kinds: then its samples are meant.
 *
 * @returns keys of rows; null where no labels were named
 * @throws AppError NOT_FOUND for a label that the run does not have, REQUEST_INVALID for what cannot be added up
 */
export function subsetKeys(labels: string | undefined, rows: readonly StatisticsRow[]): ReadonlySet<string> | null {
  const names = namesOf(labels);
  if (names === null) {
    return null;
  }
  const chosen = names.map((name) => rowNamed(name, rows));
  const kinds = new Set(chosen.map(({ kind }) => kind));
  if (kinds.has('transaction') && kinds.size > 1) {
    throw new AppError('REQUEST_INVALID', 'labels: a transaction and samples have no total, it would count them twice');
  }
  return new Set(chosen.map(keyOf));
}

function namesOf(labels: string | undefined): string[] | null {
  const names = labels === undefined ? [] : parsed(labels);
  if (!Array.isArray(names) || names.some((name) => typeof name !== 'string')) {
    throw new AppError('REQUEST_INVALID', 'labels must be a list of names in JSON, e.g. ["Login","Search"]');
  }
  return names.length === 0 ? null : (names as string[]);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const KINDS = ['sample', 'transaction', 'setup'] as const;

function rowNamed(name: string, rows: readonly StatisticsRow[]): StatisticsRow {
  const named = rows.filter(({ label }) => label === name);
  const row = KINDS.map((kind) => named.find((one) => one.kind === kind)).find((one) => one !== undefined);
  if (row === undefined) {
    throw new AppError('NOT_FOUND', `label "${name}"`);
  }
  return row;
}
