import { EMPTY, FIGURE, FIGURES } from '../results/sample-figures.ts';
import type { SampleRecord } from '../results/sample-record.ts';
import type { LabelCourse } from './label-course.ts';
import { FIELD, FIELDS, NONE, SliceSums } from './slice-sums.ts';

const { OK, FAILED, RECEIVED, SENT, THREADS, FIRST_START, LAST_END, LATENCY, CONNECT, IDLE } = FIELD;
const FIRST_ROWS = 1024;
const MOST_ROWS = 65_536;

/**
 * The rows of all labels that started in one slice of time. While they are read, their sums are added up in one array and
 * their elapsed times only noted; both are put together when the slice is complete. That takes a fraction of the time of
 * summaries which are brought up to date with every row.
 */
export class SliceBatch {
  private rows = 0;
  private readonly courses: LabelCourse[] = [];
  private readonly copy = new Float64Array(FIGURES);
  private sums = new Float64Array(0);
  private timesMs = new Float64Array(FIRST_ROWS);
  /** Of each time: twice the index of its course, and one more for a failure. */
  private groups = new Int32Array(FIRST_ROWS);

  constructor(readonly startMs: number) {}

  /** Memory is bounded: then the slice is given away, and what comes behind is another piece of it. */
  get isFull(): boolean {
    return this.rows === MOST_ROWS;
  }

  /** @param record of one sample: what stands for several has no elapsed time of its own */
  add(course: LabelCourse, record: SampleRecord): void {
    const { figures = this.copied(record), figuresAt = 0 } = record;
    const at = course.index * FIELDS;
    if (at >= this.sums.length || countAt(this.sums, at) === 0) {
      this.begin(course);
    }
    const { sums } = this;
    const failed = record.isSuccess ? 0 : 1;
    const startMs = figures[figuresAt + FIGURE.START] ?? 0;
    const elapsedMs = figures[figuresAt + FIGURE.ELAPSED] ?? 0;
    increase(sums, at + OK + failed, 1);
    addIfAny(sums, at + RECEIVED, figures[figuresAt + FIGURE.RECEIVED_BYTES] ?? EMPTY);
    addIfAny(sums, at + SENT, figures[figuresAt + FIGURE.SENT_BYTES] ?? EMPTY);
    // Where it is empty it is less than what is there.
    raise(sums, at + THREADS, figures[figuresAt + FIGURE.ACTIVE_THREADS] ?? EMPTY);
    raise(sums, at + FIRST_START, -startMs);
    raise(sums, at + LAST_END, startMs + elapsedMs);
    addPart(sums, at + LATENCY, figures[figuresAt + FIGURE.LATENCY] ?? EMPTY);
    addPart(sums, at + CONNECT, figures[figuresAt + FIGURE.CONNECT] ?? EMPTY);
    addPart(sums, at + IDLE, figures[figuresAt + FIGURE.IDLE] ?? EMPTY);
    this.note(2 * course.index + failed, elapsedMs);
  }

  /** Gives away what there is and is empty then. What is given away holds only while it is visited. */
  close(visit: (course: LabelCourse, sums: SliceSums) => void): void {
    const slice = new SliceSums(this.sums, this.timesByGroup());
    let from = 0;
    for (const course of this.courses.splice(0)) {
      const at = course.index * FIELDS;
      from = slice.moveTo(at, from);
      visit(course, slice);
      this.sums.fill(0, at + OK, at + FAILED + 1);
    }
    this.rows = 0;
  }

  /** The numbers of a record that has them one by one. */
  private copied(record: SampleRecord): Float64Array {
    const { copy } = this;
    copy[FIGURE.START] = record.startMs;
    copy[FIGURE.ELAPSED] = record.elapsedMs;
    copy[FIGURE.RECEIVED_BYTES] = record.receivedBytes ?? EMPTY;
    copy[FIGURE.SENT_BYTES] = record.sentBytes ?? EMPTY;
    copy[FIGURE.ACTIVE_THREADS] = record.activeThreads ?? EMPTY;
    copy[FIGURE.LATENCY] = record.latencyMs ?? EMPTY;
    copy[FIGURE.CONNECT] = record.connectMs ?? EMPTY;
    copy[FIGURE.IDLE] = record.idleMs ?? EMPTY;
    return copy;
  }

  private begin(course: LabelCourse): void {
    const at = course.index * FIELDS;
    if (at >= this.sums.length) {
      const larger = new Float64Array(Math.max(2 * this.sums.length, at + FIELDS));
      larger.set(this.sums);
      this.sums = larger;
    }
    this.courses.push(course);
    this.sums.fill(0, at, at + FIELDS);
    this.sums.fill(NONE, at + RECEIVED, at + THREADS + 1);
    this.sums.fill(-Infinity, at + FIRST_START, at + LAST_END + 1);
  }

  private note(group: number, timeMs: number): void {
    if (this.rows === this.groups.length) {
      const [timesMs, groups] = [new Float64Array(2 * this.rows), new Int32Array(2 * this.rows)];
      timesMs.set(this.timesMs);
      groups.set(this.groups);
      this.timesMs = timesMs;
      this.groups = groups;
    }
    this.timesMs[this.rows] = timeMs;
    this.groups[this.rows] = group;
    this.rows++;
  }

  /** The times of each course together, in the order of `courses`: first the good ones, then the failed. */
  private timesByGroup(): Float64Array {
    const { sums, timesMs, groups, rows } = this;
    const places = new Int32Array((2 * sums.length) / FIELDS);
    let from = 0;
    for (const { index } of this.courses) {
      places[2 * index] = from;
      places[2 * index + 1] = from + (sums[index * FIELDS + OK] ?? 0);
      from += countAt(sums, index * FIELDS);
    }
    const sorted = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const group = groups[row] ?? 0;
      const place = places[group] ?? 0;
      sorted[place] = timesMs[row] ?? 0;
      places[group] = place + 1;
    }
    return sorted;
  }
}

function countAt(sums: Float64Array, at: number): number {
  return (sums[at + OK] ?? 0) + (sums[at + FAILED] ?? 0);
}

function increase(sums: Float64Array, at: number, by: number): void {
  sums[at] = (sums[at] ?? 0) + by;
}

function raise(sums: Float64Array, at: number, value: number): void {
  if (value > (sums[at] ?? 0)) {
    sums[at] = value;
  }
}

function addIfAny(sums: Float64Array, at: number, value: number): void {
  if (value !== EMPTY) {
    sums[at] = Math.max(sums[at] ?? 0, 0) + value;
  }
}

function addPart(sums: Float64Array, at: number, valueMs: number): void {
  if (valueMs !== EMPTY) {
    increase(sums, at, 1);
    increase(sums, at + 1, valueMs);
    raise(sums, at + 2, valueMs);
  }
}
