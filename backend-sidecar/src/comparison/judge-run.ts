import type { JudgementRules, LabelRename } from '../contract/scenarios.ts';
import type { StatisticsRow } from '../contract/statistics.ts';
import type {
  LabelComparison,
  Severity,
  Slo,
  SloResult,
  Validity,
  Verdict,
  VerdictOutcome,
  VerdictReason,
  VerdictReference,
} from '../contract/verdict.ts';
import type { HistoryRun, HistoryStatistics } from './history/history-run.ts';
import { judgeSlos } from './judge-slos.ts';
import { compareWithSingleReference, FAMILY_METRIC, SINGLE_REFERENCE_RULES } from './single-reference.ts';
import { judgeValidity, type ValidityEvidence } from './validity.ts';
import { comparisonReasons, isFailing, reasonRank, sloReasons, validityReasons } from './verdict-reasons.ts';
import { capitalised, plural } from './wording.ts';

export interface JudgeRunInput {
  /** Statistics of the analysis window. */
  current: { total: StatisticsRow; rows: readonly StatisticsRow[] };
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
  slos: readonly Slo[];
  /** The scenario's choice; `null` = the default ones. */
  keyLabels: readonly string[] | null;
  /** The least severity of a regression that fails the run; a single reference knows only `critical` ones. */
  failSeverity: Severity;
  evidence: ValidityEvidence;
  judgedAtMs: number;
}

/** What has been found out before the outcome is decided. */
interface Evidence {
  slos: SloResult[];
  validity: Validity;
  comparisons: LabelComparison[];
  referenceName: string | null;
  keyLabels: readonly string[] | null;
}

/** The verdict of a run: failed, else inconclusive, else passed, with the reasons, the worst first. */
export function judgeRun(input: JudgeRunInput): Verdict {
  const found = gatherEvidence(input);
  const problems = findProblems(found, input.failSeverity);
  const outcome = decideOutcome(problems, found.keyLabels !== null);
  const reasons = outcome === 'passed' ? [...problems, passedReason(found)] : problems;
  return {
    outcome,
    sentence: verdictSentence(outcome, reasons, found),
    reasons,
    validity: found.validity,
    reference: input.reference?.reference ?? null,
    slos: found.slos,
    comparisons: found.comparisons,
    rules: SINGLE_REFERENCE_RULES,
    judgedAtMs: input.judgedAtMs,
  };
}

function gatherEvidence({ current, reference, slos, keyLabels, evidence }: JudgeRunInput): Evidence {
  const referenceName = reference === null ? null : nameOfReference(reference.reference);
  return {
    slos: judgeSlos(slos, current.total, current.rows),
    validity: judgeValidity({ evidence }),
    comparisons:
      reference === null || referenceName === null
        ? []
        : compareWithSingleReference({ current: current.rows, reference: reference.rows, referenceName, keyLabels }),
    referenceName,
    keyLabels,
  };
}

/** A run is called by its version; a baseline by its own name too. */
function nameOfReference({ kind, name, versionName }: VerdictReference): string {
  return kind === 'run' ? versionName : `the baseline “${name}” (${versionName})`;
}

function findProblems(found: Evidence, failSeverity: Severity): VerdictReason[] {
  const { slos, validity, comparisons, referenceName } = found;
  const reasons = [
    ...sloReasons(slos),
    ...validityReasons(validity),
    ...(referenceName === null ? [] : comparisonReasons({ comparisons, referenceName, failSeverity })),
  ];
  return (reasons.some(isFailing) ? reasons : [...reasons, ...unjudgedReasons(found)]).sort(
    (a, b) => reasonRank(a) - reasonRank(b)
  );
}

function unjudgedReasons(found: Evidence): VerdictReason[] {
  if (found.referenceName === null && found.slos.length === 0) {
    return [{ code: 'nothing-to-compare', label: null, text: 'Nothing to compare with: no reference run and no SLO' }];
  }
  const hasJudgedSlo = found.slos.some((result) => result.state !== 'no data');
  if (found.referenceName === null || hasJudgedSlo || countKeyLabels(found.comparisons).judged > 0) {
    return [];
  }
  const text = `Nothing could be judged: no key label can be compared with ${found.referenceName}`;
  return [{ code: 'nothing-judged', label: null, text }];
}

/** An inconclusive label decides only where a person chose the key labels. */
function decideOutcome(problems: readonly VerdictReason[], areKeyLabelsChosen: boolean): VerdictOutcome {
  if (problems.some(isFailing)) {
    return 'failed';
  }
  const isUnsure = problems.some((reason) => {
    const isOfLabel = reason.code === 'label-inconclusive';
    return isOfLabel ? areKeyLabelsChosen : !reason.code.endsWith('-suspected');
  });
  return isUnsure ? 'inconclusive' : 'passed';
}

/** What was looked at, and what could not be seen. */
function passedReason({ slos, comparisons, referenceName }: Evidence): VerdictReason {
  const sloText = keptSlos(slos.length);
  if (referenceName === null) {
    return { code: 'passed', label: null, text: `${sloText}; without a reference run no change could be seen` };
  }
  const { judged, all } = countKeyLabels(comparisons);
  const seen = `${judged} of ${plural(all, 'key label')} judged against ${referenceName}`;
  const unseen = 'with one reference run a change below 25 % cannot be told from chance';
  return { code: 'passed', label: null, text: `${sloText}; ${seen}; ${unseen}` };
}

/** `both SLOs are kept` */
function keptSlos(count: number): string {
  const subjects = ['no SLO is set', 'the SLO is kept', 'both SLOs are kept'];
  return subjects[count] ?? `all ${count} SLOs are kept`;
}

function countKeyLabels(comparisons: readonly LabelComparison[]): { judged: number; all: number } {
  const rows = comparisons.filter((comparison) => comparison.isKey && comparison.metric === FAMILY_METRIC);
  const judged = rows.filter(({ state }) => ['improved', 'unchanged', 'suspected', 'regressed'].includes(state));
  return { judged: judged.length, all: rows.length };
}

function verdictSentence(outcome: VerdictOutcome, reasons: readonly VerdictReason[], found: Evidence): string {
  if (outcome === 'passed') {
    return passedSentence(reasons, found);
  }
  const deciding = outcome === 'failed' ? reasons.filter(isFailing) : reasons;
  const others = deciding.length - 1;
  const rest = others > 0 ? ` – and ${plural(others, 'other reason')}` : '';
  return `${deciding[0]?.text ?? 'No reason was found'}${rest}.`;
}

function passedSentence(reasons: readonly VerdictReason[], { referenceName, comparisons }: Evidence): string {
  const text = reasons.find((reason) => reason.code === 'passed')?.text ?? '';
  if (referenceName === null) {
    return `${capitalised(text)}.`;
  }
  const suspicions = reasons.filter((reason) => reason.code.endsWith('-suspected')).length;
  if (suspicions > 0) {
    return `${plural(suspicions, 'suspicion')} to look at; ${text}.`;
  }
  const { judged } = countKeyLabels(comparisons);
  return `${judged === 0 ? 'No key label could be judged' : 'No key label is clearly worse'}; ${text}.`;
}
