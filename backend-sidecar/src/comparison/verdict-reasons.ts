import type { LabelComparison, LabelState, Severity, SloResult, Validity, VerdictReason } from '../contract/verdict.ts';
import { assertNever } from '../kernel/assert-never.ts';
import { changeText } from './time-rule.ts';
import { formatShare, metricName } from './wording.ts';

/** The worst first. Everything up to and with `label-missing` fails a run. */
const REASON_ORDER: ReadonlyArray<VerdictReason['code']> = [
  'slo-failed',
  'errors-risen',
  'time-regressed',
  'label-missing',
  'run-invalid',
  'nothing-to-compare',
  'nothing-judged',
  'slo-no-data',
  'label-inconclusive',
  'errors-suspected',
  'time-suspected',
  'passed',
];

const LAST_FAILING_RANK = REASON_ORDER.indexOf('label-missing');

export function reasonRank(reason: Pick<VerdictReason, 'code'>): number {
  return REASON_ORDER.indexOf(reason.code);
}

export function isFailing(reason: Pick<VerdictReason, 'code'>): boolean {
  return reasonRank(reason) <= LAST_FAILING_RANK;
}

export function sloReasons(slos: readonly SloResult[]): VerdictReason[] {
  return slos
    .filter((result) => result.state !== 'passed')
    .map((result) => ({
      code: result.state === 'failed' ? 'slo-failed' : 'slo-no-data',
      label: result.slo.label,
      text: result.why,
    }));
}

export function validityReasons(validity: Validity): VerdictReason[] {
  return validity.findings.map((finding) => ({
    code: 'run-invalid',
    label: null,
    text: `The run is not valid: ${finding}`,
  }));
}

export interface ComparisonReasonsInput {
  comparisons: readonly LabelComparison[];
  referenceName: string;
  /** A slowdown below this severity is shown and does not fail the run. */
  failSeverity: Severity;
}

/** One reason for each deciding row that is not as it should be, the largest change first. */
export function comparisonReasons({ comparisons, ...context }: ComparisonReasonsInput): VerdictReason[] {
  return comparisons
    .filter((comparison) => comparison.isKey)
    .sort((a, b) => badness(b) - badness(a))
    .flatMap((comparison) => {
      const code = reasonCode(comparison, context.failSeverity);
      const text = reasonText(comparison, context.referenceName);
      return code === undefined ? [] : [{ code, label: comparison.label, text }];
    });
}

/** Times by their ratio, error rates by their percentage points: compared only within one code. */
function badness({ metric, change, changeRatio }: LabelComparison): number {
  return (metric === 'errorRate' ? change : changeRatio) ?? 0;
}

function reasonCode(comparison: LabelComparison, failSeverity: Severity): VerdictReason['code'] | undefined {
  const { state, metric } = comparison;
  return metric === 'errorRate' ? errorReasonCode(state) : timeReasonCode(comparison, failSeverity);
}

/** A missing label or one without data is told once, by its time. */
function errorReasonCode(state: LabelState): VerdictReason['code'] | undefined {
  if (state === 'regressed') {
    return 'errors-risen';
  }
  return state === 'suspected' ? 'errors-suspected' : undefined;
}

function timeReasonCode(
  { state, severity }: LabelComparison,
  failSeverity: Severity
): VerdictReason['code'] | undefined {
  switch (state) {
    case 'regressed':
      return severityRank(severity) >= severityRank(failSeverity) ? 'time-regressed' : 'time-suspected';
    case 'suspected':
      return 'time-suspected';
    case 'missing':
      return 'label-missing';
    case 'inconclusive':
    case 'no data':
      return 'label-inconclusive';
    case 'improved':
    case 'unchanged':
    case 'not judged':
    case 'new':
      return undefined;
    default:
      return assertNever(state);
  }
}

const SEVERITIES: readonly Severity[] = ['minor', 'major', 'critical'];

function severityRank(severity: Severity | null): number {
  return severity === null ? -1 : SEVERITIES.indexOf(severity);
}

function reasonText(comparison: LabelComparison, referenceName: string): string {
  const { label, state, metric, current, reference, why } = comparison;
  if (state === 'missing') {
    return `${label} is missing: ${why}`;
  }
  const isChange = state === 'regressed' || state === 'suspected';
  if (!isChange || current === null || reference === null) {
    return `${label} cannot be judged: ${why.charAt(0).toLowerCase()}${why.slice(1)}`;
  }
  return metric === 'errorRate'
    ? `${label} fails in ${formatShare(current)} of its samples, in ${referenceName} in ${formatShare(reference)}`
    : `${label} ${metricName(metric)} is ${changeText({ current, reference, referenceName })}`;
}
