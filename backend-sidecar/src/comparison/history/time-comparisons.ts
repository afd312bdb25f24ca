import type { JudgementRules } from '../../contract/scenarios.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';
import type { LabelComparison, Metric, TimeEvidence } from '../../contract/verdict.ts';
import type { ComparedLabel } from '../compared-labels.ts';
import { neededSamples } from '../enough-samples.ts';
import { labelKey } from '../key-labels.ts';
import { tooManyFailed, type Judgement } from '../time-rule.ts';
import { formatCount, metricName } from '../wording.ts';
import type { LabelModel } from './label-models.ts';
import { logOfTime, observedTime } from './observed-labels.ts';
import { judgeFamily, type JudgedTime } from './time-states.ts';
import { testTime, type CurrentTimes, type TimeTest } from './time-test.ts';
import { timeWhy } from './time-why.ts';

/** A comparison's part that the rule gives. */
export type Judged = Pick<LabelComparison, 'reference' | 'current' | 'evidence'> & Judgement;

/** A run of the current version by today's names. */
export interface CurrentRun {
  batchId: number | null;
  rows: ReadonlyMap<string, StatisticsRow>;
}

export interface TimeComparisonInput {
  metric: Metric;
  /** Of one family: the key labels, or all others. */
  labels: readonly ComparedLabel[];
  models: ReadonlyMap<string, LabelModel>;
  siblings: readonly CurrentRun[];
  batchId: number | null;
  judgement: JudgementRules;
  /** Only the deciding family tells its limits. */
  isDeciding: boolean;
  versionNames: ReadonlyMap<number, string>;
}

/** By `labelKey`: what the history can judge; labels of which it has too little are left out. */
export function compareTimes(input: TimeComparisonInput): Map<string, Judged> {
  const judged = new Map<string, Judged>();
  const tested: Array<{ key: string; test: TimeTest }> = [];
  for (const label of input.labels) {
    const [key, model] = [labelKey(label), input.models.get(labelKey(label))];
    if (label.current === undefined || model === undefined) {
      continue;
    }
    const refused = refusal(input.metric, label.current, model);
    if (refused === undefined) {
      tested.push({ key, test: testTime(model, currentTimes(input, label.current)) });
    } else {
      judged.set(key, refused);
    }
  }
  const family = judgeFamily(
    tested.map(({ test }) => test),
    input.judgement
  );
  family.forEach((one, index) => judged.set(tested[index]?.key ?? '', toJudged(one, input)));
  return judged;
}

function refusal(metric: Metric, current: StatisticsRow, { centreMs }: LabelModel): Judged | undefined {
  const figures = { reference: centreMs, current: current[metric], evidence: null };
  if (current[metric] === null) {
    return { ...figures, state: 'no data', severity: null, why: `This run has no ${metricName(metric)} of it` };
  }
  const needed = neededSamples(metric);
  if (current.count < needed) {
    const why = `Too few samples (${formatCount(current.count)} now): ${metricName(metric)} needs ${formatCount(needed)}`;
    return { ...figures, state: 'not judged', severity: null, why };
  }
  const failed = tooManyFailed(current, 'now');
  return failed && { ...figures, ...failed };
}

/** This run, and the siblings that have the label with enough good samples. */
function currentTimes({ metric, siblings, batchId }: TimeComparisonInput, current: StatisticsRow): CurrentTimes {
  const key = labelKey(current);
  const others = siblings.flatMap(({ rows, batchId: ofBatch }) => {
    const row = rows.get(key);
    const y = row && observedTime(row, metric);
    return row === undefined || y === undefined ? [] : [{ y, samples: row.count, batchId: ofBatch }];
  });
  return { observations: [{ y: logOfTime(current[metric] ?? 0), samples: current.count, batchId }, ...others] };
}

function toJudged(judged: JudgedTime, { isDeciding, judgement, versionNames }: TimeComparisonInput): Judged {
  return {
    reference: judged.test.model.centreMs,
    current: judged.test.currentMs,
    state: judged.state,
    severity: judged.severity,
    why: timeWhy(judged, judgement, versionNames),
    evidence: evidenceOf(judged, isDeciding),
  };
}

function evidenceOf(
  { test, limits, smallestVisibleRatio, moreRunsNeeded }: JudgedTime,
  isDeciding: boolean
): TimeEvidence {
  const { model, change, standardError, degreesOfFreedom, t } = test;
  return {
    referenceRuns: model.centre.runs.length,
    centreMs: model.centreMs,
    spread: Math.sqrt(model.variance),
    ...{ degreesOfFreedom, change, standardError, t },
    p: test.pWorse,
    holmLimit: isDeciding ? limits.worse : null,
    upperChangeRatio: Math.expm1(test.upperChange),
    ...{ smallestVisibleRatio, moreRunsNeeded },
  };
}
