import type { CsvRun } from './csv-records.ts';
import { HAS_LONG, HAS_NOT_WHOLE } from './number-program.ts';
import { EMPTY, FIGURE, FIGURES, NOT_WHOLE, TIME_STAMP_DIGITS } from './sample-figures.ts';

/** Up to here a sum of many stays exact; no JMeter counter comes near. */
const MAX_DIGITS = 12;
/** So many digits are read at once. */
const WORD_DIGITS = 4;
const WORD_SCALE = 10_000;
const BYTE_BITS = 8;
/** In each of four bytes: `0`; what makes more than 9 overflow into the highest bit; that bit. */
const [ZEROS, OVER_NINE, HIGH_BITS] = [0x30303030, 0x76767676, 0x80808080];
/** Every other byte. */
const PAIRS = 0x00ff00ff;

/**
 * Reads one column of all records of a run: what does one thing takes half the time of going from field to field. Where a
 * record has not that many fields, anything may come out, and nobody may look at it.
 *
 * @param figures of all records; this one becomes a whole number, or {@link NOT_WHOLE}, or {@link EMPTY}
 * @returns whether none is {@link NOT_WHOLE}
 */
export function readWholeNumbers(run: CsvRun, column: number, figures: Float64Array, figure: number): boolean {
  const found = run.scan?.readNumbers(column, figure, run.recordCount) ?? HAS_LONG;
  return (found & HAS_LONG) === 0 ? (found & HAS_NOT_WHOLE) === 0 : readOneByOne(run, column, figures, figure);
}

function readOneByOne(run: CsvRun, column: number, figures: Float64Array, figure: number): boolean {
  const { view, ends, firstEnds, recordCount } = run;
  let areWhole = true;
  for (let record = 0; record < recordCount; record++) {
    const at = (firstEnds[record] ?? 0) + column;
    const value = wholeNumber(view, (ends[at] ?? 0) + 1, ends[at + 1] ?? 0);
    figures[record * FIGURES + figure] = value;
    areWhole &&= value !== NOT_WHOLE;
  }
  return areWhole;
}

/**
 * @param figures of all records; their start becomes epoch milliseconds, or {@link NOT_WHOLE}
 * @returns whether none is {@link NOT_WHOLE}
 */
export function readTimeStamps(run: CsvRun, column: number, figures: Float64Array): boolean {
  if (run.scan !== null) {
    return run.scan.readTimeStamps(column, FIGURE.START, run.recordCount) === 0;
  }
  const { view, ends, firstEnds, recordCount } = run;
  let areWhole = true;
  for (let record = 0; record < recordCount; record++) {
    const at = (firstEnds[record] ?? 0) + column;
    const start = (ends[at] ?? 0) + 1;
    const end = ends[at + 1] ?? 0;
    const stampMs = end - start === TIME_STAMP_DIGITS ? longNumber(view, start, end) : NOT_WHOLE;
    figures[record * FIGURES + FIGURE.START] = stampMs;
    areWhole &&= stampMs !== NOT_WHOLE;
  }
  return areWhole;
}

function wholeNumber(view: DataView, start: number, end: number): number {
  const length = end - start;
  if (length <= WORD_DIGITS) {
    return length > 0 ? digits(view, end, length) : EMPTY;
  }
  return length > MAX_DIGITS ? NOT_WHOLE : longNumber(view, start, end);
}

/** Four digits after another, from the last ones on. */
function longNumber(view: DataView, start: number, end: number): number {
  let value = 0;
  let scale = 1;
  for (let to = end; to > start; to -= WORD_DIGITS) {
    const part = digits(view, to, Math.min(WORD_DIGITS, to - start));
    if (part === NOT_WHOLE) {
      return NOT_WHOLE;
    }
    value += part * scale;
    scale *= WORD_SCALE;
  }
  return value;
}

/**
 * One to four digits before `end`, all at once: one after another takes twice as long, because nobody can foretell how many
 * there are.
 */
function digits(view: DataView, end: number, length: number): number {
  const foreignBits = (WORD_DIGITS - length) * BYTE_BITS;
  // What stands before the number becomes zeros in front of it.
  const word = ((wordBefore(view, end) ^ ZEROS) >>> foreignBits) << foreignBits;
  if ((((word + OVER_NINE) | word) & HIGH_BITS) !== 0) {
    return NOT_WHOLE;
  }
  const pairs = (Math.imul(word, 10) + (word >>> BYTE_BITS)) & PAIRS;
  return (pairs & 0xff) * 100 + (pairs >>> (2 * BYTE_BITS));
}

/** The four bytes before `end`, the first one lowest. */
function wordBefore(view: DataView, end: number): number {
  if (end >= WORD_DIGITS) {
    return view.getInt32(end - WORD_DIGITS, true);
  }
  let word = 0;
  for (let at = 0; at < end; at++) {
    word |= view.getUint8(at) << ((WORD_DIGITS - end + at) * BYTE_BITS);
  }
  return word;
}
