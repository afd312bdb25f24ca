import type { RejectedRecord } from '../contract/statistics.ts';
import type { PackedStatistics } from '../statistics/packed-statistics.ts';
import { RunStatistics, type RunStatisticsOptions } from '../statistics/run-statistics.ts';
import type { FileRange } from './file-ranges.ts';
import { JtlReader, type JtlPosition, type ReadOptions, type ReadPlace } from './jtl-reader.ts';
import { fileChunks } from './packed-content.ts';
import { RejectedRecords } from './rejected-records.ts';
import type { SampleRecord } from './sample-record.ts';

/** One range of a CSV file, to be read by a thread of its own. */
export interface RangeTask {
  readonly path: string;
  /** The begin of the file, by which its columns and time stamps are known; it is counted by another. */
  readonly head: FileRange;
  readonly range: FileRange;
  /** Nothing follows it in the file. */
  readonly isLast: boolean;
  readonly read: ReadOptions;
  readonly place: ReadPlace;
  readonly rules: RunStatisticsOptions;
}

export interface RangeResult {
  readonly statistics: PackedStatistics;
  /** Lines and records are counted from the begin of the range. */
  readonly rejected: readonly RejectedRecord[];
  readonly rejectedByReason: Readonly<Record<string, number>>;
  /** How many lines and records the range has. */
  readonly read: JtlPosition;
}

/**
 * Reads one range as if it stood behind the head of its file.
 *
 * @returns null where it does not end with a record, or its rows cannot be understood without those before them
 */
export async function readRange(task: RangeTask): Promise<RangeResult | null> {
  const counting = new RangeCounting(task);
  const { path, head, range, isLast } = task;
  for await (const chunk of fileChunks(path, head.fromByte, head.toByte)) {
    counting.reader.push(chunk);
  }
  counting.begin();
  for await (const chunk of fileChunks(path, range.fromByte, range.toByte)) {
    counting.reader.push(chunk);
  }
  if (isLast) {
    counting.reader.finish();
  }
  return isLast || counting.reader.canBeContinuedElsewhere ? counting.result() : null;
}

class RangeCounting {
  readonly reader: JtlReader;
  private readonly statistics: RunStatistics;
  private readonly rejected = new RejectedRecords();
  private behindHead: JtlPosition | null = null;

  constructor({ read, place, rules }: RangeTask) {
    this.statistics = new RunStatistics({ ...rules, isLive: false });
    const visitor = {
      sample: (record: SampleRecord) => {
        if (this.behindHead !== null) {
          this.statistics.add(record);
        }
      },
      rejected: (rejected: RejectedRecord) => this.reject(rejected),
    };
    this.reader = new JtlReader(visitor, read, place);
  }

  begin(): void {
    this.behindHead = this.reader.position;
  }

  result(): RangeResult | null {
    const statistics = this.statistics.pack();
    const rejectedByReason = this.rejected.countsByReason();
    const read = since(this.reader.position, this.behindHead);
    return statistics === null ? null : { statistics, rejected: this.rejected.first, rejectedByReason, read };
  }

  private reject(rejected: RejectedRecord): void {
    if (this.behindHead !== null) {
      this.statistics.countRejected();
      this.rejected.add({ ...rejected, ...since(rejected, this.behindHead) });
    }
  }
}

function since({ lineNumber, recordNumber }: JtlPosition, begin: JtlPosition | null): JtlPosition {
  return {
    lineNumber: lineNumber - (begin?.lineNumber ?? 0),
    recordNumber: recordNumber - (begin?.recordNumber ?? 0),
  };
}

/** As the same records are counted where the range stands. */
export function shifted(rejected: readonly RejectedRecord[], begin: JtlPosition): RejectedRecord[] {
  return rejected.map((one) => ({
    ...one,
    lineNumber: one.lineNumber + begin.lineNumber,
    recordNumber: one.recordNumber + begin.recordNumber,
  }));
}
