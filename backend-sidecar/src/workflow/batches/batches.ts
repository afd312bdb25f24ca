import { judgeBatch, type BatchJudgement } from '../../comparison/judge-batch.ts';
import type { ListQuery, Page } from '../../contract/common.ts';
import type { Batch, BatchStatus, BatchSummary, Lane } from '../../contract/runs.ts';
import { ERROR_CATALOGUE, type ErrorCode } from '../../kernel/errors.ts';
import type { BatchRow, BatchStore } from '../../persistence/batch-store.ts';
import type { ReportStore } from '../../persistence/report-store.ts';
import type { BatchCounts, RunRecord, RunStore, VerdictFindings } from '../../persistence/run-store.ts';
import type { VersionStore } from '../../persistence/version-store.ts';
import { isActive, isEnded } from '../../runs/run-states.ts';
import type { Clock } from '../clock.ts';
import type { LaneEnds, QueueView } from '../lanes/queue-view.ts';
import { toRunSummary } from '../runs/run-views.ts';

interface BatchesDeps {
  batches: BatchStore;
  runs: RunStore;
  reports: ReportStore;
  versions: VersionStore;
  queue: QueueView;
  clock: Clock;
}

/** A batch is a thing of its own: its status and verdict follow from its runs and are stored. */
export class Batches {
  constructor(private readonly deps: BatchesDeps) {}

  list(query: ListQuery): Page<BatchSummary> {
    const { batches, runs, queue } = this.deps;
    const page = batches.list(query);
    const counts = runs.countsOfBatches(page.items.map(({ id }) => id));
    // The forecast costs more than all the rest, and says nothing of batches that are over.
    const lanes = page.items.some(({ completedAtMs }) => completedAtMs === null) ? queue.readEnds() : [];
    return { ...page, items: page.items.map((batch) => toSummary(batch, counts.get(batch.id) ?? NO_RUNS, lanes)) };
  }

  get(id: number): Batch {
    const batch = this.deps.batches.get(id);
    const runs = this.deps.runs.ofBatch(id);
    const found = this.deps.runs.findingsOfBatch(id);
    const nowMs = this.deps.clock();
    const { lanes } = this.deps.queue.read();
    return {
      ...toSummary({ ...batch, versionName: this.deps.versions.get(batch.versionId).version }, countsOf(runs), lanes),
      sentence: batch.sentence === '' ? judge(runs, found).sentence : batch.sentence,
      findings: batch.findings,
      runs: runs.map((run) => toRunSummary(run, nowMs)),
      reportIds: this.deps.reports.idsOfBatch(id),
      comment: batch.comment,
      timeline: timelineOf(runs, lanes),
      worstChanges: counting(runs).flatMap((run) => {
        const comparison = found.get(run.id)?.worstChange ?? null;
        return comparison === null ? [] : [{ runId: run.id, comparison }];
      }),
    };
  }

  /**
   * Brings a batch up to date with its runs. One that had ended and got a run again is at work again.
   * @returns whether it has ended just now
   */
  refresh(id: number): boolean {
    const before = this.deps.batches.get(id);
    const runs = this.deps.runs.ofBatch(id);
    const status = statusOf(before, runs);
    const { outcome, sentence, findings } = judge(runs, this.deps.runs.findingsOfBatch(id));
    const hasEnded = status === 'completed' || status === 'cancelled';
    const completedAtMs = hasEnded ? (before.completedAtMs ?? this.deps.clock()) : null;
    this.deps.batches.change(id, { status, outcome, sentence, findings, completedAtMs });
    return hasEnded && before.completedAtMs === null;
  }
}

function toSummary(
  batch: BatchRow & { versionName: string },
  counts: BatchCounts,
  lanes: readonly LaneEnds[]
): BatchSummary {
  const ends = lanes.flatMap((lane) => endsIn(lane, batch.id));
  const isStopped = batch.hold !== null || lanes.some((lane) => isKept(lane, batch.id));
  return {
    id: batch.id,
    name: batch.name,
    versionId: batch.versionId,
    versionName: batch.versionName,
    status: batch.status,
    outcome: batch.outcome,
    ...counts,
    failurePolicy: batch.failurePolicy,
    hasSmoke: batch.hasSmoke,
    hold: batch.hold,
    createdBy: batch.createdBy,
    createdAtMs: batch.createdAtMs,
    completedAtMs: batch.completedAtMs,
    endsAtMs: ends.length === 0 || isStopped ? null : Math.max(...ends),
  };
}

function endsIn({ waiting, running }: LaneEnds, batchId: number): number[] {
  const waitingEnds = waiting.filter(({ run }) => run.batchId === batchId).map(({ endsAtMs }) => endsAtMs);
  const runningEnd = running?.batchId === batchId ? running.endsAtMs : null;
  return runningEnd === null ? waitingEnds : [...waitingEnds, runningEnd];
}

/** Runs of the batch wait in a lane that is paused or held: nobody knows when they will end. */
function isKept({ endsAtMs, waiting }: LaneEnds, batchId: number): boolean {
  return endsAtMs === null && waiting.some(({ run }) => run.batchId === batchId);
}

const NO_RUNS: BatchCounts = { runCount: 0, endedRunCount: 0 };

function countsOf(runs: readonly RunRecord[]): BatchCounts {
  const members = counting(runs);
  return { runCount: members.length, endedRunCount: members.filter((run) => isEnded(run.status)).length };
}

/** The runs that count: neither smoke runs nor those that another run has superseded. */
export function counting(runs: readonly RunRecord[]): RunRecord[] {
  return runs.filter((run) => run.kind === 'test' && run.supersededByRunId === null);
}

function statusOf(batch: BatchRow, runs: RunRecord[]): BatchStatus {
  const members = counting(runs);
  if (members.length === 0) {
    return batch.status;
  }
  if (members.every((run) => run.status === 'cancelled')) {
    return 'cancelled';
  }
  if (members.every((run) => isEnded(run.status))) {
    return 'completed';
  }
  if (batch.hold !== null) {
    return 'held';
  }
  return runs.some((run) => isActive(run.status) || isEnded(run.status)) ? 'running' : 'queued';
}

/** Cancelled members count as not carried out; the worst verdict is the batch's. */
export function judge(runs: RunRecord[], found: ReadonlyMap<number, VerdictFindings>): BatchJudgement {
  return judgeBatch(
    counting(runs).map((run) => ({
      runId: run.id,
      name: `${run.scenarioName} · ${run.testTypeName}`,
      status: run.status,
      outcome: run.outcome,
      reasons: found.get(run.id)?.reasons ?? [],
      errorTitle: run.errorCode === null ? null : (ERROR_CATALOGUE[run.errorCode as ErrorCode]?.title ?? run.errorCode),
    }))
  );
}

type TimelineEntry = Batch['timeline'][number];

/** What has been, from the runs' times; what is to come, from the forecast of the queue. */
function timelineOf(runs: RunRecord[], lanes: Lane[]): TimelineEntry[] {
  const slots = new Map(lanes.flatMap(({ waiting }) => waiting.map((slot) => [slot.run.id, slot] as const)));
  const entries = runs.flatMap((run) => entryOf(run, slots.get(run.id)) ?? []);
  entries.sort((one, other) => one.startsAtMs - other.startsAtMs);
  return entries.map((entry) => withoutSkippedRest(entry, entries));
}

function entryOf(run: RunRecord, slot: Lane['waiting'][number] | undefined): TimelineEntry | null {
  const { id: runId, environmentName, startedAtMs } = run;
  if (startedAtMs === null) {
    return slot === undefined
      ? null
      : {
          ...entryTimes(slot.startsAtMs, slot.endsAtMs, run.cooldownSeconds),
          runId,
          environmentName,
          isForecast: true,
        };
  }
  const ended = isEnded(run.status) ? run.completedAtMs : null;
  const endsAtMs = run.loadEndedAtMs ?? ended ?? (run.loadStartedAtMs ?? startedAtMs) + run.durationSeconds * 1000;
  // A run that made no load leaves nothing to cool down.
  const cooldownSeconds = isEnded(run.status) && run.loadEndedAtMs === null ? 0 : run.cooldownSeconds;
  return { ...entryTimes(startedAtMs, endsAtMs, cooldownSeconds), runId, environmentName, isForecast: false };
}

function entryTimes(startsAtMs: number, endsAtMs: number, cooldownSeconds: number) {
  return { startsAtMs, endsAtMs, cooldownEndsAtMs: endsAtMs + cooldownSeconds * 1000 };
}

/** A cool-down that somebody skipped ended when the next run of the environment began. */
function withoutSkippedRest(entry: TimelineEntry, entries: readonly TimelineEntry[]): TimelineEntry {
  const next = entries.find(
    (other) => other.environmentName === entry.environmentName && other.startsAtMs >= entry.endsAtMs && other !== entry
  );
  return { ...entry, cooldownEndsAtMs: Math.min(entry.cooldownEndsAtMs, next?.startsAtMs ?? Infinity) };
}
