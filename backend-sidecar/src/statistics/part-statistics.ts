import type { SampleRecord } from '../results/sample-record.ts';
import { RunStatistics, type RunStatisticsOptions } from './run-statistics.ts';

/**
 * Statistics of a result of several parts, read one after another. Each part is of a load generator of its own: its threads
 * run beside those of the others, and have nothing to do with them when they bear the same names.
 */
export class PartStatistics {
  /** Of the first part while that is read, then of all that have ended. */
  readonly ended: RunStatistics;
  private part = 0;
  /** Where rows are added now. */
  private current: RunStatistics;

  constructor(private readonly options: RunStatisticsOptions) {
    this.ended = new RunStatistics(options);
    this.current = this.ended;
  }

  /** @param part counted from 0 */
  add(record: SampleRecord, part: number): void {
    this.of(part).add(record);
  }

  countRejected(): void {
    this.current.countRejected();
  }

  /** @param part the one that is read now, or the next one: then the one before has ended */
  of(part: number): RunStatistics {
    if (part !== this.part) {
      this.end();
      this.part = part;
      this.current = new RunStatistics(this.options);
    }
    return this.current;
  }

  /** All parts have ended. */
  end(): RunStatistics {
    if (this.current !== this.ended) {
      this.ended.merge(this.current, 'another generator');
      this.current = this.ended;
    }
    return this.ended;
  }
}
