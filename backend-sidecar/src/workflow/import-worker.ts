import { parentPort, workerData } from 'node:worker_threads';

import { AppError } from '../kernel/errors.ts';
import { analyseFiles, type AnalysedFiles } from './analyse-files.ts';
import { lookAtFiles, type LookedAt } from './import-look.ts';
import type { ImportMessage, ImportTask } from './import-task.ts';

/** Progress is told at most this often. */
const TELL_EVERY_MS = 200;

const task = workerData as ImportTask;
let toldAtMs = 0;

function post(message: ImportMessage): void {
  parentPort?.postMessage(message);
}

function tell(bytes: number): void {
  if (performance.now() - toldAtMs >= TELL_EVERY_MS) {
    toldAtMs = performance.now();
    post({ kind: 'progress', bytes });
  }
}

function carryOut(): Promise<LookedAt[] | AnalysedFiles> {
  return task.kind === 'look' ? lookAtFiles(task.folder, task.fileNames, tell) : analyseFiles(task.input, tell);
}

try {
  post({ kind: 'done', output: await carryOut() });
} catch (error) {
  if (!(error instanceof AppError)) {
    throw error;
  }
  post({ kind: 'refused', code: error.code, detail: error.detail });
}
