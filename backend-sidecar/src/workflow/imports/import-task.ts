import { Worker } from 'node:worker_threads';

import { AppError, type ErrorCode } from '../../kernel/errors.ts';
import { workerEntry } from '../../kernel/worker-entry.ts';
import type { AnalysedFiles, FilesToAnalyse } from '../analysis/analyse-files.ts';
import type { LookedAt } from './import-look.ts';

export type ImportTask =
  | { readonly kind: 'look'; readonly folder: string; readonly groups: string[][] }
  | { readonly kind: 'analyse'; readonly input: FilesToAnalyse };

export type ImportMessage =
  | { readonly kind: 'progress'; readonly bytes: number }
  | { readonly kind: 'found'; readonly found: LookedAt[] }
  | { readonly kind: 'done'; readonly output: AnalysedFiles | null }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail: string | undefined };

export interface TaskWatch {
  readonly onBytes?: (bytes: number) => void;
  /** Ends the work; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

type LookWatch = TaskWatch & { readonly onFound?: (found: LookedAt[]) => void };

/** How an import reads: not in the thread that answers people. */
export interface ImportReading {
  /** @param watch is told what each group of files holds, in their order */
  look(folder: string, groups: string[][], watch: TaskWatch & { onFound: (found: LookedAt[]) => void }): Promise<void>;
  /** @throws AppError RESULT_UNREADABLE */
  analyse(input: FilesToAnalyse, watch: TaskWatch): Promise<AnalysedFiles>;
  close(): Promise<void>;
}

const IDLE_MS = 10_000;

/** One thread that does one task after another, and ends when it has had nothing to do for a while. */
export class ImportThread implements ImportReading {
  private worker: Worker | null = null;
  private idle: NodeJS.Timeout | undefined;
  private work: Promise<unknown> = Promise.resolve();

  async look(folder: string, groups: string[][], watch: LookWatch): Promise<void> {
    await this.queue({ kind: 'look', folder, groups }, watch);
  }

  async analyse(input: FilesToAnalyse, watch: TaskWatch = {}): Promise<AnalysedFiles> {
    const analysed = await this.queue({ kind: 'analyse', input }, watch);
    if (analysed === null) {
      throw new Error('The thread that reads results answered nothing');
    }
    return analysed;
  }

  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { worker } = this;
    this.worker = null;
    await worker?.terminate();
  }

  private started(): Worker {
    if (this.worker !== null) {
      return this.worker;
    }
    const worker = new Worker(workerEntry('import-worker', import.meta.url), { name: 'import-worker' });
    // It may end while it has nothing to do; the next task then begins another.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      this.worker = this.worker === worker ? null : this.worker;
    });
    this.worker = worker;
    return worker;
  }

  private queue(task: ImportTask, watch: LookWatch): Promise<AnalysedFiles | null> {
    const turn = this.work.then(() => this.carryOut(task, watch));
    this.work = turn.catch(() => undefined);
    return turn;
  }

  private async carryOut(task: ImportTask, watch: LookWatch): Promise<AnalysedFiles | null> {
    watch.signal?.throwIfAborted();
    clearTimeout(this.idle);
    const worker = this.started();
    try {
      return await answerOf(worker, task, watch);
    } catch (error) {
      // What is refused is an answer; after anything else nothing is known of the thread.
      if (!(error instanceof AppError)) {
        await this.close();
      }
      throw error;
    } finally {
      this.idle = setTimeout(() => void this.close(), IDLE_MS).unref();
    }
  }
}

/** All statistics of a run's files, in a thread of its own. @throws AppError RESULT_UNREADABLE */
export async function analyseInThread(input: FilesToAnalyse, watch: TaskWatch = {}): Promise<AnalysedFiles> {
  const thread = new ImportThread();
  try {
    return await thread.analyse(input, watch);
  } finally {
    await thread.close();
  }
}

function answerOf(worker: Worker, task: ImportTask, { onBytes, onFound, signal }: LookWatch) {
  const { promise, resolve, reject } = withResolvers<AnalysedFiles | null>();
  const onMessage = (message: ImportMessage) => {
    switch (message.kind) {
      case 'progress':
        return onBytes?.(message.bytes);
      case 'found':
        return onFound?.(message.found);
      case 'done':
        return resolve(message.output);
      case 'refused':
        return reject(new AppError(message.code, message.detail));
    }
  };
  const onExit = (code: number) => reject(new Error(`The thread that reads results ended (code ${code})`));
  const onAbort = () => reject(signal?.reason);
  worker.on('message', onMessage).on('error', reject).on('exit', onExit);
  signal?.addEventListener('abort', onAbort, { once: true });
  worker.postMessage(task);
  // One by one: a worker listens for its listeners, too, and would never be heard again without that.
  return promise.finally(() => {
    worker.off('message', onMessage).off('error', reject).off('exit', onExit);
    signal?.removeEventListener('abort', onAbort);
  });
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((onDone, onFailed) => {
    resolve = onDone;
    reject = onFailed;
  });
  return { promise, resolve, reject };
}
