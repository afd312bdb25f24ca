import type { RejectedRecord } from '../contract/statistics.ts';

const MAX_KEPT = 100;

/** Every rejected record is counted by its reason; the first hundred are kept to be shown. */
export class RejectedRecords {
  readonly first: RejectedRecord[] = [];
  private readonly counts = new Map<string, number>();

  add(rejected: RejectedRecord): void {
    this.counts.set(rejected.reason, (this.counts.get(rejected.reason) ?? 0) + 1);
    if (this.first.length < MAX_KEPT) {
      this.first.push(rejected);
    }
  }

  /** Those of rows behind these. */
  join(first: readonly RejectedRecord[], countsByReason: Readonly<Record<string, number>>): void {
    for (const [reason, count] of Object.entries(countsByReason)) {
      this.counts.set(reason, (this.counts.get(reason) ?? 0) + count);
    }
    this.first.push(...first.slice(0, MAX_KEPT - this.first.length));
  }

  countsByReason(): Record<string, number> {
    return Object.fromEntries(this.counts);
  }
}
