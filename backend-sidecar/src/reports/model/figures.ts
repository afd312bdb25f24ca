import type { StatisticsRow } from '../../contract/statistics.ts';
import type { Metric } from '../../contract/verdict.ts';
import { assertNever } from '../../kernel/assert-never.ts';

/** How a figure is shown; every renderer shows the same digits. */
export type FigureFormat = 'count' | 'ms' | 'msFraction' | 'rate' | 'perSec' | 'kbPerSec';

interface FigureDisplay {
  decimals: number;
  /** What the stored value is multiplied by before it is shown: rates are ratios and appear as percentages. */
  scale: number;
  unit: string;
}

const DISPLAYS: Record<FigureFormat, FigureDisplay> = {
  count: { decimals: 0, scale: 1, unit: '' },
  ms: { decimals: 0, scale: 1, unit: 'ms' },
  msFraction: { decimals: 1, scale: 1, unit: 'ms' },
  rate: { decimals: 2, scale: 100, unit: '%' },
  perSec: { decimals: 2, scale: 1, unit: '/s' },
  kbPerSec: { decimals: 1, scale: 1, unit: 'KB/s' },
};

export function displayOf(format: FigureFormat): FigureDisplay {
  return DISPLAYS[format];
}

/** The digits of a figure without its unit, in groups of three; a minus is a real minus sign. Absent: a dash. */
export function figureText(format: FigureFormat, value: number | null): string {
  return value === null ? '–' : digits(format, value);
}

/** With its unit: `341 ms`, `6.10 %`. */
export function figureWithUnit(format: FigureFormat, value: number | null): string {
  const { unit } = DISPLAYS[format];
  return value === null || unit === '' ? figureText(format, value) : `${digits(format, value)}\u00a0${unit}`;
}

/** A change always bears its sign: `+129`, `−12`, `0`. */
export function changeFigureText(format: FigureFormat, value: number | null): string {
  const text = figureText(format, value);
  const isPositive = value !== null && value > 0 && /[1-9]/.test(text);
  return isPositive ? `+${text}` : text;
}

/** A relative change: one decimal, always with its sign, e.g. `+60.8 %`. */
export function changeRatioText(ratio: number | null): string {
  if (ratio === null) {
    return '–';
  }
  const percent = roundHalfAway(ratio * 100, 1);
  return `${percent > 0 ? '+' : ''}${groupedDigits(percent.toFixed(1))}\u00a0%`;
}

function digits(format: FigureFormat, value: number): string {
  const { decimals, scale } = DISPLAYS[format];
  return groupedDigits(roundHalfAway(value * scale, decimals).toFixed(decimals));
}

/**
 * Rounds as a spreadsheet does: on 15 significant digits, halves away from zero. `toFixed` alone rounds the binary value
 * and would show 1.005 as 1.00 beside a cell that shows 1.01.
 */
export function roundHalfAway(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  const scaled = Number((Math.abs(value) * factor).toPrecision(15));
  const rounded = Math.round(scaled) / factor;
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}

/** In groups of three, with a real minus sign. */
export function groupedDigits(text: string): string {
  const [whole = '', fraction] = text.replace('-', '\u2212').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u00a0');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

export interface StatisticsColumn {
  key: Exclude<keyof StatisticsRow, 'label' | 'kind' | 'firstStartMs' | 'lastEndMs'>;
  header: string;
  format: FigureFormat;
}

/** The columns of every statistics table, in order. */
export const STATISTICS_COLUMNS: readonly StatisticsColumn[] = [
  { key: 'count', header: 'Samples', format: 'count' },
  { key: 'errors', header: 'Errors', format: 'count' },
  { key: 'errorRate', header: 'Errors %', format: 'rate' },
  { key: 'minMs', header: 'Min ms', format: 'ms' },
  { key: 'meanMs', header: 'Mean ms', format: 'msFraction' },
  { key: 'medianMs', header: 'Median ms', format: 'ms' },
  { key: 'p90Ms', header: 'p90 ms', format: 'ms' },
  { key: 'p95Ms', header: 'p95 ms', format: 'ms' },
  { key: 'p99Ms', header: 'p99 ms', format: 'ms' },
  { key: 'maxMs', header: 'Max ms', format: 'ms' },
  { key: 'standardDeviationMs', header: 'Std dev ms', format: 'msFraction' },
  { key: 'throughputPerSec', header: 'Throughput /s', format: 'perSec' },
  { key: 'receivedKbPerSec', header: 'Received KB/s', format: 'kbPerSec' },
  { key: 'sentKbPerSec', header: 'Sent KB/s', format: 'kbPerSec' },
];

export function metricFormat(metric: Metric): FigureFormat {
  switch (metric) {
    case 'meanMs':
      return 'msFraction';
    case 'medianMs':
    case 'p90Ms':
    case 'p95Ms':
    case 'p99Ms':
    case 'maxMs':
      return 'ms';
    case 'errorRate':
      return 'rate';
    case 'throughputPerSec':
      return 'perSec';
    default:
      return assertNever(metric);
  }
}

/** `2026-11-22 17:23:51 UTC`: a report is read in many places, so it keeps to one clock. */
export function momentText(atMs: number | null): string {
  return atMs === null ? '–' : `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** As people say it: `1 h 02 m`, `17 m 05 s`, `42 s`. */
export function durationText(durationMs: number | null): string {
  if (durationMs === null) {
    return '–';
  }
  const seconds = Math.round(durationMs / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours > 0) {
    return `${hours} h ${pad(minutes)} m`;
  }
  return minutes > 0 ? `${minutes} m ${pad(seconds % 60)} s` : `${seconds} s`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** Where no error is listed: a saved report counts them without saying what they were. */
export function noErrorsText(failedSamples: number): string {
  return failedSamples === 0
    ? 'No sample failed.'
    : `${figureText('count', failedSamples)} failed ${failedSamples === 1 ? 'sample' : 'samples'}, but not what they said: the imported report does not tell.`;
}
