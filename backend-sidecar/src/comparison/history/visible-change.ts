import type { JudgementRules } from '../../contract/scenarios.ts';
import { detectableNonCentrality } from '../numerics/non-central-t.ts';
import { normalQuantile } from '../numerics/normal-quantile.ts';
import { studentQuantile } from '../numerics/student-t.ts';

/** A change counts as visible when it would be found in so many of all cases. */
const POWER = 0.8;

export interface Sight {
  standardError: number;
  degreesOfFreedom: number;
  /** Of the test: Holm's first, at which a single change must be found. */
  limit: number;
}

/** The smallest true change, on the log scale, whose p falls below the limit in 8 of 10 cases. */
export function significantChange({ standardError, ...test }: Sight): number {
  return standardError * visibleErrors(test);
}

/** The same in standard errors. */
export function visibleErrors({ degreesOfFreedom: df, limit }: Omit<Sight, 'standardError'>): number {
  const critical = studentQuantile(1 - limit, df);
  return detectableNonCentrality({ critical, df, power: POWER });
}

/** The same for `regressed`, which is above both floors as well; as a ratio. */
export function visibleChangeRatio(sight: Sight, centreMs: number, { floorRatio, floorMs }: JudgementRules): number {
  const floor = Math.log1p(Math.max(floorRatio, floorMs / centreMs));
  const aboveFloor = floor + normalQuantile(POWER) * sight.standardError;
  return Math.expm1(Math.max(significantChange(sight), aboveFloor));
}
