import type { StatisticsRow } from '../../contract/statistics.ts';
import { refuseImpossible, summaryRow, totalOf, totalRow, wrong, type SummaryReading } from './summary-run.ts';

const TOTAL = 'Total';
const REQUIRED = ['sampleCount', 'errorCount'] as const;

/** Each statistic by the name that JMeter's dashboard gives it. */
const NAMES = {
  meanMs: 'meanResTime',
  medianMs: 'medianResTime',
  minMs: 'minResTime',
  maxMs: 'maxResTime',
  p90Ms: 'pct1ResTime',
  p95Ms: 'pct2ResTime',
  p99Ms: 'pct3ResTime',
  throughputPerSec: 'throughput',
  receivedKbPerSec: 'receivedKBytesPerSec',
  sentKbPerSec: 'sentKBytesPerSec',
} as const;

const NOTES = [
  'Read from statistics.json of JMeter’s HTML dashboard: the samples themselves are not there, nor times, time lines, error messages and APDEX',
  'It does not say which labels are transactions: all are taken for samples. Its total leaves transactions out',
  'Its percentiles are taken for p90, p95 and p99 (aggregate_rpt_pct1 to 3 as JMeter sets them), interpolated over at most the last 20 000 samples of a label',
];

/** JMeter writes NaN and Infinity where there is nothing to divide by; JSON knows neither. */
const NO_NUMBER = /:\s*-?(?:NaN|Infinity)(?=\s*[,}])/g;

export function readStatisticsJson(text: string): SummaryReading {
  const entries = Object.entries(objectOf(parsed(text), 'the file'));
  if (entries.length === 0) {
    throw wrong('it has no labels');
  }
  const rows = entries.map(([label, value]) => toRow(label, objectOf(value, `“${label}”`)));
  const labels = rows.filter(({ label }) => label !== TOTAL);
  const total = rows.find(({ label }) => label === TOTAL);
  const table = { rows: labels, total: total === undefined ? totalOf(labels) : totalRow(total) };
  const nobody = { scenarioName: null, testTypeName: null, versionName: null, startedAtMs: null };
  return { format: 'statistics.json', runs: [{ table, ...nobody }], notes: NOTES };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '').replace(NO_NUMBER, ': null'));
  } catch (error) {
    throw wrong(`it is no JSON (${error instanceof Error ? error.message.slice(0, 200) : 'broken'})`);
  }
}

function objectOf(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(`${where} is no object as JMeter’s dashboard writes it`);
  }
  return value as Record<string, unknown>;
}

function toRow(label: string, fields: Record<string, unknown>): StatisticsRow {
  const missing = REQUIRED.filter((name) => !(name in fields));
  if (missing.length > 0) {
    throw wrong(`“${label}” has no ${missing.join(' and no ')}: this is no statistics.json of JMeter’s dashboard`);
  }
  const [count, errors] = REQUIRED.map((name) => wholeNumber(label, fields, name));
  const told = Object.entries(NAMES).map(([name, written]) => [name, numberOf(label, fields, written)] as const);
  const row = summaryRow(
    label,
    { count: count ?? 0, errors: errors ?? 0 },
    count === 0 ? {} : Object.fromEntries(told)
  );
  refuseImpossible(row, `“${label}”`);
  return row;
}

function wholeNumber(label: string, fields: Record<string, unknown>, name: string): number {
  const value = numberOf(label, fields, name);
  if (value === null || !Number.isSafeInteger(value)) {
    throw wrong(`“${label}”: ${name} is no whole number`);
  }
  return value;
}

function numberOf(label: string, fields: Record<string, unknown>, name: string): number | null {
  const value = fields[name] ?? null;
  if (value !== null && (typeof value !== 'number' || value < 0)) {
    throw wrong(`“${label}”: ${name} is no number that can be`);
  }
  return value;
}
