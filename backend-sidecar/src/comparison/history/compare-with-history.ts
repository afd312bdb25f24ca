import type { JudgementRules, LabelRename } from '../../contract/scenarios.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';
import type { LabelComparison, Metric } from '../../contract/verdict.ts';
import {
  changeOf,
  isDeciding,
  matchLabels,
  METRICS,
  UNJUDGED,
  FAMILY_METRIC,
  type ComparedLabel,
} from '../compared-labels.ts';
import { labelKey } from '../key-labels.ts';
import { currentName, renameRows } from '../label-renames.ts';
import { compareMetric, type SingleReferenceContext } from '../single-reference.ts';
import { driftsOf, type Drift } from './drifts.ts';
import { compareErrors } from './error-comparisons.ts';
import type { HistoryRun, HistoryStatistics } from './history-run.ts';
import { learnLabels, type LabelModel } from './label-models.ts';
import { nameRuns, rowsByLabel, type NamedRun } from './observed-labels.ts';
import { suspiciousRunOf } from './suspicious-run.ts';
import { compareTimes, type CurrentRun, type Judged } from './time-comparisons.ts';

/** Version of these rules, stored with every verdict. */
export const HISTORY_RULES = 'history/1';

export interface HistoryInput {
  current: readonly StatisticsRow[];
  /** Newest first, at least one. */
  history: readonly HistoryRun[];
  siblings: readonly HistoryStatistics[];
  batchId: number | null;
  /** Judges labels of which the history has too little; `null`: the newest run of the history that has the label. */
  single: { name: string; rows: readonly StatisticsRow[] } | null;
  /** `null`: the 20 labels with the largest total time in the newest run of the history. */
  keyLabels: readonly string[] | null;
  labelRenames: readonly LabelRename[];
  judgement: JudgementRules;
  /** What a sentence calls the history. */
  historyName: string;
}

export interface HistoryComparison {
  comparisons: LabelComparison[];
  drifts: Drift[];
  suspiciousRunId: number | null;
}

/** The input by today's names. */
interface Named extends Omit<HistoryInput, 'current' | 'siblings'> {
  runs: readonly NamedRun[];
  siblings: readonly CurrentRun[];
  labels: readonly ComparedLabel[];
}

/** Every label against the history, eight metrics a label; Holm's families are the key labels of a metric, and the others. */
export function compareWithHistory(input: HistoryInput): HistoryComparison {
  const named = nameInput(input);
  const models = learnLabels(named.runs, FAMILY_METRIC);
  const judged = new Map(METRICS.map((metric) => [metric, judgeMetric(metric, named, models)]));
  const fallBack = singleReferenceOf(named, judged);
  const comparisons = named.labels.flatMap((label) =>
    METRICS.map((metric) => {
      const found = judged.get(metric)?.get(labelKey(label));
      return found === undefined ? fallBack(label, metric) : toComparison(label, metric, found);
    })
  );
  return {
    comparisons,
    drifts: driftsOf({ comparisons, models, judgement: input.judgement }),
    suspiciousRunId: suspiciousRunOf(named.runs),
  };
}

function nameInput(input: HistoryInput): Named {
  const { history, siblings, current, labelRenames } = input;
  const runs = nameRuns(history, labelRenames);
  const newest = [...(runs[0]?.rows.values() ?? [])];
  const keyLabels = input.keyLabels?.map((label) => currentName(label, labelRenames)) ?? null;
  return {
    ...input,
    keyLabels,
    runs,
    siblings: siblings.map(({ rows, batchId = null }) => ({ rows: rowsByLabel(rows, labelRenames), batchId })),
    labels: matchLabels({ current: renameRows(current, labelRenames), reference: newest, keyLabels }),
  };
}

function judgeMetric(
  metric: Metric,
  named: Named,
  familyModels: ReadonlyMap<string, LabelModel>
): ReadonlyMap<string, Judged> {
  if (UNJUDGED.has(metric)) {
    return new Map();
  }
  const models = metric === FAMILY_METRIC ? familyModels : learnLabels(named.runs, metric);
  const families = [true, false].map((isKey) => named.labels.filter((label) => label.isKey === isKey));
  const versionNames = new Map(named.runs.map(({ versionId, versionName }) => [versionId, versionName]));
  return new Map(
    families.flatMap((labels) => {
      const isOfKeys = labels.some((label) => isDeciding(label, metric));
      const compared =
        metric === 'errorRate'
          ? compareErrors(labels, named.runs)
          : compareTimes({ ...named, metric, labels, models, versionNames, isDeciding: isOfKeys });
      return [...compared];
    })
  );
}

/** For labels of which the history has too little, and for figures that are shown only. */
function singleReferenceOf(named: Named, judged: ReadonlyMap<Metric, ReadonlyMap<string, Judged>>) {
  const { runs, single, judgement, historyName, labelRenames, labels } = named;
  const rows = newestRows(runs);
  const chosen = rowsByLabel(single?.rows ?? [], labelRenames);
  const isLeft = (label: ComparedLabel) => label.isKey && !judged.get('errorRate')?.has(labelKey(label));
  const familySize = labels.filter((label) => isLeft(label) && label.current !== undefined).length;
  return (label: ComparedLabel, metric: Metric): LabelComparison => {
    const row = chosen.get(labelKey(label)) ?? rows.get(labelKey(label))?.row;
    const reference = label.current === undefined ? label.reference : row;
    const isOfSingle = single !== null && chosen.has(labelKey(label));
    const name = isOfSingle ? single.name : (rows.get(labelKey(label))?.versionName ?? historyName);
    const referenceName = label.current === undefined || reference === undefined ? historyName : name;
    const context: SingleReferenceContext = { referenceName, familySize, judgement };
    return withNote(compareMetric({ ...label, reference }, metric, context));
  };
}

/** Each label's row in the newest run that has it. */
function newestRows(runs: readonly NamedRun[]): Map<string, { row: StatisticsRow; versionName: string }> {
  return new Map(
    runs
      .toReversed()
      .flatMap(({ rows, versionName }) => [...rows].map(([key, row]) => [key, { row, versionName }] as const))
  );
}

const COMPARED: ReadonlySet<LabelComparison['state']> = new Set(['improved', 'unchanged', 'suspected', 'regressed']);

function withNote(comparison: LabelComparison): LabelComparison {
  if (!COMPARED.has(comparison.state)) {
    return comparison;
  }
  return { ...comparison, why: `${comparison.why}; the history has too few runs with it to judge by` };
}

function toComparison(label: ComparedLabel, metric: Metric, judged: Judged): LabelComparison {
  return {
    label: label.label,
    kind: label.kind,
    metric,
    isKey: isDeciding(label, metric),
    ...judged,
    ...changeOf(judged.reference, judged.current),
  };
}
