import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import { OVERHEAD_MS } from '../../queue/forecast.ts';

/** What a smoke run takes in all, as long as none has been carried out. */
const FIRST_SMOKE_MS = 20_000;

export type TimedRun = Pick<RunRecord, 'kind' | 'scenarioId' | 'testTypeId' | 'scriptId' | 'durationSeconds'>;

/**
 * How long runs take, from what earlier ones took: the median of the last ones of the same scenario, test type and
 * planned duration, else the planned duration and what other tests took beside theirs. For a smoke run, the last ones of
 * its script. What is alike is asked for once: make one for each reading of the queue.
 */
export class RunTimes {
  private readonly known = new Map<string, number>();
  private overheadMs: number | undefined;

  constructor(private readonly runs: RunStore) {}

  /** From its start to the end of its work, all of it. */
  wholeMs(run: TimedRun): number {
    const key =
      run.kind === 'smoke' ? `smoke ${run.scriptId}` : `${run.scenarioId} ${run.testTypeId} ${run.durationSeconds}`;
    const known = this.known.get(key) ?? this.ask(run);
    this.known.set(key, known);
    return known;
  }

  private ask(run: TimedRun): number {
    if (run.kind === 'smoke' && run.scriptId !== null) {
      return median(this.runs.smokeTimesMs(run.scriptId)) ?? FIRST_SMOKE_MS;
    }
    return median(this.runs.wholeTimesMs(run)) ?? run.durationSeconds * 1000 + this.usualOverheadMs();
  }

  private usualOverheadMs(): number {
    this.overheadMs ??= median(this.runs.overheadsMs()) ?? OVERHEAD_MS;
    return this.overheadMs;
  }
}

function median(values: readonly number[]): number | null {
  const ordered = [...values].sort((one, other) => one - other);
  return ordered[Math.floor((ordered.length - 1) / 2)] ?? null;
}
