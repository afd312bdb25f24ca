import { Worker } from 'node:worker_threads';

import { AppError, type ErrorCode } from '../kernel/errors.ts';
import { workerEntry } from '../kernel/worker-entry.ts';
import type { AnalysedFiles, FilesToAnalyse } from './analyse-files.ts';
import type { LookedAt } from './import-look.ts';

export type ImportTask =
  | { readonly kind: 'look'; readonly folder: string; readonly fileNames: string[] }
  | { readonly kind: 'analyse'; readonly input: FilesToAnalyse };

export type ImportMessage =
  | { readonly kind: 'progress'; readonly bytes: number }
  | { readonly kind: 'done'; readonly output: LookedAt[] | AnalysedFiles }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail: string | undefined };

export interface TaskWatch {
  readonly onBytes?: (bytes: number) => void;
  /** Ends the thread; the task rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What files hold, read in a thread of its own. */
export function lookInThread(folder: string, fileNames: string[], watch: TaskWatch): Promise<LookedAt[]> {
  return inThread({ kind: 'look', folder, fileNames }, watch) as Promise<LookedAt[]>;
}

/** All statistics of a run's files, in a thread of its own. @throws AppError RESULT_UNREADABLE */
export function analyseInThread(input: FilesToAnalyse, watch: TaskWatch = {}): Promise<AnalysedFiles> {
  return inThread({ kind: 'analyse', input }, watch) as Promise<AnalysedFiles>;
}

function inThread(task: ImportTask, { onBytes, signal }: TaskWatch): Promise<LookedAt[] | AnalysedFiles> {
  signal?.throwIfAborted();
  const worker = new Worker(workerEntry('import-worker', import.meta.url), { workerData: task });
  const abort = () => void worker.terminate();
  signal?.addEventListener('abort', abort, { once: true });
  return new Promise<LookedAt[] | AnalysedFiles>((resolve, reject) => {
    worker.on('message', (message: ImportMessage) => {
      if (message.kind === 'progress') {
        onBytes?.(message.bytes);
      } else if (message.kind === 'done') {
        resolve(message.output);
      } else {
        reject(new AppError(message.code, message.detail));
      }
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(reasonOfEnd(signal, code)));
  }).finally(() => signal?.removeEventListener('abort', abort));
}

function reasonOfEnd(signal: AbortSignal | undefined, code: number): unknown {
  return signal?.aborted
    ? signal.reason
    : new Error(`The thread that reads results ended without an answer (code ${code})`);
}
