import type { RowCounts } from '../contract/statistics.ts';
import type { ErrorCode } from '../kernel/errors.ts';

/** What is known about how JMeter ended. Its exit code proves little: it is 0 for most failures. */
export interface ExecutionEvidence {
  readonly cause: 'exited' | 'lost';
  readonly exitCode: number | null;
  /** Why it was lost, where that is known. */
  readonly why?: string;
  /** A stop was sent, by a person or because the deadline had passed. */
  readonly wasStopped: boolean;
  readonly passedDeadline: boolean;
  readonly hasEndedOrderly: boolean;
  readonly hasFailedToLoad: boolean;
  readonly ranOutOfMemory: boolean;
  /** JMeter's own count of samples; null if it printed none. */
  readonly countedSamples: number | null;
  readonly counts: RowCounts;
  /** What the console said against the plan, if anything. */
  readonly complaint: string | null;
  /** Errors in jmeter.log that explain a run without samples. */
  readonly logComplaint: string | null;
}

export type ExecutionOutcome =
  { readonly kind: 'carried out' } | { readonly kind: 'failed'; readonly code: ErrorCode; readonly detail: string };

/** Whether the run was carried out, by evidence; the first rule that speaks decides. */
export function judgeExecution(evidence: ExecutionEvidence): ExecutionOutcome {
  const rule = RULES.find(({ applies }) => applies(evidence));
  return rule === undefined
    ? { kind: 'carried out' }
    : { kind: 'failed', code: rule.code, detail: rule.detail(evidence) };
}

interface Rule {
  code: ErrorCode;
  applies: (evidence: ExecutionEvidence) => boolean;
  detail: (evidence: ExecutionEvidence) => string;
}

const RULES: readonly Rule[] = [
  {
    code: 'RUN_JMETER_LOAD',
    applies: (e) => e.hasFailedToLoad,
    detail: (e) => e.complaint ?? 'the console says why',
  },
  {
    code: 'RUN_DEADLINE',
    applies: (e) => e.passedDeadline,
    detail: () => 'it was still running after its planned end and the grace',
  },
  {
    code: 'RUN_LOST',
    applies: (e) => e.cause === 'lost',
    detail: (e) => `${e.why === undefined ? '' : `${e.why}; `}${readRows(e)} rows of its result were kept`,
  },
  {
    code: 'RUN_SAMPLES_LOST',
    applies: (e) => e.countedSamples !== null && e.countedSamples > sampleRows(e),
    detail: (e) => `JMeter counted ${e.countedSamples} samples, the file has ${sampleRows(e)}`,
  },
  {
    code: 'RUN_ENDED_EARLY',
    applies: (e) => !e.wasStopped && (!e.hasEndedOrderly || (e.exitCode ?? 0) !== 0),
    detail: (e) => earlyEnd(e),
  },
  {
    code: 'RUN_NO_SAMPLES',
    applies: (e) => !e.wasStopped && readRows(e) === 0,
    detail: (e) => e.logComplaint ?? e.complaint ?? 'neither console nor log says why',
  },
];

/** Every row that JMeter counts as a sample: all but the transactions. A rejected one was a sample, too. */
function sampleRows({ counts }: ExecutionEvidence): number {
  return counts.samples + counts.interrupted + counts.rejected;
}

function readRows({ counts }: ExecutionEvidence): number {
  return counts.rows;
}

function earlyEnd(evidence: ExecutionEvidence): string {
  const exit = evidence.exitCode === null ? 'an unknown exit code' : `exit code ${evidence.exitCode}`;
  const memory = evidence.ranOutOfMemory ? '; it ran out of memory' : '';
  const complaint = evidence.complaint === null ? '' : `; ${evidence.complaint}`;
  return `${exit}, no orderly end on the console${memory}${complaint}`;
}
