import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';

import type { KeptFailure } from '../../contract/statistics.ts';

/** What one line of the file says. */
type KeptLine =
  | { readonly failure: KeptFailure }
  /** Failures were lost. */
  | { readonly lost: true }
  /** JMeter's file was read up to here and emptied. */
  | { readonly readTo: number };

export interface KeptContent {
  readonly failures: KeptFailure[];
  readonly isComplete: boolean;
  readonly readTo: number;
}

/** The kept failures of a run that goes on: a line of JSON for each, masked. */
export class KeptFile {
  constructor(private readonly path: string) {}

  /** What is there. An unfinished last line, of a process that was killed, does not count. */
  read(): KeptContent {
    const text = existsSync(this.path) ? readFileSync(this.path, 'utf8') : '';
    const lines = text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as KeptLine);
    return {
      failures: lines.flatMap((line) => ('failure' in line ? [line.failure] : [])),
      isComplete: !lines.some((line) => 'lost' in line),
      readTo: lines.reduce((latest, line) => ('readTo' in line ? line.readTo : latest), 0),
    };
  }

  /** Before something is appended to what another process left. */
  removeUnfinishedLine(): void {
    const bytes = existsSync(this.path) ? readFileSync(this.path) : Buffer.alloc(0);
    const end = bytes.lastIndexOf(0x0a) + 1;
    if (end < bytes.length) {
      truncateSync(this.path, end);
    }
  }

  append(line: KeptLine): void {
    appendFileSync(this.path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  }
}
