import type { JudgementRules } from '../../contract/scenarios.ts';
import type { LabelState, Severity } from '../../contract/verdict.ts';
import { holm } from '../numerics/holm.ts';
import { studentQuantile } from '../numerics/student-t.ts';
import { EXCLUSION_LEVEL, standardErrorOf, type TimeTest } from './time-test.ts';
import { visibleChangeRatio } from './visible-change.ts';

/** Risk of any false alarm among all labels of a family, for each direction. */
export const TIME_ALPHA = 0.03;
const MOST_RUNS = 100;
/** Of milliseconds that went through a logarithm and back: exactly 10 ms are not more than 10 ms. */
const ROUNDING_MS = 1e-9;

/** A label's test with its place in the family. */
export interface JudgedTime {
  test: TimeTest;
  state: Extract<LabelState, 'regressed' | 'improved' | 'unchanged' | 'inconclusive'>;
  severity: Severity | null;
  /** Of its rank among the labels, for “worse” and for “better”. */
  limits: { worse: number; better: number };
  /** Holm rejects in the direction of the change, whatever the floors say. */
  isSignificant: boolean;
  /** As a ratio. */
  tolerance: number;
  smallestVisibleRatio: number;
  moreRunsNeeded: number | null;
}

/** Judges the labels of one family together: Holm in each direction, then the floors, then the tolerance. */
export function judgeFamily(tests: readonly TimeTest[], judgement: JudgementRules): JudgedTime[] {
  const worse = holm(
    tests.map(({ pWorse }) => pWorse),
    TIME_ALPHA
  );
  const better = holm(
    tests.map(({ pBetter }) => pBetter),
    TIME_ALPHA
  );
  return tests.map((test, index) => {
    const limits = { worse: worse[index]?.limit ?? TIME_ALPHA, better: better[index]?.limit ?? TIME_ALPHA };
    const isWorse = worse[index]?.isRejected ?? false;
    const isBetter = better[index]?.isRejected ?? false;
    const state = stateOf({ test, isWorse, isBetter, judgement });
    return {
      ...{ test, state, limits, isSignificant: isWorse || isBetter, tolerance: toleranceOf(test, judgement) },
      severity: state === 'regressed' ? severityOf(test, judgement) : null,
      smallestVisibleRatio: visibleRatio(test, TIME_ALPHA / tests.length, judgement),
      moreRunsNeeded: state === 'inconclusive' ? moreRunsNeeded({ test, limits, judgement }) : null,
    };
  });
}

interface Decision {
  test: Pick<TimeTest, 'change' | 'currentMs' | 'model' | 'upperChange'>;
  isWorse: boolean;
  isBetter: boolean;
  judgement: JudgementRules;
}

function stateOf({ test, isWorse, isBetter, judgement }: Decision): JudgedTime['state'] {
  const isLarge = isAboveFloors(test, judgement);
  if (isWorse && isLarge) {
    return 'regressed';
  }
  if (isBetter && isLarge) {
    return 'improved';
  }
  return test.upperChange < Math.log1p(toleranceOf(test, judgement)) ? 'unchanged' : 'inconclusive';
}

function isAboveFloors(
  { change, currentMs, model }: Decision['test'],
  { floorRatio, floorMs }: JudgementRules
): boolean {
  return Math.abs(change) > Math.log1p(floorRatio) && Math.abs(currentMs - model.centreMs) > floorMs + ROUNDING_MS;
}

/** max(20 %, 20 ms): a change that people would not mind. */
function toleranceOf({ model }: Pick<TimeTest, 'model'>, judgement: JudgementRules): number {
  return toleratedRatio(model.centreMs, judgement);
}

export function toleratedRatio(referenceMs: number, { tolerance, toleranceMs }: JudgementRules): number {
  return Math.max(tolerance, toleranceMs / referenceMs);
}

function severityOf({ currentMs, model }: TimeTest, { majorFrom, criticalFrom }: JudgementRules): Severity {
  const ratio = currentMs / model.centreMs - 1;
  if (ratio < majorFrom) {
    return 'minor';
  }
  return ratio < criticalFrom ? 'major' : 'critical';
}

function visibleRatio(
  { standardError, degreesOfFreedom, model }: TimeTest,
  limit: number,
  judgement: JudgementRules
): number {
  return visibleChangeRatio({ standardError, degreesOfFreedom, limit }, model.centreMs, judgement);
}

interface Undecided {
  test: TimeTest;
  limits: JudgedTime['limits'];
  judgement: JudgementRules;
}

/** Runs of this version that would decide the label if they found the change that was found. */
function moreRunsNeeded({ test, limits, judgement }: Undecided): number | null {
  const { model, change, degreesOfFreedom: df } = test;
  const critical = { worse: studentQuantile(1 - limits.worse, df), better: studentQuantile(1 - limits.better, df) };
  const excluding = studentQuantile(EXCLUSION_LEVEL, df);
  for (let more = 1; more <= MOST_RUNS; more += 1) {
    const error = standardErrorOf(model, test.currentRuns + more, test.samplesRatio);
    const found = { ...test, upperChange: change + excluding * error };
    const [isWorse, isBetter] = [change >= critical.worse * error, -change >= critical.better * error];
    if (stateOf({ test: found, isWorse, isBetter, judgement }) !== 'inconclusive') {
      return more;
    }
  }
  return null;
}
