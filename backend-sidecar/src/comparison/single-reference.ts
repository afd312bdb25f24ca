import type { JudgementRules } from '../contract/scenarios.ts';
import type { LabelComparison, Metric } from '../contract/verdict.ts';
import {
  changeOf,
  isDeciding,
  judgePresence,
  matchLabels,
  METRICS,
  UNJUDGED,
  type ComparedLabel,
  type LabelSources,
} from './compared-labels.ts';
import { judgeErrors } from './error-rule.ts';
import { judgeTime, type Judgement, type RowPair } from './time-rule.ts';
import { metricName } from './wording.ts';

export { FAMILY_METRIC } from './compared-labels.ts';

/** Version of these rules, stored with every verdict. */
export const SINGLE_REFERENCE_RULES = 'single-reference/1';

export interface SingleReferenceInput extends LabelSources {
  /** What a sentence calls the reference, e.g. its version. */
  referenceName: string;
  judgement?: JudgementRules;
}

/** What a label and metric are judged with besides the label's own rows. */
export interface SingleReferenceContext {
  referenceName: string;
  /** Labels whose error rates are judged together. */
  familySize: number;
  judgement?: JudgementRules | undefined;
}

/**
 * Every label against one reference run, eight metrics a label. `isKey` marks the rows that may decide: p90 and error
 * rate of a key label. The others have the same figures and are informative.
 */
export function compareWithSingleReference(input: SingleReferenceInput): LabelComparison[] {
  const labels = matchLabels(input);
  const { referenceName, judgement } = input;
  const familySize = labels.filter((label) => label.isKey && label.current && label.reference).length;
  return labels.flatMap((label) =>
    METRICS.map((metric) => compareMetric(label, metric, { referenceName, judgement, familySize }))
  );
}

/** One label and metric by the single-reference rule. */
export function compareMetric(label: ComparedLabel, metric: Metric, context: SingleReferenceContext): LabelComparison {
  const reference = label.reference?.[metric] ?? null;
  const current = label.current?.[metric] ?? null;
  return {
    label: label.label,
    kind: label.kind,
    metric,
    isKey: isDeciding(label, metric),
    reference,
    current,
    ...changeOf(reference, current),
    ...judgeMetric(label, metric, context),
  };
}

function judgeMetric(label: ComparedLabel, metric: Metric, context: SingleReferenceContext): Judgement {
  const { current, reference } = label;
  const { referenceName, judgement, familySize } = context;
  if (current === undefined || reference === undefined) {
    return judgePresence(label, referenceName);
  }
  const pair: RowPair = { current, reference, referenceName, ...(judgement && { judgement }) };
  if (metric === 'errorRate') {
    return judgeErrors(pair, familySize);
  }
  if (UNJUDGED.has(metric)) {
    return { state: 'not judged', severity: null, why: `The ${metricName(metric)} of a label is shown, never judged` };
  }
  return judgeTime(metric, pair);
}
