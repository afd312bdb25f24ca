import type { LiveRow } from '../contract/live.ts';
import type { Lane, Queue, RunSummary } from '../contract/runs.ts';
import type { EnvironmentStore } from '../persistence/environment-store.ts';
import type { RunRecord, RunStore } from '../persistence/run-store.ts';
import { forecast, OVERHEAD_MS, type ForecastSlot, type Occupation, type WaitingRun } from '../queue/forecast.ts';
import type { Clock } from './clock.ts';
import { toRunSummary } from './run-views.ts';

const ALL = { pageSize: 500 };

/** What runs, what waits, and when each will start and end. */
export class QueueView {
  constructor(
    private readonly runs: RunStore,
    private readonly environments: EnvironmentStore,
    private readonly clock: Clock,
    private readonly liveTotal: (runId: number) => LiveRow | undefined = () => undefined
  ) {}

  read(): Queue {
    const nowMs = this.clock();
    const waiting = this.runs.waiting();
    const slots = forecast(waiting, this.running());
    const slotOf = new Map(waiting.map((run, index) => [run.id, slots[index]]));
    const active = this.runs.active();
    const lanes = this.environments.list(ALL).items.map((environment) =>
      this.lane({
        environment,
        running: active.find((run) => run.environmentId === environment.id),
        waiting: waiting.filter((run) => run.environmentId === environment.id),
        slotOf,
        nowMs,
      })
    );
    return { lanes, nowMs };
  }

  /** When runs would start and end that were queued now, behind everything that waits. */
  forecastBehind(planned: readonly WaitingRun[]): ForecastSlot[] {
    const waiting = this.runs.waiting();
    return forecast([...waiting, ...planned], this.running()).slice(waiting.length);
  }

  private running(): Occupation {
    const nowMs = this.clock();
    const laneFreeAtMs = new Map<number, number>();
    const generatorFreeAtMs = new Map<string, number>();
    for (const { id, cooldownEndsAtMs } of this.cooldowns()) {
      laneFreeAtMs.set(id, cooldownEndsAtMs ?? 0);
    }
    for (const run of this.runs.active()) {
      const endsAtMs = expectedEndMs(run, nowMs);
      laneFreeAtMs.set(run.environmentId, endsAtMs + run.cooldownSeconds * 1000);
      generatorFreeAtMs.set(run.generator, endsAtMs);
    }
    return { nowMs, laneFreeAtMs, generatorFreeAtMs };
  }

  private cooldowns(): Array<{ id: number; cooldownEndsAtMs: number | null }> {
    return this.environments
      .list(ALL)
      .items.map(({ id }) => ({ id, cooldownEndsAtMs: this.environments.cooldownEndsAtMs(id) }));
  }

  private lane(input: LaneInput): Lane {
    const { environment, running, waiting, slotOf, nowMs } = input;
    const cooldown = this.environments.cooldownEndsAtMs(environment.id);
    const cooldownEndsAtMs = cooldown !== null && cooldown > nowMs && running === undefined ? cooldown : null;
    const ends = waiting.map((run) => slotOf.get(run.id)?.endsAtMs ?? nowMs);
    const runningEnd = running === undefined ? [] : [expectedEndMs(running, nowMs)];
    return {
      environmentId: environment.id,
      environmentName: environment.name,
      state: stateOf({ isRunning: running !== undefined, isCooling: cooldownEndsAtMs !== null, waiting }),
      cooldownEndsAtMs,
      running: running === undefined ? null : this.withLiveFigures(toRunSummary(running, nowMs)),
      waiting: waiting.map((run) => ({
        run: toRunSummary(run, nowMs),
        startsAtMs: slotOf.get(run.id)?.startsAtMs ?? nowMs,
        endsAtMs: slotOf.get(run.id)?.endsAtMs ?? nowMs,
        cooldownSeconds: run.cooldownSeconds,
      })),
      endsAtMs: [...runningEnd, ...ends].length === 0 ? null : Math.max(...runningEnd, ...ends),
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

interface LaneInput {
  environment: { id: number; name: string };
  running: RunRecord | undefined;
  waiting: RunRecord[];
  slotOf: Map<number, ForecastSlot | undefined>;
  nowMs: number;
}

function stateOf(lane: { isRunning: boolean; isCooling: boolean; waiting: RunRecord[] }): Lane['state'] {
  if (lane.isRunning) {
    return 'running';
  }
  if (lane.isCooling) {
    return 'cooling down';
  }
  return lane.waiting.length > 0 ? 'waiting for the generator' : 'idle';
}

function expectedEndMs(run: RunRecord, nowMs: number): number {
  const startedAtMs = run.loadStartedAtMs ?? run.startedAtMs ?? nowMs;
  return Math.max(nowMs, run.loadEndedAtMs ?? startedAtMs + run.durationSeconds * 1000 + OVERHEAD_MS);
}
