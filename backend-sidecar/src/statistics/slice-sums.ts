import type { VarintWriter } from './byte-codec.ts';
import type { PartTime } from './part-time.ts';
import { sortTimes, writeSortedTimes } from './sorted-times.ts';
import type { Summary } from './summary.ts';

/** What is added up of each label, side by side in one array; of a part of the time its count, sum and largest value. */
export const FIELD = {
  OK: 0,
  FAILED: 1,
  RECEIVED: 2,
  SENT: 3,
  THREADS: 4,
  /** Negative, so that the first is the largest. */
  FIRST_START: 5,
  LAST_END: 6,
  LATENCY: 7,
  CONNECT: 10,
  IDLE: 13,
} as const;
export const FIELDS = 16;
/** As long as no row had a value. */
export const NONE = -1;

/**
 * What was added up of the rows of one label in one slice of time: sums, and the elapsed times. It says what a
 * {@link Summary} of these rows would, without being one: a run has hundreds of thousands of them.
 */
export class SliceSums {
  private at = 0;
  private okFrom = 0;
  private failedFrom = 0;
  private to = 0;

  /**
   * @param sums of all labels
   * @param timesMs of each label first those of good rows, then those of failed ones
   */
  constructor(
    private readonly sums: Float64Array,
    private readonly timesMs: Float64Array
  ) {}

  /**
   * @param at where the label's sums begin
   * @param from where its times do
   * @returns where its times end
   */
  moveTo(at: number, from: number): number {
    this.at = at;
    this.okFrom = from;
    this.failedFrom = from + this.value(FIELD.OK);
    this.to = this.failedFrom + this.value(FIELD.FAILED);
    sortTimes(this.timesMs, this.okFrom, this.failedFrom);
    sortTimes(this.timesMs, this.failedFrom, this.to);
    return this.to;
  }

  addTo(summary: Summary): void {
    const { timesMs, okFrom, failedFrom, to } = this;
    summary.ok.addSorted(timesMs, okFrom, failedFrom);
    summary.failed.addSorted(timesMs, failedFrom, to);
    summary.addBytes(this.known(FIELD.RECEIVED), this.known(FIELD.SENT));
    summary.raiseThreads(this.known(FIELD.THREADS));
    summary.span(-this.value(FIELD.FIRST_START), this.value(FIELD.LAST_END));
    this.addPart(summary.latency, FIELD.LATENCY);
    this.addPart(summary.connect, FIELD.CONNECT);
    this.addPart(summary.idle, FIELD.IDLE);
  }

  /** As `Summary.writeTo` writes it. */
  writeTo(writer: VarintWriter, originMs: number): void {
    const { timesMs, okFrom, failedFrom, to } = this;
    const firstStartMs = -this.value(FIELD.FIRST_START);
    writer.write(this.value(FIELD.RECEIVED) + 1);
    writer.write(this.value(FIELD.SENT) + 1);
    writer.write(this.value(FIELD.THREADS) + 1);
    writer.write(firstStartMs - originMs);
    writer.write(this.value(FIELD.LAST_END) - firstStartMs);
    this.writePart(writer, FIELD.LATENCY);
    this.writePart(writer, FIELD.CONNECT);
    this.writePart(writer, FIELD.IDLE);
    writeSortedTimes(writer, timesMs, okFrom, failedFrom);
    writeSortedTimes(writer, timesMs, failedFrom, to);
  }

  private addPart(part: PartTime, field: number): void {
    part.addSum(this.value(field), this.value(field + 1), this.value(field + 2));
  }

  /** As `PartTime.writeTo` writes it. */
  private writePart(writer: VarintWriter, field: number): void {
    const count = this.value(field);
    writer.write(count);
    if (count > 0) {
      writer.write(this.value(field + 1));
      writer.write(this.value(field + 2));
    }
  }

  private value(field: number): number {
    return this.sums[this.at + field] ?? 0;
  }

  private known(field: number): number | null {
    const value = this.value(field);
    return value === NONE ? null : value;
  }
}
