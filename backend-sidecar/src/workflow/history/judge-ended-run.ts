import { join } from 'node:path';

import { judgeRun } from '../../comparison/judge-run.ts';
import { judgeSmoke } from '../../comparison/judge-smoke.ts';
import { worstChange } from '../../comparison/worst-change.ts';
import type { Verdict } from '../../contract/verdict.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { FinalResult } from '../../results/result-follower.ts';
import { readConsole } from '../../runners/console-text.ts';
import { RUN_FILES } from '../../runners/run-files.ts';
import type { ExecutionEnd } from '../../runners/runner.ts';
import { judgeExecution, type ExecutionOutcome } from '../../runs/execution-outcome.ts';
import type { Clock } from '../clock.ts';
import type { PreparedRun } from '../runs/prepare-run.ts';
import type { References } from './references.ts';
import { validityEvidence, type EvidenceDeps } from './run-evidence.ts';
import { logComplaint, readText } from '../runs/run-files.ts';

export interface VerdictDeps extends EvidenceDeps {
  references: References;
  clock: Clock;
}

export interface JudgeDeps extends VerdictDeps {
  runs: RunStore;
}

/** A run whose JMeter has ended and whose result was read. */
export interface EndedRun {
  runId: number;
  plan: PreparedRun;
  end: ExecutionEnd;
  /** null if JMeter wrote none. */
  result: FinalResult | null;
}

const NO_ROWS = { rows: 0, samples: 0, transactions: 0, interrupted: 0, rejected: 0 };
const NO_RESULT = { code: 'RUN_NO_SAMPLES', detail: 'JMeter wrote no result file' } as const;

/** The last stage: was the run carried out, and if so, what is its verdict? Moves the run to its end. */
export async function judgeEndedRun(input: EndedRun, deps: JudgeDeps): Promise<void> {
  const { runs, clock } = deps;
  const { runId } = input;
  const outcome = await executionOutcome(input, deps);
  const run = runs.get(runId);
  const completedAtMs = clock();
  if (run.cancelRequestedAtMs !== null) {
    runs.moveTo(runId, 'cancelled', { completedAtMs });
    return;
  }
  if (outcome.kind === 'failed' || input.result === null) {
    const { code, detail } = outcome.kind === 'failed' ? outcome : NO_RESULT;
    runs.moveTo(runId, 'failed', { completedAtMs, errorCode: code, errorDetail: detail });
    return;
  }
  const verdict = await verdictOf(run, input.result, deps);
  if (run.kind === 'test') {
    runs.beginStage(runId, 'report', completedAtMs);
  }
  runs.complete(runId, { verdict, worstChange: worstChange(verdict.comparisons) }, completedAtMs);
}

async function executionOutcome({ runId, plan, end, result }: EndedRun, deps: JudgeDeps): Promise<ExecutionOutcome> {
  const console = readConsole(await readText(join(plan.directory, RUN_FILES.console)));
  const run = deps.runs.get(runId);
  const consoleErrors = readConsole(await readText(join(plan.directory, RUN_FILES.consoleErrors)));
  return judgeExecution({
    cause: end.cause,
    exitCode: end.exitCode,
    ...(end.why === undefined ? {} : { why: end.why }),
    wasStopped: run.stopSentAtMs !== null,
    // Nobody asked for the stop that was sent: it was the deadline's.
    passedDeadline: run.stopSentAtMs !== null && run.cancelRequestedAtMs === null,
    hasEndedOrderly: console.hasEnded,
    hasFailedToLoad: console.hasFailedToLoad,
    ranOutOfMemory: console.ranOutOfMemory || consoleErrors.ranOutOfMemory,
    countedSamples: console.countedSamples,
    counts: result?.counts ?? NO_ROWS,
    complaint: console.complaint ?? consoleErrors.complaint,
    logComplaint: await logComplaint(plan.directory),
  });
}

type Judged = Pick<FinalResult['whole'], 'total' | 'rows'>;

/** What is judged of a result: its analysis window, or all of it where there is none. */
export interface JudgedResult {
  whole: Judged;
  window: Judged | null;
}

export async function verdictOf(run: RunRecord, result: JudgedResult, deps: VerdictDeps): Promise<Verdict> {
  const { scenarios, references, clock } = deps;
  if (run.kind === 'smoke') {
    return judgeSmoke(result.whole.rows, clock());
  }
  const scenario = scenarios.get(run.scenarioId);
  const current = result.window ?? result.whole;
  return judgeRun({
    current,
    ...references.loadAll(run),
    batchId: run.batchId,
    judgement: scenario.judgement,
    labelRenames: scenario.labelRenames,
    slos: scenario.slos,
    keyLabels: scenario.keyLabels,
    failSeverity: scenario.failSeverity,
    evidence: await validityEvidence({ run, sampleCount: current.total.count }, deps),
    judgedAtMs: clock(),
  });
}
