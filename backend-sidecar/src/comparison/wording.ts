import { assertNever } from '../kernel/assert-never.ts';
import type { Metric } from '../contract/verdict.ts';

/** Digits in groups of three, held together by no-break spaces: `12 340`. */
export function formatCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
}

/** Whole milliseconds from 100 on, one decimal below where there is one: `341 ms`, `12.5 ms`. */
export function formatMs(valueMs: number): string {
  return `${formatMsNumber(valueMs)} ms`;
}

function formatMsNumber(valueMs: number): string {
  const isWhole = Math.abs(valueMs) >= 100 || Number.isInteger(valueMs);
  return isWhole ? formatCount(valueMs) : trimZero(valueMs.toFixed(1));
}

/** `212 → 341 ms` */
export function formatMsChange(fromMs: number, toMs: number): string {
  return `${formatMsNumber(fromMs)} → ${formatMs(toMs)}`;
}

/** Percentages from which a rule speaks. */
const THRESHOLDS = [10, 25];

/**
 * The size of a change without its sign: whole per cents from 30 on, one decimal below. Rounding never reaches a
 * threshold that the change itself did not: 9.97 % reads as 9.9 %.
 */
export function formatChange(ratio: number): string {
  const percent = Math.abs(ratio) * 100;
  if (percent >= 30) {
    return `${formatCount(percent)} %`;
  }
  const tenths = Math.round(percent * 10);
  const hasCrossed = THRESHOLDS.some((threshold) => Math.abs(ratio) < threshold / 100 && tenths >= threshold * 10);
  return `${trimZero(((hasCrossed ? tenths - 1 : tenths) / 10).toFixed(1))} %`;
}

/** A share as people read it, fine enough that a share above 0 never reads as 0: `6.1 %`, `0.02 %`, `< 0.01 %`. */
export function formatShare(ratio: number): string {
  const percent = ratio * 100;
  if (percent > 0 && percent < 0.01) {
    return '< 0.01 %';
  }
  return `${trimZero(percent.toFixed(percent < 1 ? 2 : 1))} %`;
}

/** A value with its metric's unit. */
export function formatMetric(metric: Metric, value: number): string {
  if (metric === 'errorRate') {
    return formatShare(value);
  }
  return metric === 'throughputPerSec' ? `${trimZero(value.toFixed(2))} /s` : formatMs(value);
}

/**
 * A value and its limit with their unit: with so many more digits as it takes to tell them apart, because “1 % breaks
 * its limit of 1 %” explains nothing.
 */
export function formatApart(metric: Metric, value: number, limit: number): [value: string, limit: string] {
  const texts: [string, string] = [formatMetric(metric, value), formatMetric(metric, limit)];
  if (value === limit || texts[0] !== texts[1]) {
    return texts;
  }
  const [scale, unit] = metric === 'errorRate' ? [100, ' %'] : [1, metric === 'throughputPerSec' ? ' /s' : ' ms'];
  const precise = (number: number, digits: number) => `${trimZero((number * scale).toFixed(digits))}${unit}`;
  const digits = [2, 3, 4, 6, 8].find((count) => precise(value, count) !== precise(limit, count)) ?? 12;
  return [precise(value, digits), precise(limit, digits)];
}

/** What a sentence calls the metric. */
export function metricName(metric: Metric): string {
  switch (metric) {
    case 'meanMs':
      return 'mean';
    case 'medianMs':
      return 'median';
    case 'p90Ms':
      return 'p90';
    case 'p95Ms':
      return 'p95';
    case 'p99Ms':
      return 'p99';
    case 'maxMs':
      return 'maximum';
    case 'errorRate':
      return 'error rate';
    case 'throughputPerSec':
      return 'throughput';
    default:
      return assertNever(metric);
  }
}

/** `1 label`, `3 labels` */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** For texts with decimals: `12.50` → `12.5`, `12.00` → `12`. */
function trimZero(text: string): string {
  return text.replace(/\.?0+$/, '');
}

/** As the beginning of a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
