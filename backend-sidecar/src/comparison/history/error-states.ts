import type { LabelState } from '../../contract/verdict.ts';
import { holm } from '../numerics/holm.ts';
import type { Judgement } from '../time-rule.ts';
import { formatCount, formatShare, plural } from '../wording.ts';
import { meanCount, sumOf, type ErrorCounts, type ErrorTest } from './error-test.ts';

/** Risk of any false alarm among all labels of a family. */
export const ERROR_ALPHA = 0.005;
const LEAST_ERRORS = 5;
/** Half a percentage point. */
const LEAST_CHANGE = 0.005;
/** Above the worst run of the history by so much. */
const WORST_RUN_FACTOR = 1.25;
/** With more samples than so many times the history's, overdispersion is guessed, not known. */
const MOST_SAMPLES_FACTOR = 4;

/** Judges the error rates of one family together. */
export function judgeErrorFamily(tests: readonly ErrorTest[]): Judgement[] {
  const worse = holm(
    tests.map(({ pWorse }) => pWorse),
    ERROR_ALPHA
  );
  const better = holm(
    tests.map(({ pBetter }) => pBetter),
    ERROR_ALPHA
  );
  return tests.map((test, index) => {
    const limit = worse[index]?.limit ?? ERROR_ALPHA;
    return worse[index]?.isRejected && obstacleOf(test) === undefined
      ? risen(test, limit)
      : notRisen({ test, limit, isBetter: better[index]?.isRejected ?? false });
  });
}

function risen(test: ErrorTest, limit: number): Judgement {
  const isGuess = test.current.count > MOST_SAMPLES_FACTOR * meanCount(test.references);
  const figures = `${errorText(test)}: more than chance explains (${pText(test.pWorse, limit)})`;
  return isGuess
    ? { state: 'suspected', severity: null, why: `${figures}, but its runs had a quarter of the samples or less` }
    : { state: 'regressed', severity: 'critical', why: figures };
}

function notRisen({ test, limit, isBetter }: { test: ErrorTest; limit: number; isBetter: boolean }): Judgement {
  const state: LabelState = isBetter && hasFallenByMuch(test) ? 'improved' : 'unchanged';
  const isRise = rateOf(test.current) > test.expectedRate;
  const why = isRise && test.current.errors > 0 ? `${errorText(test)}: ${whyNoRise(test, limit)}` : errorText(test);
  return { state, severity: null, why };
}

/** Which floor keeps a rise from counting, if one does. */
function obstacleOf({ current, references, expectedRate }: ErrorTest): string | undefined {
  if (rateOf(current) - expectedRate < LEAST_CHANGE) {
    return 'less than 0.5 percentage points more';
  }
  if (current.errors < LEAST_ERRORS) {
    return `fewer than ${LEAST_ERRORS} errors`;
  }
  const worst = Math.max(...references.map(rateOf));
  return rateOf(current) > WORST_RUN_FACTOR * worst
    ? undefined
    : 'not more than a quarter above the worst of these runs';
}

/** The mirror of the floors of a rise. */
function hasFallenByMuch({ current, references, expectedRate }: ErrorTest): boolean {
  const best = Math.min(...references.map(rateOf));
  const isLess = rateOf(current) * WORST_RUN_FACTOR < best && expectedRate - rateOf(current) >= LEAST_CHANGE;
  return isLess && sumOf(references).errors >= LEAST_ERRORS;
}

function whyNoRise(test: ErrorTest, limit: number): string {
  return obstacleOf(test) ?? `chance can do this (${pText(test.pWorse, limit)})`;
}

/** `0.23 % → 1.2 % of its samples failed (69 of 30 000 in 6 runs, at most 0.3 %; 60 of 5 000 now)` */
function errorText({ current, references }: ErrorTest): string {
  const before = sumOf(references);
  const runs = plural(references.length, 'run');
  if (before.errors === 0 && current.errors === 0) {
    return `No sample failed, neither now nor in the ${runs} of the history`;
  }
  const worst = formatShare(Math.max(...references.map(rateOf)));
  const rates = `${formatShare(rateOf(before))} → ${formatShare(rateOf(current))}`;
  const counts = `${formatCount(before.errors)} of ${formatCount(before.count)} in ${runs}, at most ${worst} in one of them`;
  return `${rates} of its samples failed (${counts}; ${formatCount(current.errors)} of ${formatCount(current.count)} now)`;
}

function rateOf({ errors, count }: ErrorCounts): number {
  return errors / count;
}

/** `p = 0.00002, limit 0.001` */
export function pText(p: number, limit: number): string {
  return `p ${p < 1e-6 ? '< 0.000001' : `= ${shortDecimal(p)}`}, limit ${shortDecimal(limit)}`;
}

/** Two significant digits, never as 1e-7. */
function shortDecimal(value: number): string {
  const digits = value >= 0.1 ? 2 : 1 - Math.floor(Math.log10(value));
  return value.toFixed(Math.min(8, digits)).replace(/\.?0+$/, '');
}
