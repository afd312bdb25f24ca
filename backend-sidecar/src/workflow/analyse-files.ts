import type { ReadOptions, ResultFormat } from '../contract/imports.ts';
import type { RejectedRecord, RowCounts } from '../contract/statistics.ts';
import { AppError } from '../kernel/errors.ts';
import type { FinalResult } from '../results/follow-protocol.ts';
import { ResultFilesReading, type ResultPart } from '../results/read-result-files.ts';
import { RejectedRecords } from '../results/rejected-records.ts';
import type { SampleRecord } from '../results/sample-record.ts';
import { RunStatistics, type RunStatisticsOptions } from '../statistics/run-statistics.ts';

/** Files of one run with their samples, and how they are counted. */
export interface FilesToAnalyse {
  readonly parts: readonly ResultPart[];
  readonly read: ReadOptions;
  readonly rules: RunStatisticsOptions;
}

export interface AnalysedFiles {
  readonly format: Extract<ResultFormat, 'jtl csv' | 'jtl xml'>;
  readonly result: FinalResult;
}

/**
 * Reads all files of a run, in this thread.
 *
 * @param onBytes is told how many bytes were read, after decompression
 * @throws AppError RESULT_UNREADABLE that names the file
 */
export async function analyseFiles(input: FilesToAnalyse, onBytes: (bytes: number) => void): Promise<AnalysedFiles> {
  const statistics = new RunStatistics({ ...input.rules, isLive: false });
  const rejected = new RejectedRecords();
  const visitor = {
    sample: (record: SampleRecord) => statistics.add(record),
    rejected: (record: RejectedRecord) => {
      statistics.countRejected();
      rejected.add(record);
    },
  };
  const reading = new ResultFilesReading({ parts: input.parts, options: input.read, visitor });
  try {
    while (await reading.step()) {
      onBytes(reading.bytesRead);
    }
  } finally {
    await reading.close();
  }
  refuseEmpty(statistics.counts(), rejected.countsByReason());
  const { format, notes, bytesRead } = reading.summary();
  return { format, result: { ...resultOf(statistics, rejected), notes: [...notes, ...statistics.notes()], bytesRead } };
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

function resultOf(statistics: RunStatistics, rejected: RejectedRecords): Omit<FinalResult, 'notes' | 'bytesRead'> {
  return {
    counts: statistics.counts(),
    whole: statistics.whole(),
    window: statistics.window(),
    errors: statistics.errors(),
    rejected: rejected.first,
    rejectedByReason: rejected.countsByReason(),
    timeline: statistics.totalTimeline(),
    distributions: statistics.distributions(),
    slices: statistics.encodedSlices(),
    transactions: statistics.transactions(),
  };
}
