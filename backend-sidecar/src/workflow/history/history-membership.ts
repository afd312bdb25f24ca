import type { ChangedLabel } from '../../comparison/changed-labels.ts';
import { labelKey } from '../../comparison/key-labels.ts';
import type { DecisionEntry } from '../../contract/history.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import type { CompletedRun } from '../../persistence/history-store.ts';

/** Older runs say nothing of the system as it is now. */
export const MAX_HISTORY_RUNS = 20;

/** The run that asks for a history, or one that is only planned. */
export interface HistorySubject {
  /** null: not stored yet. */
  runId: number | null;
  /** Runs of the current version are no history of it. null: of a version that has no run yet. */
  versionId: number | null;
  /** null: not known (yet), and taken for that of the newest run. */
  fingerprintHash: string | null;
  /** What ended later is no history of it. null: not ended yet. */
  endedAtMs: number | null;
}

/** The first run of a version to come. */
export const NEXT_RUN: HistorySubject = { runId: null, versionId: null, fingerprintHash: null, endedAtMs: null };

type Standing =
  | 'passed'
  | 'accepted'
  | 'superseded'
  | 'rejected'
  | 'quarantined'
  | 'another load'
  | 'no verdict'
  | 'invalid'
  | 'failed'
  | 'inconclusive';

/**
 * Part of the history of a subject, the newest 20; all runs come newest first, and so does the answer. A load that is not
 * known, of a run of an older sidecar or an imported one, is taken for the same.
 */
export function historyRuns(runs: readonly CompletedRun[], subject: HistorySubject): CompletedRun[] {
  const others = runs.filter((run) => isBefore(run, subject) && run.versionId !== subject.versionId);
  const fingerprintHash = subject.fingerprintHash ?? newestLoad(others);
  return others.filter((run) => isWelcome(standingOf(run, fingerprintHash))).slice(0, MAX_HISTORY_RUNS);
}

/**
 * Other runs of the subject's own version that count with it: valid ones whatever they found, for one that failed is as
 * much an observation as one that passed, and no others, whoever accepted them.
 */
export function siblingRuns(runs: readonly CompletedRun[], subject: HistorySubject): CompletedRun[] {
  return runs
    .filter((run) => isBefore(run, subject) && run.versionId === subject.versionId)
    .filter((run) => run.isValid === true || (run.isValid === null && run.decision === 'accepted'))
    .filter((run) => !isShutOut(standingOf(run, subject.fingerprintHash)));
}

/** May be a reference even without a history. */
export function isReferable(run: CompletedRun): boolean {
  return (run.isValid !== false || run.decision === 'accepted') && !isShutOut(standingOf(run, null));
}

/** Whose load is that of the subject, as far as it is known of both. */
export function hasSameLoad(
  { fingerprintHash }: Pick<CompletedRun, 'fingerprintHash'>,
  wanted: string | null
): boolean {
  return fingerprintHash === null || wanted === null || fingerprintHash === wanted;
}

export interface Membership {
  isIn: boolean;
  /** One plain sentence. */
  why: string;
  changes: ChangedLabel[];
}

interface History {
  members: readonly CompletedRun[];
  fingerprintHash: string | null;
  decisions: ReadonlyMap<number, readonly DecisionEntry[]>;
}

/** Of every run: whether it is part of the history that a run of a new version would have, and why. */
export function memberships(
  runs: readonly CompletedRun[],
  decisions: ReadonlyMap<number, readonly DecisionEntry[]>
): Map<number, Membership> {
  const members = historyRuns(runs, NEXT_RUN);
  const changes = changesOf(members);
  const history = { members, fingerprintHash: newestLoad(runs), decisions };
  return new Map(
    runs.map((run) => [run.runId, { ...whyOf(run, history), changes: changes.get(run.runId) ?? [] }] as const)
  );
}

function whyOf(run: CompletedRun, { members, fingerprintHash, decisions }: History): Omit<Membership, 'changes'> {
  const standing = standingOf(run, fingerprintHash);
  const isIn = members.includes(run);
  if (isWelcome(standing) && !isIn) {
    return { isIn, why: `${MAX_HISTORY_RUNS} newer runs make the history` };
  }
  const why = sentenceOf(standing, run, decisions.get(run.runId)?.[0]);
  const isLoadUnknown = isIn && run.fingerprintHash === null && fingerprintHash !== null;
  return { isIn, why: isLoadUnknown ? `${why}; its load is not known and taken for the same` : why };
}

/** Of the newest run whose load is known; null: of none. */
export function newestLoad(runs: readonly CompletedRun[]): string | null {
  return runs.find(({ fingerprintHash }) => fingerprintHash !== null)?.fingerprintHash ?? null;
}

function isBefore(run: CompletedRun, { runId, endedAtMs }: HistorySubject): boolean {
  return run.runId !== runId && (endedAtMs === null || (run.completedAtMs ?? 0) <= endedAtMs);
}

function standingOf(run: CompletedRun, fingerprintHash: string | null): Standing {
  if (run.supersededByRunId !== null) {
    return 'superseded';
  }
  if (run.decision === 'rejected' || run.decision === 'quarantined') {
    return run.decision;
  }
  if (!hasSameLoad(run, fingerprintHash)) {
    return 'another load';
  }
  if (run.isValid === false) {
    return 'invalid';
  }
  return run.decision === 'accepted' ? 'accepted' : (run.outcome ?? 'no verdict');
}

function isWelcome(standing: Standing): boolean {
  return standing === 'passed' || standing === 'accepted';
}

function isShutOut(standing: Standing): boolean {
  return ['superseded', 'rejected', 'quarantined', 'another load'].includes(standing);
}

function sentenceOf(standing: Standing, run: CompletedRun, decision: DecisionEntry | undefined): string {
  switch (standing) {
    case 'passed':
      return 'It passed and its measurement is valid';
    case 'accepted':
      return `Accepted${wordOf(decision)}`;
    case 'superseded':
      return `Run ${run.supersededByRunId} repeated it and counts in its place`;
    case 'rejected':
      return `Rejected${wordOf(decision)}`;
    case 'quarantined':
      return `Quarantined${wordOf(decision)}`;
    case 'another load':
      return 'Its load differs from that of the newest run';
    case 'no verdict':
      return 'It has no verdict; it enters when a person accepts it';
    case 'invalid':
      return invalidSentence(run, decision);
    case 'failed':
      return 'It failed; it enters when a person accepts what it found';
    case 'inconclusive':
      return 'It is inconclusive; it enters when a person accepts it';
    default:
      return assertNever(standing);
  }
}

/** What a busy generator measured says nothing of the system, and no acceptance changes that. */
function invalidSentence(run: CompletedRun, decision: DecisionEntry | undefined): string {
  const accepted = run.decision === 'accepted' ? ` (accepted${wordOf(decision)})` : '';
  return `Its measurement is invalid, which no acceptance changes${accepted}: it stays out`;
}

/** ` by zoe: known and wanted` */
function wordOf(decision: DecisionEntry | undefined): string {
  if (decision === undefined) {
    return '';
  }
  return ` by ${decision.by}${decision.reason === '' ? '' : `: ${decision.reason}`}`;
}

/**
 * By the run's id, the labels whose centre begins anew with it: improved ones, and what regressed once a person has
 * accepted the run. Repeats of one version find the same change again; it is one, and began with the first of them.
 */
export function changesOf(history: readonly CompletedRun[]): Map<number, ChangedLabel[]> {
  const found = new Set<string>();
  return new Map(history.toReversed().map((run) => [run.runId, newChanges(run, found)]));
}

function newChanges({ versionId, decision, changedLabels }: CompletedRun, found: Set<string>): ChangedLabel[] {
  return changedLabels
    .filter(({ state }) => state === 'improved' || decision === 'accepted')
    .filter((label) => {
      const change = `${versionId} ${label.state} ${labelKey(label)}`;
      const isNew = !found.has(change);
      found.add(change);
      return isNew;
    });
}
