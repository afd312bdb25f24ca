import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

import { influxClient, type InfluxClient } from '../../integrations/influxdb/influx-client.ts';
import type { InfluxAnswer } from '../../integrations/influxdb/influx-target.ts';
import { AppError } from '../../kernel/errors.ts';
import { readResultFiles } from '../../results/read-result-files.ts';
import type { SampleRecord } from '../../results/sample-record.ts';
import type { BackfillMessage, BackfillTask } from './backfill-task.ts';
import { IntervalPoints } from './interval-points.ts';

/** A run is read once for so many samples: their times are held in memory until their interval is complete. */
const SAMPLES_PER_READING = 4_000_000;
const LINES_PER_WRITE = 5_000;
/** InfluxDB is away for a moment when it is restarted. */
const PAUSES_MS = [1_000, 3_000, 9_000];

interface Extent {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly samples: number;
  readonly transactions: ReadonlySet<string>;
}

function post(message: BackfillMessage): void {
  parentPort?.postMessage(message);
}

/** What is thrown for it to be told. */
class Given extends Error {}

async function work(task: BackfillTask): Promise<void> {
  const extent = await measure(task);
  const client = influxClient(task.target);
  const { measurement, runId } = task.look;
  await insist((signal) => client.remove({ measurement, runId }, signal));
  const writing = new Writing(client, extent, task);
  const readings = Math.ceil(extent.samples / SAMPLES_PER_READING);
  for (let reading = 0; reading < readings; reading += 1) {
    await writing.writePart(reading, readings);
  }
  post({
    kind: 'done',
    writtenPoints: writing.writtenPoints,
    lastPointAtMs: writing.lastPointAtMs,
    transactions: [...extent.transactions],
  });
}

async function measure(task: BackfillTask): Promise<Extent> {
  let [firstMs, lastMs, samples] = [Infinity, -Infinity, 0];
  const transactions = new Set<string>();
  await visit(task, (record) => {
    firstMs = Math.min(firstMs, record.startMs);
    lastMs = Math.max(lastMs, record.startMs + record.elapsedMs);
    samples++;
    if (record.isTransaction) {
      transactions.add(record.label);
    }
  });
  if (samples === 0) {
    throw new Given('The result file holds no sample.');
  }
  return { firstMs, lastMs, samples, transactions };
}

async function visit({ parts, read }: BackfillTask, sample: (record: SampleRecord) => void): Promise<void> {
  await readResultFiles(parts, read, { sample, rejected: () => undefined });
}

class Writing {
  writtenPoints = 0;
  lastPointAtMs = 0;
  private pending: string[] = [];
  private readonly intervals: number;

  constructor(
    private readonly client: InfluxClient,
    private readonly extent: Extent,
    private readonly task: BackfillTask
  ) {
    const { intervalMs } = task.look;
    this.intervals = Math.floor((extent.lastMs - extent.firstMs) / intervalMs) + 1;
    this.lastPointAtMs = extent.firstMs + this.intervals * intervalMs;
  }

  /** The intervals of one reading of as many as are needed. */
  async writePart(reading: number, readings: number): Promise<void> {
    const { firstMs } = this.extent;
    const { look } = this.task;
    const edge = (index: number) => firstMs + Math.ceil((this.intervals * index) / readings) * look.intervalMs;
    const [fromMs, toMs] = [edge(reading), edge(reading + 1)];
    const points = new IntervalPoints(look, firstMs);
    await visit(this.task, (record) => {
      const endMs = record.startMs + record.elapsedMs;
      if (endMs >= fromMs && endMs < toMs) {
        points.add(record);
      }
    });
    for (const lines of points.lines()) {
      this.pending.push(...lines);
      if (this.pending.length >= LINES_PER_WRITE) {
        await this.flush((reading + 0.5) / readings);
      }
    }
    await this.flush((reading + 1) / readings);
  }

  private async flush(doneRatio: number): Promise<void> {
    for (let start = 0; start < this.pending.length; start += LINES_PER_WRITE) {
      const lines = this.pending.slice(start, start + LINES_PER_WRITE);
      await insist((signal) => this.client.write(`${lines.join('\n')}\n`, signal));
      this.writtenPoints += lines.length;
      post({ kind: 'progress', writtenPoints: this.writtenPoints, doneRatio: Math.min(doneRatio, 0.999) });
    }
    this.pending = [];
  }
}

/** Once more where InfluxDB could not be reached; what it refuses it will refuse again. */
async function insist(ask: (signal: AbortSignal) => Promise<InfluxAnswer<null>>): Promise<void> {
  const { signal } = new AbortController();
  for (const pauseMs of [...PAUSES_MS, null]) {
    const answer = await ask(signal);
    if (answer.kind === 'done') {
      return;
    }
    if (answer.fault.kind !== 'unreachable' || pauseMs === null) {
      throw new Given(answer.fault.why);
    }
    await wait(pauseMs);
  }
}

try {
  await work(workerData as BackfillTask);
} catch (error) {
  if (!(error instanceof Given) && !(error instanceof AppError)) {
    throw error;
  }
  post({ kind: 'failed', why: error instanceof AppError ? (error.detail ?? error.message) : error.message });
}
