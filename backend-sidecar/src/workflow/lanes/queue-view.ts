import type { LiveRow } from '../../contract/live.ts';
import type { Lane, Queue, RunSummary } from '../../contract/runs.ts';
import type { LaneState, LaneStore } from '../../persistence/lane-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import { forecast, type ForecastSlot, type Occupation, type WaitingRun } from '../../queue/forecast.ts';
import type { Clock } from '../clock.ts';
import { RunTimes, type TimedRun } from '../runs/run-times.ts';
import { plannedEndMs, toRunSummary } from '../runs/run-views.ts';

/** What runs, what waits, and when each will start and end. */
export class QueueView {
  constructor(
    private readonly runs: RunStore,
    private readonly laneStore: LaneStore,
    private readonly clock: Clock,
    private readonly liveTotal: (runId: number) => LiveRow | undefined = () => undefined
  ) {}

  read(): Queue {
    const nowMs = this.clock();
    const waiting = this.runs.waiting();
    const times = new RunTimes(this.runs);
    const active = this.runs.active();
    const lanes = this.laneStore.all();
    const slots = forecast(
      waiting.map((run) => toWaiting(run, times)),
      occupation({ active, lanes, times, nowMs })
    );
    const slotOf = new Map(waiting.map((run, index) => [run.id, slots[index]]));
    const pause = this.laneStore.queuePause();
    const views = lanes.map((lane) =>
      this.lane({
        lane,
        isQueuePaused: pause !== null,
        running: active.find((run) => run.environmentId === lane.environmentId),
        waiting: waiting.filter((run) => run.environmentId === lane.environmentId),
        slotOf,
        times,
        nowMs,
      })
    );
    return { lanes: views, pause, nowMs };
  }

  /** Likewise, of when runs end alone: for those who show no run. */
  readEnds(): LaneEnds[] {
    const nowMs = this.clock();
    const waiting = this.runs.waitingTests();
    const times = new RunTimes(this.runs);
    const active = this.runs.active();
    const lanes = this.laneStore.all();
    const slots = forecast(
      waiting.map((run) => toWaiting(run, times)),
      occupation({ active, lanes, times, nowMs })
    );
    const slotOf = new Map(waiting.map((run, index) => [run.id, slots[index]]));
    const isQueuePaused = this.laneStore.queuePause() !== null;
    return lanes.map((lane) => {
      const running = active.find((run) => run.environmentId === lane.environmentId);
      const waitingHere = waiting.filter((run) => run.environmentId === lane.environmentId);
      return {
        endsAtMs: laneEndMs({ lane, isQueuePaused, running, waiting: waitingHere, slotOf, times, nowMs }),
        running: running === undefined ? null : { batchId: running.batchId, endsAtMs: plannedEndMs(running) },
        waiting: waitingHere.map((run) => ({ run, endsAtMs: slotOf.get(run.id)?.endsAtMs ?? nowMs })),
      };
    });
  }

  /** When runs would start and end that were queued now: before a waiting run, or behind everything that waits. */
  forecastOf(planned: readonly PlannedWaitingRun[], beforeRunId?: number): ForecastSlot[] {
    const nowMs = this.clock();
    const waiting = this.runs.waiting();
    const times = new RunTimes(this.runs);
    const occupied = occupation({ active: this.runs.active(), lanes: this.laneStore.all(), times, nowMs });
    const before = waiting.findIndex(({ id }) => id === beforeRunId);
    const place = before < 0 ? waiting.length : before;
    const queued: PlannedWaitingRun[] = [...waiting.slice(0, place), ...planned, ...waiting.slice(place)];
    return forecast(
      queued.map((run) => toWaiting(run, times)),
      occupied
    ).slice(place, place + planned.length);
  }

  private lane(input: LaneInput): Lane {
    const { lane, isQueuePaused, running, waiting, slotOf, nowMs } = input;
    const isCooling = lane.cooldownEndsAtMs !== null && lane.cooldownEndsAtMs > nowMs && running === undefined;
    return {
      environmentId: lane.environmentId,
      environmentName: lane.environmentName,
      state: stateOf({ lane, isQueuePaused, isRunning: running !== undefined, isCooling, waiting }),
      cooldownEndsAtMs: isCooling ? lane.cooldownEndsAtMs : null,
      pause: lane.pause,
      hold: lane.hold,
      running: running === undefined ? null : this.withLiveFigures(toRunSummary(running, nowMs)),
      waiting: waiting.map((run) => ({
        run: toRunSummary(run, nowMs),
        startsAtMs: slotOf.get(run.id)?.startsAtMs ?? nowMs,
        endsAtMs: slotOf.get(run.id)?.endsAtMs ?? nowMs,
        cooldownSeconds: run.cooldownSeconds,
      })),
      endsAtMs: laneEndMs(input),
    };
  }

  /** The figures so far, for a run that is followed here. */
  private withLiveFigures(run: RunSummary): RunSummary {
    const total = this.liveTotal(run.id);
    if (total === undefined) {
      return run;
    }
    const { count, errors, errorRate, meanMs, p90Ms, p95Ms, throughputPerSec } = total;
    const figures = { totalSamples: count, errorCount: errors, errorRate, meanMs, p90Ms, p95Ms, throughputPerSec };
    return { ...run, figures };
  }
}

/** A lane, as far as it tells when runs end. */
export interface LaneEnds extends Pick<Lane, 'endsAtMs'> {
  running: Pick<RunSummary, 'batchId' | 'endsAtMs'> | null;
  waiting: Array<{ run: Pick<RunSummary, 'batchId'>; endsAtMs: number }>;
}

interface LaneInput {
  lane: LaneState;
  isQueuePaused: boolean;
  running: RunRecord | undefined;
  waiting: RunRecord[];
  slotOf: Map<number, ForecastSlot | undefined>;
  times: RunTimes;
  nowMs: number;
}

/** A run that waits or would wait, as far as the forecast needs it. */
export type PlannedWaitingRun = TimedRun & Pick<RunRecord, 'environmentId' | 'generator' | 'cooldownSeconds'>;

function toWaiting(run: PlannedWaitingRun, times: RunTimes): WaitingRun {
  const { environmentId, generator, cooldownSeconds } = run;
  return { environmentId, generator, cooldownSeconds, wholeMs: times.wholeMs(run) };
}

/** As if nothing were paused or held: what is shown then is the order and how long it takes from now. */
function occupation(input: { active: RunRecord[]; lanes: LaneState[]; times: RunTimes; nowMs: number }): Occupation {
  const { active, lanes, times, nowMs } = input;
  const laneFreeAtMs = new Map(lanes.map((lane) => [lane.environmentId, lane.cooldownEndsAtMs ?? 0]));
  const generatorFreeAtMs = new Map<string, number>();
  for (const run of active) {
    const endsAtMs = expectedEndMs(run, times, nowMs);
    laneFreeAtMs.set(run.environmentId, endsAtMs + run.cooldownSeconds * 1000);
    generatorFreeAtMs.set(run.generator, endsAtMs);
  }
  return { nowMs, laneFreeAtMs, generatorFreeAtMs };
}

/** null: nothing is there, or runs wait and none of them starts now. */
function laneEndMs(input: Omit<LaneInput, 'waiting'> & { waiting: ReadonlyArray<Pick<RunRecord, 'id'>> }) {
  const { lane, isQueuePaused, running, waiting, slotOf, times, nowMs } = input;
  const isStopped = isQueuePaused || lane.pause !== null || lane.hold !== null;
  const ends = waiting.map((run) => slotOf.get(run.id)?.endsAtMs ?? nowMs);
  const runningEnd = running === undefined ? [] : [expectedEndMs(running, times, nowMs)];
  const isEndKnown = runningEnd.length + ends.length > 0 && !(isStopped && waiting.length > 0);
  return isEndKnown ? Math.max(...runningEnd, ...ends) : null;
}

function stateOf(input: {
  lane: LaneState;
  isQueuePaused: boolean;
  isRunning: boolean;
  isCooling: boolean;
  waiting: RunRecord[];
}): Lane['state'] {
  const { lane, isQueuePaused, isRunning, isCooling, waiting } = input;
  if (isRunning) {
    return 'running';
  }
  if (lane.hold !== null) {
    return 'held';
  }
  if (lane.pause !== null || isQueuePaused) {
    return 'paused';
  }
  if (isCooling) {
    return 'cooling down';
  }
  return waiting.length > 0 ? 'waiting for the generator' : 'idle';
}

function expectedEndMs(run: RunRecord, times: RunTimes, nowMs: number): number {
  const startedAtMs = run.startedAtMs ?? nowMs;
  return Math.max(nowMs, run.loadEndedAtMs ?? startedAtMs + times.wholeMs(run));
}
