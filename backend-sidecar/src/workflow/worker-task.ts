import { parentPort, Worker } from 'node:worker_threads';

import { AppError, type ErrorCode } from '../kernel/errors.ts';

type TaskAnswer<T> =
  | { readonly kind: 'done'; readonly output: T }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail: string | undefined };

/**
 * Does one thing in a thread of its own, so that nobody's live page waits for it. Rejects with what the task threw; an
 * AppError stays one.
 */
export function runTask<T>(entry: URL, input: unknown): Promise<T> {
  const worker = new Worker(entry, { workerData: input });
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: TaskAnswer<T>) =>
      answer.kind === 'done' ? resolve(answer.output) : reject(new AppError(answer.code, answer.detail))
    );
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread of a task ended without an answer (code ${code})`)));
  });
}

/** The thread's side: answers with the output, or with the refusal that the task threw. */
export async function answerTask(task: () => unknown): Promise<void> {
  try {
    parentPort?.postMessage({ kind: 'done', output: await task() } satisfies TaskAnswer<unknown>);
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    parentPort?.postMessage({ kind: 'refused', code: error.code, detail: error.detail } satisfies TaskAnswer<unknown>);
  }
}
