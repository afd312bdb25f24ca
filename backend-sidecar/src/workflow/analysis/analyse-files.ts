import type { ReadOptions, ResultFormat } from '../../contract/imports.ts';
import type { RejectedRecord, RowCounts } from '../../contract/statistics.ts';
import { AppError } from '../../kernel/errors.ts';
import type { FinalResult } from '../../results/follow-protocol.ts';
import { fileRanges, LEAST_RANGE_BYTES } from '../../results/file-ranges.ts';
import type { JtlVisitor } from '../../results/jtl-reader.ts';
import { shifted, type RangeTask } from '../../results/range-reading.ts';
import { readInThreads, type RangesAtWork } from '../../results/range-threads.ts';
import { ResultFilesReading, type BesideReading, type ResultPart } from '../../results/read-result-files.ts';
import { RejectedRecords } from '../../results/rejected-records.ts';
import type { SampleRecord } from '../../results/sample-record.ts';
import { PartStatistics } from '../../statistics/part-statistics.ts';
import type { RunStatistics, RunStatisticsOptions } from '../../statistics/run-statistics.ts';

/** Files of one run with their samples, and how they are counted. */
export interface FilesToAnalyse {
  readonly parts: readonly ResultPart[];
  readonly read: ReadOptions;
  readonly rules: RunStatisticsOptions;
  /** So many threads may read a large plain CSV file, this one among them; by default it reads alone. */
  readonly threads?: number;
  /** false: nobody will store the time slices of the labels, which need not be packed then. */
  readonly isToBeStored?: boolean;
}

export interface AnalysedFiles {
  readonly format: Extract<ResultFormat, 'jtl csv' | 'jtl xml'>;
  readonly result: FinalResult;
}

/** How the threads find their work; tests replace it. */
export interface RangeSplitting {
  readonly leastRangeBytes: number;
  readonly start: (tasks: readonly RangeTask[]) => RangesAtWork;
}

const IN_THREADS: RangeSplitting = { leastRangeBytes: LEAST_RANGE_BYTES, start: readInThreads };

/**
 * Reads all files of a run. With several threads the result is the same as with one.
 *
 * @param onBytes is told how many bytes were read, after decompression
 * @throws AppError RESULT_UNREADABLE that names the file
 */
export async function analyseFiles(
  input: FilesToAnalyse,
  onBytes: (bytes: number) => void,
  splitting: RangeSplitting = IN_THREADS
): Promise<AnalysedFiles> {
  const counting = new Counting(input, splitting);
  const { parts, read, threads = 1 } = input;
  const beside = threads > 1 ? counting.beside(threads) : null;
  const reading = new ResultFilesReading({ parts, options: read, visitor: counting, beside });
  try {
    while (await reading.step()) {
      onBytes(reading.bytesRead);
    }
  } finally {
    await reading.close();
  }
  const { format, notes, bytesRead } = reading.summary();
  const { statistics, ...result } = counting.result(input.isToBeStored ?? true);
  return { format, result: { ...result, notes: [...notes, ...statistics.notes()], bytesRead } };
}

class Counting implements JtlVisitor {
  private readonly statistics: PartStatistics;
  private readonly rejections = new RejectedRecords();
  private readonly rules: RunStatisticsOptions;

  constructor(
    { rules }: FilesToAnalyse,
    private readonly splitting: RangeSplitting
  ) {
    this.rules = { ...rules, isLive: false };
    this.statistics = new PartStatistics(this.rules);
  }

  sample(record: SampleRecord, part: number): void {
    this.statistics.add(record, part);
  }

  rejected(record: RejectedRecord): void {
    this.statistics.countRejected();
    this.rejections.add(record);
  }

  beside(threads: number): BesideReading {
    const { splitting, rules } = this;
    return {
      ranges: (path) => fileRanges(path, threads, splitting.leastRangeBytes),
      start: (tasks) => {
        const canJoin = tasks.every(({ place }) => this.statistics.of(place.part).canJoin);
        return splitting.start(canJoin ? tasks.map((task) => ({ ...task, rules })) : []);
      },
      join: ({ statistics, rejected, rejectedByReason }, { part }, begin) => {
        const isJoined = this.statistics.of(part).join(statistics);
        if (isJoined) {
          this.rejections.join(shifted(rejected, begin), rejectedByReason);
        }
        return isJoined;
      },
    };
  }

  result(isToBeStored: boolean) {
    const statistics = this.statistics.end();
    refuseEmpty(statistics.counts(), this.rejections.countsByReason());
    const slices = isToBeStored ? statistics.encodedSlices() : [];
    return { statistics, slices, ...figuresOf(statistics, this.rejections) };
  }
}

/** Without a single sample nothing can be said, and most likely it is another kind of file. */
function refuseEmpty({ rows, samples, transactions }: RowCounts, reasons: Record<string, number>): void {
  if (samples + transactions > 0) {
    return;
  }
  const why = Object.entries(reasons).map(([reason, count]) => `${count} × ${reason}`);
  throw new AppError(
    'RESULT_UNREADABLE',
    rows === 0 ? 'there is no sample in it' : `none of its ${rows} rows could be read (${why.join(', ')})`
  );
}

function figuresOf(
  statistics: RunStatistics,
  rejected: RejectedRecords
): Omit<FinalResult, 'notes' | 'bytesRead' | 'slices'> {
  return {
    counts: statistics.counts(),
    whole: statistics.whole(),
    window: statistics.window(),
    errors: statistics.errors(),
    rejected: rejected.first,
    rejectedByReason: rejected.countsByReason(),
    timeline: statistics.totalTimeline(),
    distributions: statistics.distributions(),
    transactions: statistics.transactions(),
  };
}
