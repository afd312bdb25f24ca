import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';

import { AppError } from '../kernel/errors.ts';
import { assertNever } from '../kernel/assert-never.ts';
import type { LabelKind, TimelinePoint } from '../contract/statistics.ts';
import type { AnalysisWindow } from '../runs/analysis-window.ts';
import { PartStatistics } from '../statistics/part-statistics.ts';
import type { RunStatistics } from '../statistics/run-statistics.ts';
import type {
  FinalResult,
  FollowMessage,
  FollowOptions,
  FollowRequest,
  FollowUpdate,
  SentFault,
} from './follow-protocol.ts';
import type { JtlVisitor } from './jtl-reader.ts';
import { CompleteSource, GrowingSource, type RecordSource } from './record-source.ts';
import { RejectedRecords } from './rejected-records.ts';

const POLL_MS = 250;
const UPDATE_MS = 1000;

/** One pass over the file from its beginning, and what it has found so far. */
class Reading {
  readonly rejected = new RejectedRecords();
  readonly source: RecordSource;
  private readonly parts: PartStatistics;

  constructor(options: FollowOptions) {
    this.parts = new PartStatistics(options);
    this.source = sourceOf(options, {
      sample: (record, part) => this.parts.add(record, part),
      rejected: (rejected) => {
        this.parts.countRejected();
        this.rejected.add(rejected);
      },
    });
  }

  get statistics(): RunStatistics {
    return this.parts.ended;
  }

  complete(): void {
    this.source.complete();
    this.parts.end();
  }

  result(): FinalResult {
    const { statistics, rejected } = this;
    return {
      counts: statistics.counts(),
      whole: statistics.whole(),
      window: statistics.window(),
      errors: statistics.errors(),
      rejected: rejected.first,
      rejectedByReason: rejected.countsByReason(),
      timeline: statistics.totalTimeline(),
      distributions: statistics.distributions(),
      slices: statistics.encodedSlices(),
      notes: [...this.source.notes, ...statistics.notes()],
      transactions: statistics.transactions(),
      bytesRead: this.source.bytesRead,
    };
  }
}

/**
 * Follows one result file. What decides over the rows already counted (the analysis window, a stop) may become known
 * late: then the file is read again from its beginning, and until that has caught up the figures shown stay the old ones.
 */
class FollowSession {
  private reading: Reading;
  private shown: Reading;
  private isFinishing = false;
  private isComplete = false;
  private mustReadAgain = false;
  private sequence = 0;
  private updatedAtMs = -Infinity;
  private updatedRows = 0;
  private updatedRecent = 0;
  private wake: () => void = () => undefined;
  private readonly finishIds: number[] = [];

  constructor(
    private options: FollowOptions,
    private readonly port: MessagePort
  ) {
    this.reading = new Reading(options);
    this.shown = this.reading;
  }

  async run(): Promise<never> {
    for (;;) {
      if (this.mustReadAgain) {
        this.readAgain();
      }
      await (this.isComplete ? this.pause() : this.step());
    }
  }

  handle(request: FollowRequest): void {
    switch (request.name) {
      case 'markStop':
        return this.answer(request.id, this.markStop(request.input.atMs));
      case 'setWindow':
        return this.answer(request.id, this.setWindow(request.input.window));
      case 'timeline':
        return this.answer(request.id, this.timeline(request.input.label, request.input.kind));
      case 'snapshot':
        return this.answer(request.id, this.snapshot());
      case 'finish':
        return this.finish(request.id);
      default:
        return assertNever(request);
    }
  }

  refuse(id: number, error: unknown): void {
    this.post({ type: 'refusal', id, fault: toFault(error) });
  }

  /** Reads what there is to read, or waits for more. Messages are handled between the steps. */
  private async step(): Promise<void> {
    const isLastLook = this.isFinishing;
    const outcome = await this.reading.source.step();
    if (this.mustReadAgain) {
      return;
    }
    if (outcome === 'end' || (outcome === 'waiting' && isLastLook)) {
      this.complete();
      return;
    }
    this.showWhatCaughtUp();
    this.updateIfDue();
    await (outcome === 'read' ? nextTurn() : this.pause(POLL_MS));
  }

  private showWhatCaughtUp(): void {
    if (this.reading.source.bytesRead >= this.shown.source.bytesRead) {
      this.shown = this.reading;
    }
  }

  private complete(): void {
    this.reading.complete();
    this.shown = this.reading;
    this.isComplete = true;
    for (const id of this.finishIds.splice(0)) {
      this.answerResult(id);
    }
  }

  private readAgain(): void {
    this.mustReadAgain = false;
    this.isComplete = false;
    this.reading.source.close();
    this.reading = new Reading(this.options);
  }

  private setWindow(window: AnalysisWindow | null): null {
    if (isSameWindow(window, this.options.window)) {
      return null;
    }
    this.options = { ...this.options, window };
    this.restart();
    return null;
  }

  /** The earliest stop counts: a second, harder one is part of the same stopping. */
  private markStop(atMs: number): null {
    const stopSentAtMs = Math.min(atMs, this.options.stopSentAtMs ?? Infinity);
    this.options = { ...this.options, stopSentAtMs };
    this.reading.statistics.markStop(stopSentAtMs);
    if ((this.reading.statistics.newestFailureEndMs ?? -Infinity) >= stopSentAtMs) {
      this.restart();
    }
    return null;
  }

  private restart(): void {
    this.mustReadAgain = true;
    this.wake();
  }

  private timeline(label: string | null, kind: LabelKind): TimelinePoint[] {
    const { statistics } = this.shown;
    return label === null ? statistics.totalTimeline() : statistics.labelTimeline(label, kind);
  }

  private finish(id: number): void {
    this.isFinishing = true;
    if (this.isComplete && !this.mustReadAgain) {
      this.answerResult(id);
      return;
    }
    this.finishIds.push(id);
    this.wake();
  }

  private snapshot(): FollowUpdate {
    return this.state(this.nowMs(), this.shown.statistics.totalTimeline());
  }

  private updateIfDue(): void {
    const isDue = performance.now() - this.updatedAtMs >= UPDATE_MS;
    if (!isDue || !this.hasChanged()) {
      return;
    }
    const { statistics } = this.shown;
    this.sequence++;
    const update = this.state(this.nowMs(), statistics.takeChangedSlices());
    this.updatedAtMs = performance.now();
    this.updatedRows = update.counts.rows;
    this.updatedRecent = update.total.last60s.count;
    this.post({ type: 'update', update });
  }

  /** Without new rows the last 60 s still change, until they are empty. */
  private hasChanged(): boolean {
    const isCatchingUp = this.shown !== this.reading;
    return !isCatchingUp && (this.shown.statistics.counts().rows !== this.updatedRows || this.updatedRecent > 0);
  }

  private state(atMs: number, changedSlices: TimelinePoint[]): FollowUpdate {
    const { statistics } = this.shown;
    return {
      atMs,
      counts: statistics.counts(),
      ...statistics.live(atMs),
      errors: statistics.errors(),
      changedSlices,
      activeThreads: statistics.activeThreads,
      newestEndMs: statistics.newestEndMs,
      sequence: this.sequence,
    };
  }

  /** In a file that is complete, "the last 60 s" are those before its end. */
  private nowMs(): number {
    return this.options.mode === 'read' ? (this.shown.statistics.newestEndMs ?? Date.now()) : Date.now();
  }

  /** Until it is woken, or the time has passed. */
  private async pause(timeoutMs?: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(resolve, timeoutMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = () => undefined;
  }

  private answer(id: number, output: unknown): void {
    this.post({ type: 'answer', id, output });
  }

  /** The summaries are handed over, not copied: the main thread must not wait for it. */
  private answerResult(id: number): void {
    const output = this.shown.result();
    const summaries = [...output.distributions.flatMap(({ ok, failed }) => [ok, failed])];
    const slices = output.slices.map(({ encoded }) => encoded);
    const buffers = [...summaries, ...slices].map((bytes) => bytes.buffer as ArrayBuffer);
    const message: FollowMessage = { type: 'answer', id, output };
    this.port.postMessage(message, buffers);
  }

  private post(message: FollowMessage): void {
    this.port.postMessage(message);
  }
}

function sourceOf(options: FollowOptions, visitor: JtlVisitor): RecordSource {
  const { filePath, mode, reading = {} } = options;
  if (mode === 'follow') {
    return new GrowingSource(filePath, visitor);
  }
  const parts = options.parts ?? [{ path: filePath, name: basename(filePath), clockOffsetMs: 0 }];
  return new CompleteSource({ parts, options: reading, visitor });
}

function isSameWindow(one: AnalysisWindow | null, other: AnalysisWindow | null): boolean {
  return one?.fromMs === other?.fromMs && one?.toMs === other?.toMs;
}

function toFault(error: unknown): SentFault {
  if (error instanceof AppError) {
    return { code: error.code, message: error.detail ?? error.message };
  }
  return { code: null, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function start(port: MessagePort, options: FollowOptions): void {
  const session = new FollowSession(options, port);
  port.on('message', (request: FollowRequest) => {
    try {
      session.handle(request);
    } catch (error) {
      session.refuse(request.id, error);
    }
  });
  session.run().catch((error: unknown) => {
    const message: FollowMessage = { type: 'fault', fault: toFault(error) };
    port.postMessage(message);
  });
}

if (parentPort !== null) {
  start(parentPort, workerData as FollowOptions);
}
