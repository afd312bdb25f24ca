import type { PreflightFinding } from '../contract/preflight.ts';
import type { PreflightScope } from './preflight.ts';

/** Everything that was found, the worst first. */
export function findFindings(_scope: PreflightScope): PreflightFinding[] {
  return [];
}
