import { DEFAULT_JUDGEMENT, type JudgementRules, type LabelRename } from '../contract/scenarios.ts';
import type { StatisticsRow } from '../contract/statistics.ts';
import type { LabelComparison, Verdict, VerdictReference } from '../contract/verdict.ts';
import { currentName, renameRows } from './label-renames.ts';
import { compareWithHistory, HISTORY_RULES } from './history/compare-with-history.ts';
import type { HistoryRun, HistoryStatistics } from './history/history-run.ts';
import { MIN_REFERENCE_RUNS } from './history/label-models.ts';
import { compareWithSingleReference, SINGLE_REFERENCE_RULES } from './single-reference.ts';
import { plural } from './wording.ts';

/** What a run can be compared with, and by which rules. */
export interface CompareRunInput {
  current: { rows: readonly StatisticsRow[] };
  /** The single reference: the run's own choice, the default baseline, or the last run of the previous version. */
  reference: { reference: VerdictReference; rows: readonly StatisticsRow[] } | null;
  /** Newest first, at most 20: accepted, valid, comparable runs without those of the current version. */
  history?: readonly HistoryRun[];
  /** Other valid runs of the current version, which count with this one. */
  siblings?: readonly HistoryStatistics[];
  /** The batch of this run: siblings of the same batch share the day with it. */
  batchId?: number | null;
  judgement?: JudgementRules;
  labelRenames?: readonly LabelRename[];
  /** The run asks for its own reference: that decides, whatever the history. */
  prefersReference?: boolean;
  /** The scenario's choice; `null` = the default ones. */
  keyLabels: readonly string[] | null;
}

/** What was compared, or that there was nothing to compare with. */
export interface RunComparison extends Pick<Verdict, 'reference' | 'rules' | 'drifts' | 'suspiciousRunId'> {
  comparisons: LabelComparison[];
  /** What a sentence calls the reference; `null` without one. */
  referenceName: string | null;
  judgement: JudgementRules;
}

/**
 * The run's own choice, else the history where it has enough runs, else the default baseline or the last run of the
 * previous version, whichever the caller found; else nothing.
 */
export function compareRun(input: CompareRunInput): RunComparison {
  const { history = [], reference, prefersReference = false, judgement = DEFAULT_JUDGEMENT } = input;
  const isOwnChoice = prefersReference && reference !== null;
  const [newest] = history;
  if (newest !== undefined && history.length >= MIN_REFERENCE_RUNS && !isOwnChoice) {
    return compareByHistory(input, { history, newest, judgement });
  }
  return reference === null
    ? { reference, rules: SINGLE_REFERENCE_RULES, comparisons: [], referenceName: null, judgement }
    : compareBySingle(input, reference, judgement);
}

interface KnownHistory {
  history: readonly HistoryRun[];
  newest: HistoryRun;
  judgement: JudgementRules;
}

function compareByHistory(input: CompareRunInput, { history, newest, judgement }: KnownHistory): RunComparison {
  const { reference, siblings = [], batchId = null, labelRenames = [], keyLabels, current } = input;
  const name = `history of ${plural(history.length, 'run')}`;
  const historyName = `the ${name}`;
  const single = reference && { name: nameOfReference(reference.reference), rows: reference.rows };
  const compared = compareWithHistory({
    ...{ history, siblings, batchId, single, keyLabels, labelRenames, judgement, historyName },
    current: current.rows,
  });
  return {
    ...compared,
    reference: {
      ...{ kind: 'history', source: 'history', runId: null, baselineId: null, confidence: 'normal' },
      ...{ name, versionName: newest.versionName, runIds: history.map(({ runId }) => runId) },
    },
    rules: HISTORY_RULES,
    referenceName: historyName,
    judgement,
  };
}

function compareBySingle(
  { current, labelRenames = [], keyLabels }: CompareRunInput,
  { reference, rows }: NonNullable<CompareRunInput['reference']>,
  judgement: JudgementRules
): RunComparison {
  const referenceName = nameOfReference(reference);
  const comparisons = compareWithSingleReference({
    current: renameRows(current.rows, labelRenames),
    reference: renameRows(rows, labelRenames),
    referenceName,
    keyLabels: keyLabels?.map((label) => currentName(label, labelRenames)) ?? null,
    judgement,
  });
  return { reference, rules: SINGLE_REFERENCE_RULES, comparisons, referenceName, judgement };
}

/** A run is called by its version; a baseline by its own name too. */
function nameOfReference({ kind, name, versionName }: VerdictReference): string {
  return kind === 'baseline' ? `the baseline “${name}” (${versionName})` : versionName;
}
