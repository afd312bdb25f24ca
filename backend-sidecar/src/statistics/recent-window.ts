import { Distribution } from './distribution.ts';

const BUCKET_MS = 1000;
const BUCKETS = 60;

interface Bucket {
  second: number;
  all: Distribution;
  errors: number;
}

export interface RecentFigures {
  count: number;
  errors: number;
  p90Ms: number | null;
  throughputPerSec: number | null;
}

/**
 * Figures of the samples that *ended* in the last 60 s: by their end, because a sample that still runs is not known. Exact
 * to the second: the 59 whole seconds before the present one, and of that what has passed.
 */
export class RecentWindow {
  private readonly buckets: Array<Bucket | undefined> = new Array(BUCKETS).fill(undefined);

  add(endMs: number, elapsedMs: number, isSuccess: boolean): void {
    const bucket = this.bucketOf(Math.floor(endMs / BUCKET_MS));
    if (bucket === null) {
      return;
    }
    bucket.all.add(elapsedMs);
    bucket.errors += isSuccess ? 0 : 1;
  }

  /** @param runStartMs the run's first start: a run younger than 60 s is rated over its age */
  figures(nowMs: number, runStartMs: number | null): RecentFigures {
    const nowSecond = Math.floor(nowMs / BUCKET_MS);
    const fromSecond = nowSecond - BUCKETS + 1;
    const all = new Distribution();
    let errors = 0;
    for (const bucket of this.buckets) {
      if (bucket !== undefined && bucket.second >= fromSecond && bucket.second <= nowSecond) {
        all.merge(bucket.all);
        errors += bucket.errors;
      }
    }
    const spanMs = nowMs - Math.max(fromSecond * BUCKET_MS, runStartMs ?? nowMs);
    const throughputPerSec = spanMs > 0 ? all.count / (spanMs / 1000) : null;
    return { count: all.count, errors, p90Ms: all.percentile(0.9), throughputPerSec };
  }

  /** null for a sample that ended a window before the newest in its place: it is out of the window. */
  private bucketOf(second: number): Bucket | null {
    const slot = second % BUCKETS;
    const bucket = this.buckets[slot];
    if (bucket?.second === second) {
      return bucket;
    }
    if (bucket !== undefined && bucket.second > second) {
      return null;
    }
    const fresh = { second, all: new Distribution(), errors: 0 };
    this.buckets[slot] = fresh;
    return fresh;
  }
}
