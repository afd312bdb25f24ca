import type { PreflightFinding } from '../contract/preflight.ts';
import { findElementFaults } from './preflight-findings-elements.ts';
import { findFileFaults } from './preflight-findings-files.ts';
import { findInfluxFaults } from './preflight-findings-influx.ts';
import { findLoadFaults } from './preflight-findings-load.ts';
import { findValueFaults } from './preflight-findings-values.ts';
import type { PreflightScope } from './preflight-scope.ts';

const WORST_FIRST: ReadonlyArray<PreflightFinding['severity']> = ['error', 'warning', 'info'];

/** Everything that was found: the worst first, then as it stands in the script, what is about the whole plan at the end. */
export function findFindings(scope: PreflightScope): PreflightFinding[] {
  return [
    ...findLoadFaults(scope),
    ...findFileFaults(scope),
    ...findElementFaults(scope),
    ...findInfluxFaults(scope),
    ...findValueFaults(scope),
  ].sort(
    (left, right) =>
      WORST_FIRST.indexOf(left.severity) - WORST_FIRST.indexOf(right.severity) ||
      (left.line ?? Number.MAX_SAFE_INTEGER) - (right.line ?? Number.MAX_SAFE_INTEGER)
  );
}
