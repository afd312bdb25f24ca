import type { StatisticsRow } from '../contract/statistics.ts';
import type {
  Severity,
  Slo,
  SloResult,
  Validity,
  Verdict,
  VerdictOutcome,
  VerdictReason,
} from '../contract/verdict.ts';
import { compareRun, type CompareRunInput, type RunComparison } from './compare-run.ts';
import { judgeSlos } from './judge-slos.ts';
import { judgeValidity, type ValidityEvidence } from './validity.ts';
import { comparisonReasons, isFailing, reasonRank, sloReasons, validityReasons } from './verdict-reasons.ts';
import { countKeyLabels, whatWasSeen } from './what-was-seen.ts';
import { capitalised, plural } from './wording.ts';

export interface JudgeRunInput extends CompareRunInput {
  /** Statistics of the analysis window. */
  current: { total: StatisticsRow; rows: readonly StatisticsRow[] };
  slos: readonly Slo[];
  /** The least severity of a regression that fails the run; a single reference knows only `critical` ones. */
  failSeverity: Severity;
  evidence: ValidityEvidence;
  judgedAtMs: number;
}

/** What has been found out before the outcome is decided. */
interface Evidence extends Pick<RunComparison, 'comparisons' | 'referenceName' | 'judgement'> {
  slos: SloResult[];
  validity: Validity;
  keyLabels: readonly string[] | null;
}

/** The verdict of a run: failed, else inconclusive, else passed, with the reasons, the worst first. */
export function judgeRun(input: JudgeRunInput): Verdict {
  const { referenceName, judgement, ...compared } = compareRun(input);
  const found = gatherEvidence(input, { ...compared, referenceName, judgement });
  const problems = findProblems(found, input.failSeverity);
  const outcome = decideOutcome(problems, found.keyLabels !== null);
  const reasons = outcome === 'passed' ? [...problems, passedReason(found)] : problems;
  return {
    outcome,
    sentence: verdictSentence(outcome, reasons, found),
    reasons,
    validity: found.validity,
    ...compared,
    slos: found.slos,
    judgedAtMs: input.judgedAtMs,
  };
}

function gatherEvidence({ current, slos, keyLabels, evidence }: JudgeRunInput, compared: RunComparison): Evidence {
  const { comparisons, referenceName, judgement } = compared;
  return {
    ...{ comparisons, referenceName, judgement, keyLabels },
    slos: judgeSlos(slos, current.total, current.rows),
    validity: judgeValidity({ evidence }),
  };
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
function passedReason({ slos, comparisons, referenceName, judgement }: Evidence): VerdictReason {
  const sloText = keptSlos(slos.length);
  const text =
    referenceName === null
      ? `${sloText}; without a reference run no change could be seen`
      : `${sloText}; ${whatWasSeen({ comparisons, referenceName, judgement })}`;
  return { code: 'passed', label: null, text };
}

/** `both SLOs are kept` */
function keptSlos(count: number): string {
  const subjects = ['no SLO is set', 'the SLO is kept', 'both SLOs are kept'];
  return subjects[count] ?? `all ${count} SLOs are kept`;
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
