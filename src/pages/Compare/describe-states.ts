import type { LabelState, Metric } from 'perftest-automation-sidecar/contract/verdict';

import { METRIC_NAMES, plural } from '../../shared/format';

const WORDS: Record<LabelState, string> = {
  regressed: 'worse',
  suspected: 'perhaps worse',
  improved: 'better',
  unchanged: 'unchanged',
  inconclusive: 'inconclusive',
  'not judged': 'not judged',
  new: 'new',
  missing: 'missing',
  'no data': 'without data',
};

interface States {
  counts: ReadonlyArray<readonly [LabelState, number]>;
  metric: Metric;
}

/** `2 labels worse, 1 better, 14 unchanged`: what a run's labels became against its reference. */
export function describeStates({ counts, metric }: States): string {
  if (metric !== 'p90Ms' && metric !== 'errorRate') {
    return `${METRIC_NAMES[metric]} is shown, not judged`;
  }
  if (counts.length === 0) {
    return 'no label could be judged';
  }
  return counts
    .map(([state, count], index) => `${index === 0 ? plural(count, 'label') : count} ${WORDS[state]}`)
    .join(', ');
}
