import type { StatisticsRow } from '../contract/statistics.ts';
import type { Verdict } from '../contract/verdict.ts';
import { plural } from './wording.ts';

export const SMOKE_RULES = 'smoke/1';
/** More names than these nobody reads in a sentence. */
const NAMED_LABELS = 3;

/** The verdict of a smoke run: it has passed if something was asked and nothing failed, neither sample nor transaction. */
export function judgeSmoke(rows: readonly StatisticsRow[], judgedAtMs: number): Verdict {
  const failed = rows.filter(({ errors }) => errors > 0);
  const requests = rows.filter(({ kind }) => kind !== 'transaction');
  const hasPassed = requests.length > 0 && failed.length === 0;
  const sentence = sentenceOf(requests, failed);
  return {
    outcome: hasPassed ? 'passed' : 'failed',
    sentence,
    reasons: hasPassed
      ? [{ code: 'passed', label: null, text: sentence }]
      : failed.map(({ label, errors, count }) => ({
          code: 'errors-risen',
          label,
          text: `${label}: ${errors} of ${count} failed`,
        })),
    validity: { isValid: true, findings: [] },
    reference: null,
    slos: [],
    comparisons: [],
    rules: SMOKE_RULES,
    judgedAtMs,
  };
}

/** @param requests rows of samplers, those of setUp and tearDown groups included */
function sentenceOf(requests: readonly StatisticsRow[], failed: readonly StatisticsRow[]): string {
  const count = requests.reduce((sum, row) => sum + row.count, 0);
  if (count === 0) {
    return 'Smoke run: nothing was asked of the system';
  }
  if (failed.length === 0) {
    return `Smoke run: ${plural(count, 'request')}, none failed`;
  }
  const errors = requests.reduce((sum, row) => sum + row.errors, 0);
  const names = failed.slice(0, NAMED_LABELS).map(({ label }) => `“${label}”`);
  const more = failed.length > NAMED_LABELS ? ` and ${failed.length - NAMED_LABELS} more` : '';
  return `Smoke run: ${errors} of ${plural(count, 'request')} failed (${names.join(', ')}${more})`;
}
