import type { StatisticsRow } from '../contract/statistics.ts';
import type { Slo, SloResult } from '../contract/verdict.ts';
import { neededSamples } from './enough-samples.ts';
import { formatApart, metricName, plural } from './wording.ts';

const COMPARISONS: Readonly<Record<Slo['comparator'], (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

const BOUNDS: Readonly<Record<Slo['comparator'], string>> = {
  '<': 'less than',
  '<=': 'at most',
  '>': 'more than',
  '>=': 'at least',
};

/**
 * Absolute rules on the total (`label: null`) or on a label. Where several rows bear the label (a sampler and a
 * Transaction Controller), the worst of them counts; setUp and tearDown samples count only where nothing else bears it.
 */
export function judgeSlos(slos: readonly Slo[], total: StatisticsRow, rows: readonly StatisticsRow[]): SloResult[] {
  return slos.map((slo) => judgeSlo(slo, slo.label === null ? [total] : rowsOfLabel(rows, slo.label)));
}

function rowsOfLabel(rows: readonly StatisticsRow[], label: string): StatisticsRow[] {
  const named = rows.filter((row) => row.label === label);
  const measured = named.filter((row) => row.kind !== 'setup');
  return measured.length > 0 ? measured : named;
}

function judgeSlo(slo: Slo, rows: readonly StatisticsRow[]): SloResult {
  const worst = worstRow(slo, rows);
  const value = worst?.[slo.metric] ?? null;
  const subject = sloSubject(slo);
  if (worst === undefined || value === null) {
    return { slo, value: null, state: 'no data', why: `${subject} has no data` };
  }
  const isKept = COMPARISONS[slo.comparator](value, slo.limit);
  const relation = isKept ? 'keeps' : 'breaks';
  const [valueText, limitText] = formatApart(slo.metric, value, slo.limit);
  const why = `${subject} is ${valueText} and ${relation} its limit of ${BOUNDS[slo.comparator]} ${limitText}`;
  return { slo, value, state: isKept ? 'passed' : 'failed', why: why + fewSamplesNote(slo, worst.count) };
}

function worstRow(slo: Slo, rows: readonly StatisticsRow[]): StatisticsRow | undefined {
  const sign = slo.comparator.startsWith('<') ? 1 : -1;
  return rows
    .filter((row) => row.count > 0 && row[slo.metric] !== null)
    .sort((a, b) => sign * ((b[slo.metric] ?? 0) - (a[slo.metric] ?? 0)))[0];
}

function sloSubject(slo: Slo): string {
  return `${slo.label ?? 'The total'} ${metricName(slo.metric)}`;
}

function fewSamplesNote(slo: Slo, count: number): string {
  return count < neededSamples(slo.metric) ? ` (only ${plural(count, 'sample')})` : '';
}
