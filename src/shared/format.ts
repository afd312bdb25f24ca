import { dateTimeFormat, dateTimeFormatTimeAgo, formattedValueToString, getValueFormat } from '@grafana/data';
import type { Metric } from 'perftest-automation-sidecar/contract/verdict';

import { assertNever } from './assert-never';

/** What stands where there is no data. It is never 0. */
export const NO_DATA = '–';

export type MaybeNumber = number | null | undefined;

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A number in one of Grafana's units, e.g. `ms`, `reqps`, `percentunit`, `bytes`. */
export function formatUnit(unit: string, value: MaybeNumber, decimals?: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return NO_DATA;
  }
  return formattedValueToString(getValueFormat(unit)(value, decimals));
}

export function formatCount(value: MaybeNumber): string {
  return formatUnit('locale', value, 0);
}

/** Milliseconds for a column whose header names the unit: one unit all the way down, so that figures compare. */
export function formatMs(value: MaybeNumber): string {
  return formatUnit('locale', value, 0);
}

/** Milliseconds where no header stands above: Grafana's unit scales (`212 ms`, `1.42 s`). */
export function formatMsWithUnit(value: MaybeNumber): string {
  return formatUnit('ms', value);
}

/** A ratio 0–1 as a percentage; a rate that is not zero never reads as zero. */
export function formatRatio(value: MaybeNumber): string {
  if (value !== null && value !== undefined && value > 0 && value < 0.0001) {
    return '<0.01%';
  }
  return formatUnit('percentunit', value, value === 0 ? 0 : ratioDecimals(value));
}

function ratioDecimals(value: MaybeNumber): number {
  return Math.abs(value ?? 0) < 0.01 ? 2 : 1;
}

/** A change as a percentage with its sign: `+31%`. */
export function formatChangeRatio(value: MaybeNumber): string {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return NO_DATA;
  }
  const decimals = Math.abs(value) < 0.0995 ? 1 : 0;
  const text = formatUnit('percentunit', Math.abs(value), decimals);
  return `${signOf(value)}${text}`;
}

interface Change {
  metric: Metric;
  change: MaybeNumber;
  changeRatio: MaybeNumber;
}

/** A change of a metric: a percentage, and for rates of errors percentage points, for they begin near zero. */
export function formatChange({ metric, change, changeRatio }: Change): string {
  if (metric !== 'errorRate') {
    return formatChangeRatio(changeRatio);
  }
  if (change === null || change === undefined) {
    return NO_DATA;
  }
  return `${signOf(change)}${formatUnit('none', Math.abs(change) * 100, ratioDecimals(change))} pp`;
}

function signOf(value: number): string {
  if (value > 0) {
    return '+';
  }
  return value < 0 ? '−' : '±';
}

/** A rate for a column whose header names the unit. */
export function formatRate(value: MaybeNumber): string {
  if (value === null || value === undefined) {
    return NO_DATA;
  }
  return Math.abs(value) < 100 ? formatUnit('none', value, 2) : formatUnit('locale', value, 0);
}

export function formatRequestsPerSec(value: MaybeNumber): string {
  return formatUnit('reqps', value);
}

export function formatBytes(value: MaybeNumber): string {
  return formatUnit('bytes', value);
}

/** Duration as people say it: `45 s`, `4 m 05 s`, `41 m`, `1 h 02 m`, `2 d 03 h`. */
export function formatDuration(valueMs: MaybeNumber): string {
  if (valueMs === null || valueMs === undefined || !Number.isFinite(valueMs)) {
    return NO_DATA;
  }
  const positiveMs = Math.max(0, valueMs);
  if (positiveMs < MINUTE_MS - SECOND_MS / 2) {
    return `${Math.round(positiveMs / SECOND_MS)} s`;
  }
  if (positiveMs < 10 * MINUTE_MS) {
    return pair({ valueMs: positiveMs, bigMs: MINUTE_MS, big: 'm', smallMs: SECOND_MS, small: 's' });
  }
  if (positiveMs < HOUR_MS - MINUTE_MS / 2) {
    return `${Math.round(positiveMs / MINUTE_MS)} m`;
  }
  if (positiveMs < DAY_MS) {
    return pair({ valueMs: positiveMs, bigMs: HOUR_MS, big: 'h', smallMs: MINUTE_MS, small: 'm' });
  }
  return pair({ valueMs: positiveMs, bigMs: DAY_MS, big: 'd', smallMs: HOUR_MS, small: 'h' });
}

interface Pair {
  valueMs: number;
  bigMs: number;
  big: string;
  smallMs: number;
  small: string;
}

function pair({ valueMs, bigMs, big, smallMs, small }: Pair): string {
  const smallUnits = Math.round(valueMs / smallMs);
  const perBig = bigMs / smallMs;
  const rest = smallUnits % perBig;
  const whole = (smallUnits - rest) / perBig;
  return rest === 0 ? `${whole} ${big}` : `${whole} ${big} ${String(rest).padStart(2, '0')} ${small}`;
}

/** Minutes and seconds that run down: `12:04`, with hours `1:02:04`. */
export function formatCountdown(valueMs: number): string {
  const seconds = Math.max(0, Math.ceil(valueMs / SECOND_MS));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** Date and time in the zone of the Grafana user. */
export function formatDateTime(atMs: MaybeNumber): string {
  return atMs === null || atMs === undefined ? NO_DATA : dateTimeFormat(atMs, { format: 'YYYY-MM-DD HH:mm' });
}

/** Time of day, with the date in front when it is another day than `nowMs`. */
export function formatClock(atMs: MaybeNumber, nowMs: number = Date.now()): string {
  if (atMs === null || atMs === undefined) {
    return NO_DATA;
  }
  const isSameDay = dateTimeFormat(atMs, { format: 'YYYY-MM-DD' }) === dateTimeFormat(nowMs, { format: 'YYYY-MM-DD' });
  return dateTimeFormat(atMs, { format: isSameDay ? 'HH:mm' : 'ddd HH:mm' });
}

export function formatClockWithSeconds(atMs: MaybeNumber): string {
  return atMs === null || atMs === undefined ? NO_DATA : dateTimeFormat(atMs, { format: 'HH:mm:ss' });
}

/** A date without a time of day, e.g. of a release: its midnight in UTC, the same day for everybody. */
export function formatDay(atMs: MaybeNumber): string {
  return atMs === null || atMs === undefined
    ? NO_DATA
    : dateTimeFormat(atMs, { format: 'YYYY-MM-DD', timeZone: 'utc' });
}

export function formatRelative(atMs: MaybeNumber): string {
  return atMs === null || atMs === undefined ? NO_DATA : dateTimeFormatTimeAgo(atMs);
}

export const METRIC_NAMES: Record<Metric, string> = {
  meanMs: 'mean',
  medianMs: 'p50',
  p90Ms: 'p90',
  p95Ms: 'p95',
  p99Ms: 'p99',
  maxMs: 'max',
  errorRate: 'error rate',
  throughputPerSec: 'throughput',
};

/** A value of a metric, with its unit. */
export function formatMetric(metric: Metric, value: MaybeNumber): string {
  switch (metric) {
    case 'meanMs':
    case 'medianMs':
    case 'p90Ms':
    case 'p95Ms':
    case 'p99Ms':
    case 'maxMs':
      return formatMsWithUnit(value);
    case 'errorRate':
      return formatRatio(value);
    case 'throughputPerSec':
      return formatRequestsPerSec(value);
    default:
      return assertNever(metric);
  }
}

/** A verdict's sentence where its outcome stands beside it already. */
export function withoutOutcome(sentence: string): string {
  const rest = sentence.replace(/^(Passed|Failed|Inconclusive): /, '');
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** `1 run`, `8 runs`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
