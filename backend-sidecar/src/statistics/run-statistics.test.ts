import { describe, expect, it } from 'vitest';

import type { SampleRecord } from '../results/sample-record.ts';
import { Distribution } from './distribution.ts';
import { OTHER_ERRORS } from './error-groups.ts';
import { RunStatistics, type RunStatisticsOptions } from './run-statistics.ts';
import { decodeSlices } from './stored-slices.ts';

const T0 = 1_700_000_000_000;

function record(fields: Partial<SampleRecord> = {}): SampleRecord {
  return {
    kind: 'record',
    threadName: 'Users 1-1',
    latencyMs: null,
    connectMs: null,
    idleMs: null,
    sampleCount: 1,
    errorCount: fields.isSuccess === false ? 1 : 0,
    startMs: T0,
    elapsedMs: 100,
    label: 'Login',
    isSuccess: true,
    isTransaction: false,
    groupName: 'Users',
    responseCode: '',
    failureText: '',
    receivedBytes: 1024,
    sentBytes: 512,
    activeThreads: 5,
    ...fields,
  };
}

function statisticsOf(records: SampleRecord[], options: Partial<RunStatisticsOptions> = {}): RunStatistics {
  const statistics = new RunStatistics({ sliceMs: 1000, setupGroups: [], ...options });
  records.forEach((each) => statistics.add(each));
  return statistics;
}

/** Letters: digits would be folded. */
function wordOf(index: number): string {
  return [...String(index)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
}

const failure = { isSuccess: false, responseCode: '500', failureText: 'Internal Server Error' };

describe('RunStatistics', () => {
  it('leaves transactions, setUp samples and excluded labels out of the total, and shows each', () => {
    const statistics = statisticsOf(
      [
        record(),
        record({ label: 'Checkout', isTransaction: true, elapsedMs: 900 }),
        record({ label: 'Prepare', groupName: 'Set up', elapsedMs: 5000 }),
        record({ label: 'Poll', elapsedMs: 7000 }),
      ],
      { setupGroups: ['Set up'], excludedLabels: ['Poll'] }
    );
    const { total, rows } = statistics.whole();
    expect(total).toMatchObject({ count: 1, maxMs: 100 });
    expect(rows.map(({ label, kind, count }) => [label, kind, count])).toEqual([
      ['Login', 'sample', 1],
      ['Poll', 'sample', 1],
      ['Checkout', 'transaction', 1],
      ['Prepare', 'setup', 1],
    ]);
    expect(statistics.counts()).toEqual({ rows: 4, samples: 3, transactions: 1, interrupted: 0, rejected: 0 });
    expect(statistics.totalTimeline()).toMatchObject([{ startMs: T0, count: 1 }]);
  });

  it('keeps one name that stands for several kinds apart', () => {
    const rows = statisticsOf([record(), record({ isTransaction: true })]).whole().rows;
    expect(rows.map(({ label, kind }) => [label, kind])).toEqual([
      ['Login', 'sample'],
      ['Login', 'transaction'],
    ]);
  });

  it('rates over earliest start to latest end, whatever the order of the rows', () => {
    // Starts 0 and 1500 ms, ends 3000 and 2000 ms: 2 samples in 3 s; 2 KB received in 3 s, 1 KB sent.
    const { total } = statisticsOf([
      record({ startMs: T0 + 1500, elapsedMs: 500 }),
      record({ startMs: T0, elapsedMs: 3000 }),
    ]).whole();
    expect(total).toMatchObject({ throughputPerSec: 2 / 3, receivedKbPerSec: 2 / 3, sentKbPerSec: 1 / 3 });
    expect(total).toMatchObject({ firstStartMs: T0, lastEndMs: T0 + 3000 });
  });

  it('has no rate over a span of zero and no KB/s without a bytes column', () => {
    const zeroSpan = statisticsOf([record({ elapsedMs: 0 })]).whole().total;
    expect(zeroSpan).toMatchObject({ count: 1, throughputPerSec: null, receivedKbPerSec: null });
    const withoutBytes = statisticsOf([record({ receivedBytes: null, sentBytes: null })]).whole().total;
    expect(withoutBytes).toMatchObject({ throughputPerSec: 10, receivedKbPerSec: null, sentKbPerSec: null });
  });

  it('has null, not 0, for a total without a sample', () => {
    expect(statisticsOf([]).whole().total).toEqual({
      label: 'Total',
      kind: 'sample',
      count: 0,
      errors: 0,
      errorRate: null,
      minMs: null,
      meanMs: null,
      medianMs: null,
      standardDeviationMs: null,
      p90Ms: null,
      p95Ms: null,
      p99Ms: null,
      maxMs: null,
      throughputPerSec: null,
      receivedKbPerSec: null,
      sentKbPerSec: null,
      firstStartMs: null,
      lastEndMs: null,
      apdex: null,
      latencyMeanMs: null,
      latencyMaxMs: null,
      connectMeanMs: null,
      connectMaxMs: null,
      idleMeanMs: null,
    });
  });

  it('counts a failure that ended once the stop was sent as interrupted, in no statistic', () => {
    const stopSentAtMs = T0 + 1000;
    const statistics = statisticsOf(
      [
        record({ ...failure, startMs: T0, elapsedMs: 999 }),
        record({ ...failure, startMs: T0, elapsedMs: 1000 }),
        record({ ...failure, startMs: T0, elapsedMs: 2000, isTransaction: true }),
        record({ startMs: T0, elapsedMs: 2000 }),
      ],
      { stopSentAtMs }
    );
    expect(statistics.counts()).toEqual({ rows: 4, samples: 2, transactions: 0, interrupted: 2, rejected: 0 });
    expect(statistics.whole().total).toMatchObject({ count: 2, errors: 1 });
    expect(statistics.errors()).toMatchObject([{ count: 1 }]);
    expect(statistics.newestFailureEndMs).toBe(T0 + 2000);
  });

  it('takes into the window what starts in it, its beginning included and its end not', () => {
    const statistics = statisticsOf(
      [999, 1000, 1999, 2000].map((offsetMs) => record({ startMs: T0 + offsetMs, elapsedMs: offsetMs })),
      { window: { fromMs: T0 + 1000, toMs: T0 + 2000 } }
    );
    expect(statistics.window()?.total).toMatchObject({ count: 2, minMs: 1000, maxMs: 1999, lastEndMs: T0 + 3998 });
    expect(statistics.whole().total.count).toBe(4);
    expect(statistics.distributions().map(({ scope, ok }) => [scope, Distribution.decode(ok).count])).toEqual([
      ['run', 4],
      ['window', 2],
    ]);
  });

  it('has no window without one', () => {
    expect(statisticsOf([record()]).window()).toBeNull();
  });

  it('puts a sample into the slice in which it started, aligned to multiples of the slice', () => {
    const statistics = statisticsOf(
      [
        record({ startMs: T0 + 4_999, elapsedMs: 60_000, activeThreads: 3 }),
        record({ startMs: T0 + 5_000, elapsedMs: 10, activeThreads: 9 }),
        record({ ...failure, startMs: T0 + 1, elapsedMs: 30, activeThreads: null }),
        record({ label: 'Search', startMs: T0 + 9_999, elapsedMs: 20, activeThreads: 7 }),
      ],
      { sliceMs: 5_000 }
    );
    expect(statistics.totalTimeline()).toEqual([
      {
        startMs: T0,
        count: 2,
        errors: 1,
        meanMs: 30_015,
        medianMs: 30,
        p90Ms: 60_000,
        p95Ms: 60_000,
        maxMs: 60_000,
        receivedBytes: 2048,
        activeThreads: 3,
      },
      {
        startMs: T0 + 5_000,
        count: 2,
        errors: 0,
        meanMs: 15,
        medianMs: 10,
        p90Ms: 20,
        p95Ms: 20,
        maxMs: 20,
        receivedBytes: 2048,
        activeThreads: 9,
      },
    ]);
    expect(statistics.labelTimeline('Search', 'sample')).toMatchObject([{ startMs: T0 + 5_000, count: 1 }]);
    expect(statistics.labelTimeline('Search', 'transaction')).toEqual([]);
  });

  it('names the slices that changed once', () => {
    const statistics = statisticsOf([record(), record({ startMs: T0 + 3000 })]);
    expect(statistics.takeChangedSlices().map(({ startMs }) => startMs)).toEqual([T0, T0 + 3000]);
    expect(statistics.takeChangedSlices()).toEqual([]);
    statistics.add(record({ startMs: T0 + 10 }));
    expect(statistics.takeChangedSlices()).toMatchObject([{ startMs: T0, count: 2 }]);
  });

  it('stores slices from which the timeline of every label comes back', () => {
    const records = Array.from({ length: 3000 }, (_, index) =>
      record({
        startMs: T0 + index * 17,
        elapsedMs: (index * 7919) % 1500,
        label: index % 3 === 0 ? 'Search' : 'Login',
        ...(index % 11 === 0 ? failure : {}),
      })
    );
    const statistics = statisticsOf(records);
    for (const { label, kind, encoded } of statistics.encodedSlices()) {
      expect(decodeSlices(encoded, 1000)).toEqual(statistics.labelTimeline(label, kind));
      expect(() => decodeSlices(encoded, 5000)).toThrow('The stored time slices have the length in ms 1000, not 5000');
      expect(() => decodeSlices(encoded.slice(0, -1), 1000)).toThrow(/damaged/);
    }
  });

  it('groups errors by label, kind, code and message, most frequent first', () => {
    const statistics = statisticsOf([
      record({ ...failure, startMs: T0 + 5 }),
      record({ ...failure, startMs: T0 + 9 }),
      record({ ...failure, startMs: T0 + 2 }),
      record({ ...failure, responseCode: '503' }),
      record(),
    ]);
    expect(statistics.errors()).toEqual([
      {
        label: 'Login',
        kind: 'sample',
        responseCode: '500',
        message: 'Internal Server Error',
        example: 'Internal Server Error',
        count: 3,
        firstMs: T0 + 2,
        lastMs: T0 + 9,
      },
      {
        label: 'Login',
        kind: 'sample',
        responseCode: '503',
        message: 'Internal Server Error',
        example: 'Internal Server Error',
        count: 1,
        firstMs: T0,
        lastMs: T0,
      },
    ]);
  });

  it('counts errors beyond a thousand groups together', () => {
    const records = Array.from({ length: 1500 }, (_, index) =>
      record({ ...failure, failureText: `order of ${wordOf(index)}` })
    );
    const errors = statisticsOf(records).errors();
    expect(errors).toHaveLength(1001);
    expect(errors.at(-1)).toMatchObject({ message: OTHER_ERRORS, count: 500 });
  });

  it('shows of the last 60 s the samples that ended in them', () => {
    // Now is second 100: seconds 41 to 100 count. A sample that started before and ended inside is one of them.
    const statistics = statisticsOf([
      record({ startMs: T0, elapsedMs: 100 }),
      record({ startMs: T0 + 40_900, elapsedMs: 99 }),
      record({ ...failure, startMs: T0 + 1_000, elapsedMs: 40_000 }),
      record({ startMs: T0 + 99_000, elapsedMs: 1_000 }),
    ]);
    const { last60s } = statistics.live(T0 + 100_000).total;
    expect(last60s).toEqual({ count: 2, errors: 1, p90Ms: 40_000, throughputPerSec: 2 / 59 });
    expect(statistics.live(T0 + 1_000_000).total.last60s).toEqual({
      count: 0,
      errors: 0,
      p90Ms: null,
      throughputPerSec: 0,
    });
  });

  it('rates a run younger than 60 s over its age', () => {
    const statistics = statisticsOf([record({ elapsedMs: 1 }), record({ startMs: T0 + 500, elapsedMs: 1 })]);
    expect(statistics.live(T0 + 4000).total.last60s.throughputPerSec).toBe(0.5);
    expect(statistics.live(T0 + 4000).rows).toMatchObject([{ label: 'Login', last60s: { count: 2 } }]);
  });
});
