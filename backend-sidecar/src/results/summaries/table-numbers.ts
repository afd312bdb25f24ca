/** Java's DecimalFormat writes these where there is nothing to divide by. */
const NO_NUMBERS = new Set(['', 'nan', '-', 'n/a', 'null', '∞', '-∞', 'infinity', '\uFFFD']);
/** Without grouping; the decimal sign is the writer's locale's. */
const NUMBER = /^-?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?$/i;

const PER_SECOND: Readonly<Record<string, number>> = {
  '': 1,
  '/sec': 1,
  '/s': 1,
  '/min': 60,
  '/hour': 3600,
  '/h': 3600,
};

/** `undefined`: the text is no number; `null`: it says that there is none. */
export type ReadNumber = number | null | undefined;

export function readNumber(text: string): ReadNumber {
  const plain = text.trim();
  if (NO_NUMBERS.has(plain.toLowerCase())) {
    return null;
  }
  return NUMBER.test(plain) ? Number(plain.replace(',', '.')) : undefined;
}

/** `4.2`, `4.2/sec`, `7.5/min`, `12/hour`: per second. */
export function readRate(text: string): ReadNumber {
  const [, written = '', unit = ''] = /^(.*?)\s*(\/[a-z]+)?$/i.exec(text.trim()) ?? [];
  const perSecond = PER_SECOND[unit.toLowerCase()];
  const value = readNumber(written);
  return perSecond === undefined ? undefined : typeof value === 'number' ? value / perSecond : value;
}

/** A share with the digits that were written: they say how sure the number of errors is that follows from it. */
export interface Share {
  readonly ratio: number;
  /** Half of the last digit. */
  readonly uncertainty: number;
}

/**
 * `1.176%`, or without a sign by what the column is.
 *
 * @param isPercent of a number without a sign
 */
export function readShare(text: string, isPercent: boolean): Share | null | undefined {
  const written = text.trim();
  const hasSign = written.endsWith('%');
  const value = readNumber(hasSign ? written.slice(0, -1) : written);
  if (typeof value !== 'number') {
    return value;
  }
  const divisor = hasSign || isPercent ? 100 : 1;
  const decimals = /[.,](\d*)/.exec(written)?.[1]?.length ?? 0;
  const share = { ratio: value / divisor, uncertainty: (0.5 * 10 ** -decimals) / divisor };
  return share.ratio >= 0 && share.ratio <= 1 ? share : undefined;
}
