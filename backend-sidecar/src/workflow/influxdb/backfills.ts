import { Worker } from 'node:worker_threads';

import type { Logger } from 'pino';

import type { InfluxDbBackfill } from '../../contract/influxdb.ts';
import type { InfluxTarget } from '../../integrations/influxdb/influx-target.ts';
import { AppError } from '../../kernel/errors.ts';
import { workerEntry } from '../../kernel/worker-entry.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import { keptParts } from '../analysis/kept-result.ts';
import type { Clock } from '../clock.ts';
import { backfillHindrance, type BackfillHindranceDeps } from './backfill-hindrance.ts';
import type { BackfillMessage, BackfillTask } from './backfill-task.ts';

export interface BackfillsDeps extends BackfillHindranceDeps {
  runs: RunStore;
  clock: Clock;
  log: Logger;
}

const MEASUREMENT = 'jmeter';
const PERCENTILES = [50, 90, 95, 99];
const INTERVAL_SECONDS = 5;
const BEGUN: InfluxDbBackfill = { state: 'running', writtenPoints: 0, doneRatio: 0, error: null };

/**
 * Writes runs into InfluxDB from their result files, one after another. What is there of such a run is taken away first,
 * so that nothing counts twice; a sidecar that was killed at it begins that run anew.
 */
export class Backfills {
  private readonly running = new Map<number, Worker>();
  private readonly waiting = new Set<number>();
  private queue: Promise<void> = Promise.resolve();
  private isStopping = false;

  constructor(private readonly deps: BackfillsDeps) {}

  /** @throws AppError CONFLICT_STATE where there is nothing to write, nowhere to write it, or others' points are there */
  start(runId: number): void {
    const run = this.deps.runs.get(runId);
    if (this.waiting.has(runId)) {
      throw new AppError('CONFLICT_STATE', `run ${runId} is being written into InfluxDB already`);
    }
    const hindrance = backfillHindrance(run, this.deps);
    if (hindrance !== null) {
      throw new AppError('CONFLICT_STATE', hindrance);
    }
    this.noteWanted(run, this.targetOf(run));
    this.enqueue(runId);
  }

  /** Goes on with what an earlier sidecar had begun. */
  resume(): void {
    this.deps.runInflux.unfinishedBackfills().forEach((runId) => this.enqueue(runId));
  }

  /** Lets go; the next sidecar begins anew what was not done. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all([...this.running.values()].map((worker) => worker.terminate()));
    await this.queue;
  }

  private targetOf(run: RunRecord): { target: InfluxTarget; datasourceUid: string | null } {
    const choice = this.deps.influxTargets.ofEnvironment(run.environmentId);
    if (choice.kind !== 'chosen') {
      throw new AppError('CONFLICT_STATE', choice.why);
    }
    return choice;
  }

  private noteWanted(run: RunRecord, choice: { target: InfluxTarget; datasourceUid: string | null }): void {
    const { runInflux } = this.deps;
    const { target, datasourceUid } = choice;
    runInflux.saveWritten(run.id, {
      ...{ listener: 'backfilled', why: null, application: run.scenarioName, measurement: MEASUREMENT },
      ...{ url: target.url, database: target.kind === 'database' ? target.database : target.bucket },
      ...{ datasourceUid, percentiles: PERCENTILES, intervalSeconds: INTERVAL_SECONDS, transactions: [] },
    });
    runInflux.saveBackfill(run.id, BEGUN);
  }

  private enqueue(runId: number): void {
    this.waiting.add(runId);
    this.queue = this.queue.then(() => this.carryOut(runId));
  }

  /** Never rejects. */
  private async carryOut(runId: number): Promise<void> {
    const { runs, runInflux, log } = this.deps;
    try {
      const run = runs.find(runId);
      if (!this.isStopping && run !== undefined) {
        await this.write(run);
      }
    } catch (error) {
      const why = error instanceof AppError ? (error.detail ?? error.message) : 'The sidecar failed; see its log.';
      log.warn({ err: error, runId }, 'run not written into InfluxDB');
      runInflux.saveBackfill(runId, { ...BEGUN, state: 'failed', error: why });
    } finally {
      this.waiting.delete(runId);
    }
  }

  private async write(run: RunRecord): Promise<void> {
    const task: BackfillTask = {
      parts: keptParts(run, this.deps.files),
      read: run.importedFrom?.read ?? {},
      target: this.targetOf(run).target,
      look: {
        ...{ measurement: MEASUREMENT, application: run.scenarioName, runId: String(run.id) },
        ...{ percentiles: PERCENTILES, intervalMs: INTERVAL_SECONDS * 1000 },
      },
    };
    const worker = new Worker(workerEntry('backfill-worker', import.meta.url), { workerData: task });
    this.running.set(run.id, worker);
    try {
      await new Promise<void>((resolve, reject) => {
        worker.on('message', (message: BackfillMessage) => {
          this.take(run.id, message);
          if (message.kind !== 'progress') {
            resolve();
          }
        });
        worker.once('error', reject);
        worker.once('exit', () => resolve());
      });
    } finally {
      this.running.delete(run.id);
      void worker.terminate();
    }
  }

  private take(runId: number, message: BackfillMessage): void {
    const { runs, runInflux, clock } = this.deps;
    if (runs.find(runId) === undefined) {
      // Deleted meanwhile: nobody will ask for the rest.
      void this.running.get(runId)?.terminate();
      return;
    }
    switch (message.kind) {
      case 'progress': {
        const { writtenPoints, doneRatio } = message;
        runInflux.saveBackfill(runId, { state: 'running', writtenPoints, doneRatio, error: null });
        return;
      }
      case 'failed':
        runInflux.saveBackfill(runId, { ...BEGUN, state: 'failed', error: message.why });
        return;
      case 'done': {
        const { writtenPoints, lastPointAtMs, transactions } = message;
        const written = runInflux.find(runId)?.written;
        if (written !== undefined) {
          runInflux.saveWritten(runId, { ...written, transactions: [...transactions] });
        }
        runInflux.saveDelivery(runId, { state: 'ended', detail: null, lastPointAtMs, checkedAtMs: clock() });
        runInflux.saveBackfill(runId, { state: 'done', writtenPoints, doneRatio: 1, error: null });
        return;
      }
    }
  }
}
