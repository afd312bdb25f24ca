import type { RunRecord, RunStore } from '../persistence/run-store.ts';
import { OVERHEAD_MS } from '../queue/forecast.ts';

/** What a smoke run takes in all, as long as none has been carried out. */
const FIRST_SMOKE_MS = 20_000;

export type TimedRun = Pick<RunRecord, 'kind' | 'scenarioId' | 'testTypeId' | 'durationSeconds'>;

/**
 * How long runs take, from what earlier ones took. Runs of one scenario, test type and planned duration are asked for
 * once: make one for each reading of the queue.
 */
export class RunTimes {
  private readonly known = new Map<string, number>();

  constructor(private readonly runs: RunStore) {}

  /** From its start to the end of its work, all of it. */
  wholeMs(run: TimedRun): number {
    const key = `${run.kind} ${run.scenarioId} ${run.testTypeId} ${run.durationSeconds}`;
    const known = this.known.get(key) ?? this.ask(run);
    this.known.set(key, known);
    return known;
  }

  private ask(run: TimedRun): number {
    const earlier = median(this.runs.wholeTimesMs(run));
    if (earlier !== null) {
      return earlier;
    }
    return run.kind === 'smoke' ? FIRST_SMOKE_MS : run.durationSeconds * 1000 + OVERHEAD_MS;
  }
}

function median(values: readonly number[]): number | null {
  const ordered = [...values].sort((one, other) => one - other);
  return ordered[Math.floor((ordered.length - 1) / 2)] ?? null;
}
