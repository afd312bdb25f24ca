import type { RunStatus } from '../contract/runs.ts';
import type { VerdictOutcome, VerdictReason } from '../contract/verdict.ts';
import { reasonRank } from './verdict-reasons.ts';
import { plural } from './wording.ts';

export interface BatchMember {
  runId: number;
  /** What a sentence calls it, e.g. `prod · load`. */
  name: string;
  status: RunStatus;
  outcome: VerdictOutcome | null;
  /** Of its verdict, the worst first; empty without one. */
  reasons: readonly VerdictReason[];
  /** Why it was not carried out, for `failed` and `cancelled`. */
  errorTitle?: string | null;
}

export interface BatchFinding {
  runId: number;
  label: string | null;
  text: string;
}

export interface BatchJudgement {
  /** `null` while members are to come and none has failed yet. */
  outcome: VerdictOutcome | null;
  sentence: string;
  /** At most three, the worst first. */
  findings: BatchFinding[];
}

const FINDING_COUNT = 3;
const ENDED: readonly RunStatus[] = ['completed', 'failed', 'cancelled'];

/** The worst of the members' verdicts; one that was not carried out, or has no verdict, leaves it inconclusive at best. */
export function judgeBatch(members: readonly BatchMember[]): BatchJudgement {
  const outcome = worstOutcome(members);
  return { outcome, sentence: batchSentence(outcome, members), findings: worstFindings(members) };
}

function worstOutcome(members: readonly BatchMember[]): VerdictOutcome | null {
  const outcomes = members.map(memberOutcome);
  if (outcomes.includes('failed')) {
    return 'failed';
  }
  if (outcomes.length === 0 || outcomes.includes(null)) {
    return null;
  }
  return outcomes.includes('inconclusive') ? 'inconclusive' : 'passed';
}

function memberOutcome(member: BatchMember): VerdictOutcome | null {
  if (!ENDED.includes(member.status)) {
    return null;
  }
  if (member.status === 'completed') {
    return member.outcome ?? 'inconclusive';
  }
  // The verdict of a partial result can only make it worse.
  return member.outcome === 'failed' ? 'failed' : 'inconclusive';
}

function batchSentence(outcome: VerdictOutcome | null, members: readonly BatchMember[]): string {
  if (members.length === 0) {
    return 'There are no runs in this batch.';
  }
  const ended = members.filter((member) => ENDED.includes(member.status)).length;
  const waiting =
    ended < members.length ? `; ${members.length - ended} of ${plural(members.length, 'run')} to come` : '';
  if (outcome === null) {
    return `No verdict yet: ${ended} of ${plural(members.length, 'run')} ended.`;
  }
  return `${outcomeCounts(members)}${waiting}.`;
}

/** `2 runs failed, 1 inconclusive, 5 passed` */
function outcomeCounts(members: readonly BatchMember[]): string {
  const count = (outcome: VerdictOutcome) => members.filter((member) => memberOutcome(member) === outcome).length;
  const notCarriedOut = members.filter((member) => member.status === 'failed' || member.status === 'cancelled').length;
  const parts = [
    [count('failed'), 'failed'],
    [count('inconclusive'), 'inconclusive'],
    [count('passed'), 'passed'],
  ].filter(([number]) => number !== 0);
  const text = parts.map(([number, word], index) =>
    index === 0 ? `${plural(Number(number), 'run')} ${word}` : `${number} ${word}`
  );
  const note = notCarriedOut === 0 ? '' : ` (${notCarriedOut} not carried out to the end)`;
  return text.join(', ') + note;
}

interface RankedFinding extends BatchFinding {
  rank: number;
  position: number;
}

/** Each run's own worst before any run's second, so that no failed run hides another; then the worse reason. */
function worstFindings(members: readonly BatchMember[]): BatchFinding[] {
  return members
    .flatMap(memberFindings)
    .sort((a, b) => a.position - b.position || a.rank - b.rank)
    .slice(0, FINDING_COUNT)
    .map(({ runId, label, text }) => ({ runId, label, text }));
}

function memberFindings(member: BatchMember): RankedFinding[] {
  const findings = member.reasons
    .filter((reason) => reason.code !== 'passed')
    .map((reason, position) => ({
      runId: member.runId,
      label: reason.label,
      text: `${member.name}: ${reason.text}`,
      rank: reasonRank(reason),
      position,
    }));
  return [...notCarriedOut(member), ...findings];
}

/** Ranks with an invalid run: after what failed, before what is only unsure. */
function notCarriedOut(member: BatchMember): RankedFinding[] {
  if (member.status !== 'failed' && member.status !== 'cancelled') {
    return [];
  }
  const word = member.status === 'failed' ? 'did not run to its end' : 'was cancelled';
  const cause = member.errorTitle ? `: ${member.errorTitle}` : '';
  const text = `${member.name} ${word}${cause}`;
  return [{ runId: member.runId, label: null, text, rank: reasonRank({ code: 'run-invalid' }), position: 0 }];
}
