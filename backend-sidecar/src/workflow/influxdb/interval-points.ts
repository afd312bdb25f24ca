import type { SampleRecord } from '../../results/sample-record.ts';
import { percentileField } from '../../scripts/influx-listener.ts';
import { legacyPercentile } from '../../statistics/jmeter-rules/dashboard.ts';

/** How the points of a run look; as its listener would have written them. */
export interface PointLook {
  readonly measurement: string;
  readonly application: string;
  readonly runId: string;
  readonly percentiles: readonly number[];
  readonly intervalMs: number;
}

/** Messages of failures that are lines of their own: each is a series that InfluxDB keeps for ever. */
const MOST_ERROR_SERIES = 1_000;

/**
 * The points of one stretch of a run, in the schema of JMeter's InfluxDB listener: for each interval and label the lines
 * all, ok and ko and its errors, then the line of all labels and that of the threads. A sample belongs to the interval in
 * which it ended, and its point stands at the end of that, as when the listener sends it.
 */
export class IntervalPoints {
  private readonly intervals = new Map<number, Interval>();
  private readonly errorSeries = new Set<string>();

  constructor(
    private readonly look: PointLook,
    /** Start of the first interval of the run. */
    private readonly firstMs: number
  ) {}

  add(record: SampleRecord): void {
    const index = Math.floor((record.startMs + record.elapsedMs - this.firstMs) / this.look.intervalMs);
    const interval = this.intervals.get(index) ?? { labels: new Map(), all: new Tally(), threads: new Threads() };
    this.intervals.set(index, interval);
    const tally = interval.labels.get(record.label) ?? new Tally();
    interval.labels.set(record.label, tally);
    tally.add(record, true);
    interval.all.add(record, !record.isTransaction);
    interval.threads.add(record.activeThreads);
  }

  /** In the order of time; each interval's lines together. */
  *lines(): Generator<string[]> {
    for (const index of [...this.intervals.keys()].sort((left, right) => left - right)) {
      const interval = this.intervals.get(index);
      if (interval !== undefined) {
        yield this.linesOf(interval, this.firstMs + (index + 1) * this.look.intervalMs);
      }
    }
  }

  private linesOf({ labels, all, threads }: Interval, atMs: number): string[] {
    const line = (tags: Readonly<Record<string, string>>, fields: Readonly<Record<string, number | null>>) =>
      pointLine(this.look, { tags, fields, atMs });
    return [
      ...[...labels].flatMap(([label, tally]) => this.linesOfLabel(label, tally, line)),
      ...line({ transaction: 'all', statut: 'all' }, all.wholeFields(this.look.percentiles)),
      ...line({ transaction: 'internal' }, threads.fields()),
    ];
  }

  private linesOfLabel(transaction: string, tally: Tally, line: LineMaker): string[] {
    const { percentiles } = this.look;
    return [
      ...line({ transaction, statut: 'all' }, tally.fields('all', percentiles)),
      ...(tally.ok.length > 0 ? line({ transaction, statut: 'ok' }, tally.fields('ok', percentiles)) : []),
      ...(tally.errors > 0 ? line({ transaction, statut: 'ko' }, tally.fields('ko', percentiles)) : []),
      ...[...tally.failures.values()]
        .filter(({ code, message }) => this.mayWrite(JSON.stringify([transaction, code, message])))
        .flatMap(({ code, message, count }) =>
          line({ transaction, responseCode: code, responseMessage: message }, { count })
        ),
    ];
  }

  private mayWrite(series: string): boolean {
    if (this.errorSeries.size < MOST_ERROR_SERIES) {
      this.errorSeries.add(series);
    }
    return this.errorSeries.has(series);
  }
}

type LineMaker = (tags: Readonly<Record<string, string>>, fields: Readonly<Record<string, number | null>>) => string[];

interface Interval {
  readonly labels: Map<string, Tally>;
  readonly all: Tally;
  readonly threads: Threads;
}

interface Failure {
  readonly code: string;
  readonly message: string;
  count: number;
}

/** What one interval saw of one label, or of all of them. */
class Tally {
  readonly ok: number[] = [];
  readonly failures = new Map<string, Failure>();
  errors = 0;
  private readonly ko: number[] = [];
  private count = 0;
  private hits = 0;
  private sentBytes = 0;
  private receivedBytes = 0;

  add(record: SampleRecord, countsHits: boolean): void {
    const { elapsedMs, isSuccess, sampleCount, errorCount } = record;
    this.count += sampleCount;
    this.errors += errorCount;
    (isSuccess ? this.ok : this.ko).push(Math.round(elapsedMs / Math.max(1, sampleCount)));
    if (countsHits) {
      this.hits += sampleCount;
      this.sentBytes += record.sentBytes ?? 0;
      this.receivedBytes += record.receivedBytes ?? 0;
    }
    if (!isSuccess) {
      this.addFailure(record);
    }
  }

  fields(statut: 'all' | 'ok' | 'ko', percentiles: readonly number[]): Record<string, number | null> {
    const values = statut === 'ok' ? this.ok : statut === 'ko' ? this.ko : [...this.ok, ...this.ko];
    const counts = { all: this.count, ok: this.count - this.errors, ko: this.errors };
    return { count: counts[statut], ...timesOf(values), ...this.bytes(), ...percentilesOf(values, percentiles) };
  }

  /** Of the line `all` the times are those of good samples, the percentiles those of every sample. */
  wholeFields(percentiles: readonly number[]): Record<string, number | null> {
    const counts = { count: this.count, countError: this.errors };
    return { ...counts, ...timesOf(this.ok), ...this.bytes(), ...percentilesOf([...this.ok, ...this.ko], percentiles) };
  }

  private bytes(): Record<string, number> {
    return { hit: this.hits, sb: this.sentBytes, rb: this.receivedBytes };
  }

  private addFailure({ responseCode, failureText, errorCount }: SampleRecord): void {
    const code = responseCode === '' ? '0' : responseCode;
    const message = failureText === '' ? 'None' : failureText;
    const key = JSON.stringify([code, message]);
    const failure = this.failures.get(key) ?? { code, message, count: 0 };
    failure.count += errorCount;
    this.failures.set(key, failure);
  }
}

class Threads {
  private count = 0;
  private sum = 0;
  private least = Infinity;
  private most = -Infinity;

  add(active: number | null): void {
    if (active !== null) {
      this.count++;
      this.sum += active;
      this.least = Math.min(this.least, active);
      this.most = Math.max(this.most, active);
    }
  }

  fields(): Record<string, number | null> {
    return this.count === 0 ? {} : { minAT: this.least, maxAT: this.most, meanAT: Math.floor(this.sum / this.count) };
  }
}

function timesOf(values: readonly number[]): Record<string, number | null> {
  if (values.length === 0) {
    return {};
  }
  let [sum, least, most] = [0, Infinity, -Infinity];
  for (const value of values) {
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { avg: sum / values.length, min: least, max: most };
}

function percentilesOf(values: readonly number[], percentiles: readonly number[]): Record<string, number | null> {
  if (values.length === 0) {
    return {};
  }
  const sorted = Int32Array.from(values).sort();
  return Object.fromEntries(
    percentiles.map((percentile) => [percentileField(percentile), legacyPercentile(sorted, percentile)])
  );
}

/** A line of the line protocol; none where there is no field. */
export function pointLine(
  { measurement, application, runId }: Pick<PointLook, 'measurement' | 'application' | 'runId'>,
  point: {
    tags: Readonly<Record<string, string>>;
    fields: Readonly<Record<string, number | null>>;
    atMs: number;
  }
): string[] {
  const fields = Object.entries(point.fields).filter(([, value]) => value !== null && Number.isFinite(value));
  if (fields.length === 0) {
    return [];
  }
  const tags = Object.entries({ application, ...point.tags, runId })
    .map(([name, value]) => `${name}=${tagText(value)}`)
    .join(',');
  const values = fields.map(([name, value]) => `${name}=${value}`).join(',');
  return [`${tagText(measurement)},${tags} ${values} ${Math.round(point.atMs)}000000`];
}

/** As JMeter escapes it. A tag can be neither empty nor end with a backslash, and a line has no line end in it. */
function tagText(text: string): string {
  const plain = text.replace(/\\+$/, '').replace(/[\r\n]+/g, ' ');
  return plain === '' ? '-' : plain.replace(/[ ,=]/g, '\\$&');
}
