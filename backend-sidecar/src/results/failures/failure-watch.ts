import { Worker } from 'node:worker_threads';

import { workerEntry } from '../../kernel/worker-entry.ts';
import type { FailureMessage, FailureWatchOptions } from './failure-protocol.ts';

/** A configured pattern may take for ever; a run does not wait for that. */
const FINISH_TIMEOUT_MS = 60_000;

/** Watches a run's failed requests in a thread of its own, so that neither a test nor the HTTP server waits for it. */
export class FailureWatch {
  private readonly ended: Promise<Error | null>;

  private constructor(private readonly worker: Worker) {
    this.ended = new Promise((resolve) => {
      worker.on('message', (message: FailureMessage) =>
        resolve(message.type === 'finished' ? null : new Error(message.message))
      );
      worker.on('error', (error) => resolve(error instanceof Error ? error : new Error(String(error))));
      worker.on('exit', (code) => resolve(new Error(`The thread that keeps failures ended (code ${code})`)));
    });
  }

  static start(options: FailureWatchOptions): FailureWatch {
    const worker = new Worker(workerEntry('failure-worker', import.meta.url), {
      workerData: options,
      name: 'failure-worker',
    });
    return new FailureWatch(worker);
  }

  /**
   * To be called once JMeter is gone: reads to the end of its file.
   *
   * @returns what went wrong, if something did; what was kept until then is there all the same
   */
  async finish(): Promise<Error | null> {
    this.worker.postMessage({ type: 'finish' });
    let timer: NodeJS.Timeout | undefined;
    const isLate = new Promise<Error>((resolve) => {
      timer = setTimeout(() => resolve(new Error('The reading of failures did not end in time')), FINISH_TIMEOUT_MS);
    });
    const fault = await Promise.race([this.ended, isLate]);
    clearTimeout(timer);
    await this.close();
    return fault;
  }

  /** Ends the thread. May be called again. */
  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
