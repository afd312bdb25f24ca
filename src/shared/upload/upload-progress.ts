export interface SentPoint {
  atMs: number;
  sentBytes: number;
}

export interface UploadProgress {
  sentBytes: number;
  totalBytes: number;
  /** Over the last seconds; null until it can be told. */
  bytesPerSec: number | null;
  leftMs: number | null;
}

/** The speed is that of the last seconds: it follows a network that changes, and does not jump. */
const WINDOW_MS = 5000;
/** A speed of less time than this is chance. */
const LEAST_MS = 500;

/** The points that the next speed is told from: what is older than the window goes, but for one to measure from. */
export function addPoint(points: readonly SentPoint[], point: SentPoint): SentPoint[] {
  const recent = points.filter(({ atMs }) => point.atMs - atMs <= WINDOW_MS);
  const begin = recent.length > 0 ? recent : points.slice(-1);
  return [...begin, point];
}

export function progressOf(points: readonly SentPoint[], totalBytes: number): UploadProgress {
  const [first] = points;
  const last = points.at(-1);
  const sentBytes = last?.sentBytes ?? 0;
  const isEarly = first === undefined || last === undefined || last.atMs - first.atMs < LEAST_MS;
  const bytesPerSec = isEarly ? null : ((last.sentBytes - first.sentBytes) * 1000) / (last.atMs - first.atMs);
  const leftMs = bytesPerSec === null || bytesPerSec <= 0 ? null : ((totalBytes - sentBytes) * 1000) / bytesPerSec;
  return { sentBytes, totalBytes, bytesPerSec, leftMs };
}
