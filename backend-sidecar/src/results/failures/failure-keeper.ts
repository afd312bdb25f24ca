import type { KeptFailure } from '../../contract/statistics.ts';
import type { RawFailure } from './failure-reader.ts';

export const KEPT_PER_LABEL = 20;
/** Of all texts of a run: a test that makes up a label for every request must not fill the disk. */
const KEPT_RUN_BYTES = 64 * 1024 * 1024;

export interface FailureKeeperOptions {
  readonly mask: (failure: RawFailure) => KeptFailure;
  /** The name under which a label is counted. */
  readonly foldedLabel: (label: string) => string;
  /** What an earlier process kept of the same run. */
  readonly kept: readonly KeptFailure[];
}

/** Decides which failures are kept: of each label the first, each of them once. */
export class FailureKeeper {
  private readonly countByLabel = new Map<string, number>();
  private readonly keys = new Set<string>();
  private bytes = 0;
  /** False once a failure was left out that should have been kept. */
  isComplete = true;

  constructor(private readonly options: FailureKeeperOptions) {
    options.kept.forEach((failure) => this.note(failure));
  }

  get count(): number {
    return this.keys.size;
  }

  isWanted(label: string): boolean {
    const isFull = (this.countByLabel.get(this.options.foldedLabel(label)) ?? 0) >= KEPT_PER_LABEL;
    if (!isFull && this.bytes >= KEPT_RUN_BYTES) {
      this.isComplete = false;
    }
    return !isFull && this.bytes < KEPT_RUN_BYTES;
  }

  /** The failure as it is to be kept; undefined if there are enough of its label, or it is kept already. */
  take(failure: RawFailure): KeptFailure | undefined {
    const label = this.options.foldedLabel(failure.label);
    if (!this.isWanted(failure.label) || this.keys.has(keyOf({ ...failure, label }))) {
      return undefined;
    }
    const kept = { ...this.options.mask(failure), label };
    this.note(kept);
    return kept;
  }

  private note(failure: KeptFailure): void {
    this.keys.add(keyOf(failure));
    this.countByLabel.set(failure.label, (this.countByLabel.get(failure.label) ?? 0) + 1);
    this.bytes += JSON.stringify(failure).length;
  }
}

/** A thread asks one thing at a time, so this names a failure (but for two within the same millisecond). */
function keyOf({ startMs, threadName, label }: { startMs: number; threadName: string; label: string }): string {
  return `${startMs} ${threadName}\n${label}`;
}
