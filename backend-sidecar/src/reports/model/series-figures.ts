import { groupedDigits, roundHalfAway } from './figures.ts';

interface Unit {
  word: string;
  /** What the value is multiplied by before it is shown. */
  scale: number;
}

/** Grafana's names of units. Others are shown as they are called. */
const UNITS: Readonly<Record<string, Unit>> = {
  none: { word: '', scale: 1 },
  short: { word: '', scale: 1 },
  ms: { word: 'ms', scale: 1 },
  s: { word: 's', scale: 1 },
  percent: { word: '%', scale: 1 },
  percentunit: { word: '%', scale: 100 },
  reqps: { word: '/s', scale: 1 },
  rps: { word: '/s', scale: 1 },
  ops: { word: '/s', scale: 1 },
  cps: { word: '/s', scale: 1 },
  bytes: { word: 'MiB', scale: 1 / 1024 ** 2 },
  decbytes: { word: 'MB', scale: 1e-6 },
  Bps: { word: 'KB/s', scale: 1e-3 },
  binBps: { word: 'KiB/s', scale: 1 / 1024 },
};

/** What stands behind the figures of a series: `ms`, `/s`; empty where there is none. */
export function seriesUnit(unit: string | null): string {
  return unit === null ? '' : (UNITS[unit]?.word ?? unit);
}

/** As it is shown: `0.123` of `percentunit` is 12.3. */
export function shownValue(value: number, unit: string | null): number {
  return value * (UNITS[unit ?? '']?.scale ?? 1);
}

/** Three digits at least, none too many, with its unit: `209.6 ms`, `12.3 %`, `1 204 /s`. Absent: a dash. */
export function seriesFigureText(value: number | null, unit: string | null): string {
  if (value === null) {
    return '–';
  }
  const text = plainFigureText(shownValue(value, unit));
  const word = seriesUnit(unit);
  return word === '' ? text : `${text}\u00a0${word}`;
}

function plainFigureText(value: number): string {
  const decimals = Math.min(4, Math.max(0, 3 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.001)))));
  const rounded = roundHalfAway(value, Math.abs(value) >= 1000 ? 0 : Math.min(decimals, 3));
  return groupedDigits(String(rounded));
}
