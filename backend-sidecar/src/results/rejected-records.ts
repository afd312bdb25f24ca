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

  countsByReason(): Record<string, number> {
    return Object.fromEntries(this.counts);
  }
}
