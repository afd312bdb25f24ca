import { statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Logger } from 'pino';

import type { DataDirectory } from '../../config/data-directory.ts';
import type { KeptFailure, KeptFailures } from '../../contract/statistics.ts';
import type { FailureStore } from '../../persistence/failure-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import { KEPT_PER_LABEL } from '../../results/failures/failure-keeper.ts';
import { FailureWatch } from '../../results/failures/failure-watch.ts';
import { KeptFile, type KeptContent } from '../../results/failures/kept-file.ts';
import { isEnded } from '../../runs/run-states.ts';

const KEPT_FILE = 'failures.jsonl';
const POLL_MS = 500;
const EMPTY_AFTER_BYTES = 32 * 1024 * 1024;

export interface FailureKeepingDeps {
  runs: RunStore;
  failures: FailureStore;
  files: DataDirectory;
  /** Regular expressions of what is masked besides secrets. */
  maskPatterns: () => readonly string[];
  log: Logger;
}

/**
 * Keeps the first failed requests of each run's labels. JMeter writes every failed request to a file in memory; what is
 * kept of it is masked and goes to the run's directory at once, and to the database when the run has ended. Nothing here
 * ends a run: that a failure is not kept is a pity, that a test is lost would be a damage.
 */
export class FailureKeeping {
  constructor(private readonly deps: FailureKeepingDeps) {}

  /** Begins to watch a run, or goes on where an earlier sidecar was. */
  open(runId: number, secrets: Readonly<Record<string, string>>): RunFailures {
    return new RunFailures(this.deps, runId, this.startWatch(runId, secrets));
  }

  /** What was kept of a run that goes on or has ended. */
  read(runId: number, label: string | null): KeptFailures {
    const { runs, failures } = this.deps;
    const run = runs.get(runId);
    const isStored = isEnded(run.status) || run.keptFailureCount > 0;
    const { failures: kept, isComplete } = isStored
      ? { failures: failures.list(runId), isComplete: run.failuresComplete }
      : keptFile(this.deps.files, runId).read();
    const wanted = label === null ? kept : kept.filter((failure) => failure.label === label);
    return { failures: wanted, keptPerLabel: KEPT_PER_LABEL, isComplete };
  }

  /** Removes what JMeter wrote for runs that are over: a sidecar that was killed may have left it. */
  sweep(): void {
    const { runs, files } = this.deps;
    for (const runId of files.runsWithFailures()) {
      const run = runs.find(runId);
      if (run === undefined || isEnded(run.status)) {
        files.removeFailures(runId);
      }
    }
  }

  private startWatch(runId: number, secrets: Readonly<Record<string, string>>): FailureWatch | null {
    const { runs, files, maskPatterns, log } = this.deps;
    try {
      const rawPath = files.failuresPath(runId);
      return FailureWatch.start({
        rawPath,
        keptPath: join(files.runDirectory(runId), KEPT_FILE),
        secrets: Object.values(secrets),
        maskPatterns: maskPatterns(),
        labelFoldings: runs.get(runId).analysis?.labelFoldings ?? [],
        emptyAfterBytes: Math.min(EMPTY_AFTER_BYTES, freeBytes(rawPath) / 8),
        pollMs: POLL_MS,
      });
    } catch (error) {
      log.warn({ err: error, runId }, 'failed requests are not kept');
      return null;
    }
  }
}

/** The watch over one run. */
export class RunFailures {
  private finishing: Promise<void> | undefined;

  constructor(
    private readonly deps: FailureKeepingDeps,
    private readonly runId: number,
    private readonly watch: FailureWatch | null
  ) {}

  /** Once JMeter is gone: stores what was kept and removes what JMeter wrote. Never rejects; may be called again. */
  finish(): Promise<void> {
    this.finishing ??= this.finishNow();
    return this.finishing;
  }

  /** Lets go; a later sidecar goes on. */
  async close(): Promise<void> {
    await this.watch?.close();
  }

  private async finishNow(): Promise<void> {
    const { runs, failures, files, log } = this.deps;
    try {
      const fault = this.watch === null ? new Error('There was no watch') : await this.watch.finish();
      if (fault !== null) {
        log.warn({ err: fault, runId: this.runId }, 'not all failed requests were kept');
      }
      const { failures: kept, isComplete } = keptFile(files, this.runId).read();
      failures.save(this.runId, beforeStop(kept, runs.get(this.runId)), isComplete && fault === null);
    } catch (error) {
      log.warn({ err: error, runId: this.runId }, 'failed requests were not stored');
    } finally {
      files.removeFailures(this.runId);
    }
  }
}

/** What failed because the run was stopped is counted as interrupted, not as an error. */
function beforeStop(kept: readonly KeptFailure[], { stopSentAtMs }: RunRecord): KeptFailure[] {
  return kept.filter(({ startMs, elapsedMs }) => stopSentAtMs === null || startMs + elapsedMs < stopSentAtMs);
}

function keptFile(files: DataDirectory, runId: number): { read(): KeptContent } {
  return new KeptFile(join(files.runDirectory(runId), KEPT_FILE));
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize;
}
