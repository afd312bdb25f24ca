import { parentPort } from 'node:worker_threads';

import { AppError } from '../../kernel/errors.ts';
import { analyseFiles, type AnalysedFiles } from '../analysis/analyse-files.ts';
import { lookAtFiles } from './import-look.ts';
import type { ImportMessage, ImportTask } from './import-task.ts';

/** Progress is told at most this often. */
const TELL_EVERY_MS = 200;

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

async function carryOut(task: ImportTask): Promise<AnalysedFiles | null> {
  if (task.kind === 'analyse') {
    return analyseFiles(task.input, tell);
  }
  for (const fileNames of task.groups) {
    post({ kind: 'found', found: await lookAtFiles(task.folder, fileNames, tell) });
  }
  return null;
}

async function answer(task: ImportTask): Promise<void> {
  try {
    post({ kind: 'done', output: await carryOut(task) });
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    post({ kind: 'refused', code: error.code, detail: error.detail });
  }
}

// What is thrown beside a refusal ends the thread, which its starter sees.
parentPort?.on('message', (task: ImportTask) => void answer(task));
