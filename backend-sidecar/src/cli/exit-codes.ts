import type { VerdictOutcome } from '../contract/verdict.ts';

/** What a pipeline goes by; docs/CLI.md names them. */
export const EXIT_CODES = {
  passed: 0,
  failed: 1,
  inconclusive: 2,
  unusable: 3,
  usage: 64,
  fault: 70,
  unwritten: 73,
} as const;

/** `null`: nothing was to be judged, and nothing was wrong. */
export function exitCodeOf(outcome: VerdictOutcome | null): number {
  return outcome === null ? EXIT_CODES.passed : EXIT_CODES[outcome];
}
