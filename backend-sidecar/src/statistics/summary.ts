import type { SampleRecord } from '../results/sample-record.ts';
import { VarintReader, VarintWriter } from './byte-codec.ts';
import { Distribution } from './distribution.ts';
import { PartTime } from './part-time.ts';

/** Whether two summaries are of the same load generator: its threads at one time are the same threads. */
export type Merging = 'same generator' | 'another generator';

/**
 * Everything that is kept of some samples: of a label, of a slice of time, or of both. Exact and mergeable: good and failed
 * samples apart with a count per millisecond, bytes, the time they span, and the parts of their time.
 */
export class Summary {
  ok = new Distribution();
  failed = new Distribution();
  /** null as long as no row had a value: a file without the column has no data, not 0 bytes. */
  receivedBytes: number | null = null;
  sentBytes: number | null = null;
  firstStartMs: number | null = null;
  lastEndMs: number | null = null;
  /** Largest `allThreads`; of several generators the sum of each one's largest. */
  activeThreads: number | null = null;
  latency = new PartTime();
  connect = new PartTime();
  idle = new PartTime();

  get count(): number {
    return this.ok.count + this.failed.count;
  }

  add(record: SampleRecord): void {
    if (record.sampleCount === 1) {
      (record.isSuccess ? this.ok : this.failed).add(record.elapsedMs);
    } else {
      this.addAggregated(record);
    }
    this.addBytes(record.receivedBytes, record.sentBytes);
    this.span(record.startMs, record.startMs + record.elapsedMs);
    this.raiseThreads(record.activeThreads);
    this.latency.add(record.latencyMs);
    this.connect.add(record.connectMs);
    this.idle.add(record.idleMs);
  }

  addBytes(received: number | null, sent: number | null): void {
    this.receivedBytes = plus(this.receivedBytes, received);
    this.sentBytes = plus(this.sentBytes, sent);
  }

  raiseThreads(threads: number | null): void {
    if (threads !== null && threads > (this.activeThreads ?? -1)) {
      this.activeThreads = threads;
    }
  }

  merge(other: Summary, merging: Merging = 'same generator'): void {
    this.ok.merge(other.ok);
    this.failed.merge(other.failed);
    this.addBytes(other.receivedBytes, other.sentBytes);
    if (other.firstStartMs !== null && other.lastEndMs !== null) {
      this.span(other.firstStartMs, other.lastEndMs);
    }
    this.activeThreads = threadsOf(this.activeThreads, other.activeThreads, merging);
    this.latency.merge(other.latency);
    this.connect.merge(other.connect);
    this.idle.merge(other.idle);
  }

  /** @param originMs no later than the first start, e.g. where the slice begins: small numbers take few bytes */
  writeTo(writer: VarintWriter, originMs: number): void {
    writeNullable(writer, this.receivedBytes);
    writeNullable(writer, this.sentBytes);
    writeNullable(writer, this.activeThreads);
    const firstStartMs = this.firstStartMs ?? originMs;
    writer.write(firstStartMs - originMs);
    writer.write((this.lastEndMs ?? firstStartMs) - firstStartMs);
    this.latency.writeTo(writer);
    this.connect.writeTo(writer);
    this.idle.writeTo(writer);
    this.ok.writeTo(writer);
    this.failed.writeTo(writer);
  }

  static readFrom(reader: VarintReader, originMs: number): Summary {
    const summary = new Summary();
    summary.mergeFrom(reader, originMs);
    return summary;
  }

  /** Adds what was written of the same generator, without a summary of its own in between. */
  mergeFrom(reader: VarintReader, originMs: number): void {
    this.addBytes(readNullable(reader), readNullable(reader));
    this.activeThreads = threadsOf(this.activeThreads, readNullable(reader), 'same generator');
    const firstStartMs = originMs + reader.read();
    this.span(firstStartMs, firstStartMs + reader.read());
    this.latency.merge(PartTime.readFrom(reader));
    this.connect.merge(PartTime.readFrom(reader));
    this.idle.merge(PartTime.readFrom(reader));
    this.ok.mergeFrom(reader);
    this.failed.mergeFrom(reader);
  }

  /** null for no samples: they span no time. */
  pack(): Uint8Array | null {
    const writer = new VarintWriter();
    this.writeTo(writer, 0);
    return this.count === 0 ? null : writer.finish().slice();
  }

  /** Adds what was packed of the same generator. */
  mergePacked(packed: Uint8Array | null): void {
    if (packed !== null) {
      this.mergeFrom(new VarintReader(packed), 0);
    }
  }

  /** Passes over what was written: two sums, threads, two times, three parts, two distributions. */
  static skip(reader: VarintReader): void {
    reader.skip(5);
    for (let part = 0; part < 3; part++) {
      PartTime.skip(reader);
    }
    Distribution.skip(reader);
    Distribution.skip(reader);
  }

  /**
   * A row of several samples (JMeter's statistical mode) tells only their sum: each gets their mean, as in JMeter's
   * StatCalculator, here in whole milliseconds whose sum is exact.
   */
  private addAggregated({ elapsedMs, sampleCount, errorCount }: SampleRecord): void {
    if (sampleCount === 0) {
      return;
    }
    const lowerMs = Math.floor(elapsedMs / sampleCount);
    const longer = elapsedMs - lowerMs * sampleCount;
    const failed = Math.min(errorCount, sampleCount);
    const longerFailed = Math.min(failed, longer);
    addTimes(this.failed, lowerMs, { longer: longerFailed, count: failed });
    addTimes(this.ok, lowerMs, { longer: longer - longerFailed, count: sampleCount - failed });
  }

  span(startMs: number, endMs: number): void {
    if (this.firstStartMs === null || startMs < this.firstStartMs) {
      this.firstStartMs = startMs;
    }
    if (this.lastEndMs === null || endMs > this.lastEndMs) {
      this.lastEndMs = endMs;
    }
  }
}

function addTimes(distribution: Distribution, lowerMs: number, { longer, count }: { longer: number; count: number }) {
  if (longer > 0) {
    distribution.add(lowerMs + 1, longer);
  }
  if (count > longer) {
    distribution.add(lowerMs, count - longer);
  }
}

function threadsOf(one: number | null, other: number | null, merging: Merging): number | null {
  if (one === null || other === null) {
    return one ?? other;
  }
  return merging === 'same generator' ? Math.max(one, other) : one + other;
}

function plus(sum: number | null, value: number | null): number | null {
  return value === null ? sum : (sum ?? 0) + value;
}

function writeNullable(writer: VarintWriter, value: number | null): void {
  writer.write(value === null ? 0 : value + 1);
}

function readNullable(reader: VarintReader): number | null {
  const plusOne = reader.read();
  return plusOne === 0 ? null : plusOne - 1;
}
