import type { Logger } from 'pino';

import type { RunStore } from '../../persistence/run-store.ts';

/** What happened to a run on its way, shown on its page. */
export class RunNotes {
  constructor(
    private readonly runs: RunStore,
    private readonly log: Logger
  ) {}

  add(runId: number, text: string): void {
    this.log.warn({ runId }, text);
    const run = this.runs.find(runId);
    if (run !== undefined && !run.warnings.includes(text)) {
      this.runs.change(runId, { warnings: [...run.warnings, text] });
    }
  }
}
