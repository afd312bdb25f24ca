import { AppError } from '../kernel/errors.ts';
import { wallClockOf, type WallClock } from './wall-clock.ts';

/** How the file writes the start of a sample. */
export interface TimeStampFormat {
  /** As JMeter's property jmeter.save.saveservice.timestamp_format has it. */
  readonly name: string;
  /** @returns -1 for a text that is not of this format */
  epochMs(text: string): number;
}

const NO_TIME = -1;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** With two digits of the year: SimpleDateFormat takes them to be within 80 years before and 20 after now; so do we, roughly. */
const CENTURY = 2000;
const NOON = 12;

/** Epoch milliseconds: 13 digits, from 2001 to 2286. The parser of records takes them from the bytes by itself. */
export const EPOCH_MS: TimeStampFormat = {
  name: 'ms',
  epochMs: (text) => (/^\d{13}$/.test(text) ? Number(text) : NO_TIME),
};

/**
 * Patterns found out by the look of the first row. First those that JMeter itself tries (CSVSaveService 5.6.3), then ISO
 * 8601 and others that only one reading fits. Day and month are never guessed: 03/04/2024 needs its pattern said.
 */
const DETECTED_PATTERNS = [
  'yyyy/MM/dd HH:mm:ss.SSS',
  'yyyy/MM/dd HH:mm:ss',
  'yyyy-MM-dd HH:mm:ss.SSS',
  'yyyy-MM-dd HH:mm:ss',
  'yyyy-MM-dd HH:mm:ss,SSS',
  "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
  "yyyy-MM-dd'T'HH:mm:ssXXX",
  "yyyy-MM-dd'T'HH:mm:ss.SSSZ",
  "yyyy-MM-dd'T'HH:mm:ssZ",
  "yyyy-MM-dd'T'HH:mm:ss.SSS",
  "yyyy-MM-dd'T'HH:mm:ss",
  'yyyy-MM-dd HH:mm:ss.SSSXXX',
  'yyyy-MM-dd HH:mm:ss.SSSZ',
  'yyyy/MM/dd HH:mm:ss.SSSZ',
  'dd.MM.yyyy HH:mm:ss.SSS',
  'dd.MM.yyyy HH:mm:ss',
] as const;

type Unit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond';

/** What the text says; what it leaves out is null. */
interface TextFields extends Record<Unit, number> {
  isAfternoon: boolean | null;
  offsetMs: number | null;
}

interface PatternPart {
  readonly source: string;
  readonly take: ((fields: TextFields, text: string) => void) | null;
}

/** What the time stamps of a file may be: the one that was said, or all that can be found out by their look. */
export function timeStampFormats(pattern: string | undefined, timeZone: string): readonly TimeStampFormat[] {
  if (pattern !== undefined) {
    return [timeStampFormat(pattern, timeZone)];
  }
  return [EPOCH_MS, ...DETECTED_PATTERNS.map((detected) => timeStampFormat(detected, timeZone))];
}

/**
 * A pattern of Java's SimpleDateFormat, or `ms`. Numbers may lack their leading zeros, as there.
 *
 * @param timeZone IANA name or offset, for patterns that name none
 * @throws AppError RESULT_UNREADABLE for a pattern or time zone that is none
 */
export function timeStampFormat(pattern: string, timeZone: string): TimeStampFormat {
  if (pattern === 'ms') {
    return EPOCH_MS;
  }
  if (pattern === 'none') {
    throw new AppError('RESULT_UNREADABLE', 'it was written without time stamps (timestamp_format=none)');
  }
  const parts = partsOf(pattern);
  const expression = new RegExp(`^${parts.map(({ source }) => source).join('')}$`, 'i');
  const takers = parts.flatMap(({ take }) => (take === null ? [] : [take]));
  const clock = wallClockOf(timeZone);
  // Rows of the same moment follow each other.
  let last = { text: '', epochMs: NO_TIME };
  const epochMs = (text: string) => {
    if (text !== last.text) {
      last = { text, epochMs: epochOf(expression.exec(text), takers, clock) };
    }
    return last.epochMs;
  };
  return { name: pattern, epochMs };
}

/** Whether the pattern itself says the zone of its times. */
export function namesZone(pattern: string): boolean {
  return pattern === 'ms' || /[ZXz]/.test(pattern.replaceAll(/'[^']*'/g, ''));
}

function epochOf(
  found: RegExpExecArray | null,
  takers: ReadonlyArray<(fields: TextFields, text: string) => void>,
  clock: WallClock
): number {
  if (found === null) {
    return NO_TIME;
  }
  const fields: TextFields = {
    ...{ year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 },
    isAfternoon: null,
    offsetMs: null,
  };
  takers.forEach((take, index) => take(fields, found[index + 1] ?? ''));
  return isDate(fields) ? epochOfFields(fields, clock) : NO_TIME;
}

function epochOfFields(fields: TextFields, clock: WallClock): number {
  const { year, month, day, minute, second, millisecond, offsetMs } = fields;
  const wallMs = Date.UTC(year, month - 1, day, hourOf(fields), minute, second, millisecond);
  return offsetMs === null ? clock.epochMs(wallMs) : wallMs - offsetMs;
}

function hourOf({ hour, isAfternoon }: TextFields): number {
  return isAfternoon === null ? hour : (hour % NOON) + (isAfternoon ? NOON : 0);
}

function isDate({ year, month, day, hour, minute, second }: TextFields): boolean {
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  return isDay && hour <= 24 && minute < 60 && second < 61;
}

function partsOf(pattern: string): PatternPart[] {
  const tokens = pattern.match(/'(?:[^']|'')*'|([a-zA-Z])\1*|[^a-zA-Z']/g) ?? [];
  if (tokens.join('') !== pattern || tokens.length === 0) {
    throw unknownPattern(pattern, 'a quote is not closed');
  }
  return tokens.map((token, index) => partOf(pattern, token, isNumeric(tokens[index + 1])));
}

/** Where numbers stand side by side, each has the digits of its letters. */
function isNumeric(token: string | undefined): boolean {
  return token !== undefined && /^(?:y+|M{1,2}|[dHkhKmsS]+)$/.test(token);
}

function partOf(pattern: string, token: string, isFixed: boolean): PatternPart {
  if (!/^[a-zA-Z]/.test(token)) {
    return { source: escaped(literalOf(token)), take: null };
  }
  const part = /^M{3,}$/.test(token) ? MONTH_NAME : (NAMED_PARTS[token[0] ?? ''] ?? numberPart(token, isFixed));
  if (part === null) {
    throw unknownPattern(pattern, `the letter ${token[0]} is not supported`);
  }
  return part;
}

function literalOf(token: string): string {
  return token === "''" ? "'" : token.replaceAll(/^'|'$/g, '').replaceAll("''", "'");
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

const MONTH_NAME: PatternPart = {
  source: '([a-z]{3,9})\\.?',
  take: (fields, text) => {
    fields.month = MONTHS.indexOf(text.slice(0, 3).toLowerCase()) + 1;
  },
};

const ZONE: PatternPart = {
  source: '(Z|UTC|GMT|(?:GMT)?[+-]\\d{2}(?::?\\d{2})?)',
  take: (fields, text) => {
    fields.offsetMs = offsetOf(text);
  },
};

const NAMED_PARTS: Readonly<Record<string, PatternPart>> = {
  E: { source: '[a-z]{2,9}\\.?', take: null },
  a: {
    source: '([ap])\\.?m\\.?',
    take: (fields, text) => {
      fields.isAfternoon = text.toLowerCase() === 'p';
    },
  },
  Z: ZONE,
  X: ZONE,
  z: ZONE,
};

const NUMBERS: Readonly<Record<string, Unit>> = {
  y: 'year',
  u: 'year',
  M: 'month',
  d: 'day',
  H: 'hour',
  k: 'hour',
  h: 'hour',
  K: 'hour',
  m: 'minute',
  s: 'second',
  S: 'millisecond',
};

function numberPart(token: string, isFixed: boolean): PatternPart | null {
  const unit = NUMBERS[token[0] ?? ''];
  if (unit === undefined) {
    return null;
  }
  const most = unit === 'year' && token.length > 2 ? 4 : Math.max(2, token.length);
  const isShortYear = unit === 'year' && token.length === 2;
  const source =
    isFixed || unit === 'year' ? `(\\d{${isShortYear ? 2 : Math.max(token.length, most)}})` : `(\\d{1,${most}})`;
  const take = (fields: TextFields, text: string) => {
    fields[unit] = Number(text) + (isShortYear ? CENTURY : 0);
  };
  return { source, take };
}

function offsetOf(text: string): number {
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d{2}):?(\d{2})?/.exec(text) ?? [];
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -ms : ms;
}

function unknownPattern(pattern: string, problem: string): AppError {
  return new AppError('RESULT_UNREADABLE', `“${pattern}” is no pattern of time stamps: ${problem}`);
}
