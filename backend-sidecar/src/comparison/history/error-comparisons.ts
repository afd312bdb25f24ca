import type { ComparedLabel } from '../compared-labels.ts';
import { labelKey } from '../key-labels.ts';
import { judgeErrorFamily } from './error-states.ts';
import { sumOf, testErrors, type ErrorCounts } from './error-test.ts';
import { MIN_REFERENCE_RUNS } from './label-models.ts';
import type { NamedRun } from './observed-labels.ts';
import type { Judged } from './time-comparisons.ts';

/** By `labelKey`: what the history can judge; labels of which it has too little are left out. */
export function compareErrors(labels: readonly ComparedLabel[], runs: readonly NamedRun[]): Map<string, Judged> {
  const tested = labels.flatMap((label) => {
    const references = referenceCounts(runs, labelKey(label));
    return label.current === undefined || references.length < MIN_REFERENCE_RUNS
      ? []
      : [{ key: labelKey(label), test: testErrors(label.current, references) }];
  });
  const judgements = judgeErrorFamily(tested.map(({ test }) => test));
  return new Map(
    judgements.flatMap((judgement, index) => {
      const one = tested[index];
      return one === undefined ? [] : [[one.key, { ...figuresOf(one.test), ...judgement }]];
    })
  );
}

function referenceCounts(runs: readonly NamedRun[], key: string): ErrorCounts[] {
  return runs.flatMap(({ rows }) => rows.get(key) ?? []);
}

function figuresOf({ current, references }: { current: ErrorCounts; references: readonly ErrorCounts[] }) {
  const before = sumOf(references);
  return { reference: before.errors / before.count, current: current.errors / current.count, evidence: null };
}
