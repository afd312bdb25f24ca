import { DEFAULT_JUDGEMENT, type JudgementRules, type LabelRename } from '../../contract/scenarios.ts';
import type { LabelNoise } from '../../contract/history.ts';
import { FAMILY_METRIC, matchLabels, type ComparedLabel } from '../compared-labels.ts';
import { labelKey } from '../key-labels.ts';
import { currentName } from '../label-renames.ts';
import type { HistoryRun } from './history-run.ts';
import { learnLabels, type LabelModel } from './label-models.ts';
import { nameRuns, observationsOf } from './observed-labels.ts';
import { suspiciousRunOf } from './suspicious-run.ts';
import { TIME_ALPHA } from './time-states.ts';
import { standardErrorOf } from './time-test.ts';
import { visibleChangeRatio, visibleErrors } from './visible-change.ts';

/** The change that people ask for first. */
const ASKED_CHANGE = Math.log(1.05);
const MOST_RUNS = 100;

export interface NoiseInput {
  /** Newest first. */
  history: readonly HistoryRun[];
  /** `null`: the 20 labels with the largest total time in the newest run. */
  keyLabels: readonly string[] | null;
  judgement?: JudgementRules;
  labelRenames?: readonly LabelRename[];
}

/** What the history knows about each label of its newest run, the key labels first. */
export function noiseOf({
  history,
  keyLabels,
  judgement = DEFAULT_JUDGEMENT,
  labelRenames = [],
}: NoiseInput): LabelNoise[] {
  const runs = nameRuns(history, labelRenames);
  const newest = [...(runs[0]?.rows.values() ?? [])];
  const names = keyLabels?.map((label) => currentName(label, labelRenames)) ?? null;
  const labels = matchLabels({ current: [], reference: newest, keyLabels: names });
  const models = learnLabels(runs, FAMILY_METRIC);
  const judged = labels.filter((label) => label.isKey && models.has(labelKey(label))).length;
  return labels.map((label) => {
    const model = models.get(labelKey(label));
    const runCount = observationsOf(runs, labelKey(label), FAMILY_METRIC).length;
    return { ...labelOf(label), runs: runCount, ...figuresOf(model, TIME_ALPHA / Math.max(1, judged), judgement) };
  });
}

/** A run of the history that perhaps does not belong there; `null` where none stands out. */
export function suspiciousRunIn({
  history,
  labelRenames = [],
}: Pick<NoiseInput, 'history' | 'labelRenames'>): number | null {
  return suspiciousRunOf(nameRuns(history, labelRenames));
}

function labelOf({ label, kind, isKey }: ComparedLabel): Pick<LabelNoise, 'label' | 'kind' | 'isKey'> {
  return { label, kind, isKey };
}

type NoiseFigures = Pick<LabelNoise, 'centreMs' | 'spread' | 'smallestChange' | 'runsForFivePercent'>;

/** @param limit Holm's first: a change of one label alone must pass it */
function figuresOf(model: LabelModel | undefined, limit: number, judgement: JudgementRules): NoiseFigures {
  if (model === undefined) {
    return { centreMs: null, spread: null, smallestChange: null, runsForFivePercent: null };
  }
  const { centreMs, degreesOfFreedom } = model;
  const sight = { standardError: standardErrorOf(model, 1), degreesOfFreedom, limit };
  return {
    centreMs,
    spread: Math.sqrt(model.variance),
    smallestChange: visibleChangeRatio(sight, centreMs, judgement),
    runsForFivePercent: runsFor(ASKED_CHANGE, model, limit),
  };
}

/** Runs of the next version that make the change significant in 8 of 10 cases; the floors are left aside. */
function runsFor(change: number, model: LabelModel, limit: number): number | null {
  const { degreesOfFreedom } = model;
  const seen = change / visibleErrors({ degreesOfFreedom, limit });
  for (let runs = 1; runs <= MOST_RUNS; runs += 1) {
    if (standardErrorOf(model, runs) <= seen) {
      return runs;
    }
  }
  return null;
}
