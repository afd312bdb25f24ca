import { Worker } from 'node:worker_threads';

import type { LabelKind, TimelinePoint } from '../contract/statistics.ts';
import { AppError } from '../kernel/errors.ts';
import { workerEntry } from '../kernel/worker-entry.ts';
import type { AnalysisWindow } from '../runs/analysis-window.ts';
import type {
  FinalResult,
  FollowCallName,
  FollowCalls,
  FollowMessage,
  FollowOptions,
  FollowUpdate,
  SentFault,
} from './follow-protocol.ts';

export type { FinalResult, FollowOptions, FollowUpdate } from './follow-protocol.ts';

interface PendingCall {
  resolve(output: unknown): void;
  reject(error: Error): void;
}

/**
 * Reads a result file in a thread of its own, so that neither the HTTP server nor a running test waits for it. A fault
 * (the file became shorter, the thread died) is given to `onError` once and to every call that waits or comes later.
 */
export class ResultFollower {
  private readonly pending = new Map<number, PendingCall>();
  private lastId = 0;
  private fault: Error | null = null;

  private constructor(
    private readonly worker: Worker,
    private readonly onUpdate: (update: FollowUpdate) => void,
    private readonly onError: (error: Error) => void
  ) {
    worker.on('message', (message: FollowMessage) => this.receive(message));
    worker.on('error', (error) => this.fail(asError(error)));
    worker.on('exit', (code) => this.fail(new Error(`The thread that reads the result file ended (code ${code})`)));
  }

  /** @param entry the worker's program, for tests; by default what lies beside this module */
  static start(
    options: FollowOptions,
    onUpdate: (update: FollowUpdate) => void,
    onError: (error: Error) => void,
    entry: URL = workerEntry('follow-worker', import.meta.url)
  ): ResultFollower {
    const worker = new Worker(entry, { workerData: options, name: 'follow-worker' });
    return new ResultFollower(worker, onUpdate, onError);
  }

  /**
   * Failures that end from now on are interrupted samples. Resolves when the worker knows: await it *before* the stop is
   * sent. Of several stops the earliest counts.
   */
  async markStop(atMs: number): Promise<void> {
    await this.call('markStop', { atMs });
  }

  /** The window becomes known when JMeter has started. Rows read already are read again. */
  async setWindow(window: AnalysisWindow | null): Promise<void> {
    await this.call('setWindow', { window });
  }

  /** @param label null: the total */
  timeline(label: string | null, kind: LabelKind = 'sample'): Promise<TimelinePoint[]> {
    return this.call('timeline', { label, kind });
  }

  /** The full state now, with every slice of the total. */
  snapshot(): Promise<FollowUpdate> {
    return this.call('snapshot', null);
  }

  /** To be called once the writer is gone: reads to the end of the file; an unfinished last record is rejected. */
  finish(): Promise<FinalResult> {
    return this.call('finish', null);
  }

  /** Ends the thread; calls that still wait are refused. May be called again. */
  async close(): Promise<void> {
    this.refuseAll(new Error('The reading of the result file was closed'));
    await this.worker.terminate();
  }

  private call<Name extends FollowCallName>(
    name: Name,
    input: FollowCalls[Name]['input']
  ): Promise<FollowCalls[Name]['output']> {
    if (this.fault !== null) {
      return Promise.reject(this.fault);
    }
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve: (output) => resolve(output as FollowCalls[Name]['output']), reject });
      this.worker.postMessage({ id, name, input });
    });
  }

  private receive(message: FollowMessage): void {
    switch (message.type) {
      case 'update':
        return this.fault === null ? this.onUpdate(message.update) : undefined;
      case 'answer':
        return this.take(message.id)?.resolve(message.output);
      case 'refusal':
        return this.take(message.id)?.reject(toError(message.fault));
      case 'fault':
        return this.fail(toError(message.fault));
    }
  }

  private take(id: number): PendingCall | undefined {
    const call = this.pending.get(id);
    this.pending.delete(id);
    return call;
  }

  private fail(error: Error): void {
    if (this.fault !== null) {
      return;
    }
    this.refuseAll(error);
    void this.worker.terminate();
    this.onError(error);
  }

  private refuseAll(error: Error): void {
    this.fault ??= error;
    for (const call of this.pending.values()) {
      call.reject(this.fault);
    }
    this.pending.clear();
  }
}

function toError(fault: SentFault): Error {
  return fault.code === null ? new Error(fault.message) : new AppError(fault.code, fault.message);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
