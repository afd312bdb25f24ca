import { workerEntry } from '../../kernel/worker-entry.ts';
import type { FileKind } from '../../persistence/report-store.ts';
import { runTask } from '../worker-task.ts';

export interface RenderTask {
  readonly kind: FileKind;
  /** The stored report, as JSON of any version. */
  readonly model: string;
  /** Where the pictures lie that the model names. */
  readonly dataDirectory: string;
}

/** Takes seconds for a batch of 16 runs with 300 labels, in a thread of its own. */
export function renderReport(task: RenderTask): Promise<Uint8Array> {
  return runTask(workerEntry('render-worker', import.meta.url), task);
}
