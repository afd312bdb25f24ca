import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Estimator } from '../contract/analysis.ts';
import type { ApdexRules } from '../contract/scenarios.ts';
import type { LabelKind, StatisticsRow } from '../contract/statistics.ts';
import type { SampleRecord } from '../results/sample-record.ts';
import { RunStatistics } from './run-statistics.ts';
import { ApdexThresholds } from './apdex.ts';
import { tableOf } from './statistics-table.ts';
import { analyzeStored, type Analysis } from './stored-analysis.ts';
import { storedSummaryWithin, type TimeSpan } from './stored-slices.ts';

/*
 * The naive implementation: all rows in an array, filtered and sorted anew for every figure, by the words of the
 * definitions. It shares nothing with the engine.
 */

const APDEX: ApdexRules = {
  ...{ satisfiedMs: 100, toleratedMs: 400 },
  ofLabels: [{ pattern: 'Pay*', satisfiedMs: 30, toleratedMs: 50 }],
};
const EXCLUDED = 'Poll';
const SETUP_GROUP = 'Set up';

type Figures = Omit<StatisticsRow, 'label' | 'kind'>;

function naiveFigures(rows: readonly SampleRecord[], estimator: Estimator): Figures {
  const times = rows.map(({ elapsedMs }) => elapsedMs).sort((one, other) => one - other);
  const failed = rows.filter(({ isSuccess }) => !isSuccess);
  const begin = Math.min(...rows.map(({ startMs }) => startMs));
  const end = Math.max(...rows.map(({ startMs, elapsedMs }) => startMs + elapsedMs));
  const perSec = (amount: number | null) => (amount === null || end <= begin ? null : (amount * 1000) / (end - begin));
  const mean = meanOf(times);
  return {
    count: rows.length,
    errors: failed.length,
    errorRate: failed.length / rows.length,
    minMs: times[0] ?? null,
    meanMs: mean,
    medianMs: naivePercentile(times, 50, estimator),
    standardDeviationMs: Math.sqrt(meanOf(times.map((time) => (time - (mean ?? 0)) ** 2)) ?? 0),
    p90Ms: naivePercentile(times, 90, estimator),
    p95Ms: naivePercentile(times, 95, estimator),
    p99Ms: naivePercentile(times, 99, estimator),
    maxMs: times.at(-1) ?? null,
    throughputPerSec: perSec(rows.length),
    receivedKbPerSec: perSec(sumOf(known(rows, 'receivedBytes'), 1024)),
    sentKbPerSec: perSec(sumOf(known(rows, 'sentBytes'), 1024)),
    firstStartMs: begin,
    lastEndMs: end,
    apdex: meanOf(rows.map(satisfactionOf)),
    latencyMeanMs: meanOf(known(rows, 'latencyMs')),
    latencyMaxMs: largestOf(known(rows, 'latencyMs')),
    connectMeanMs: meanOf(known(rows, 'connectMs')),
    connectMaxMs: largestOf(known(rows, 'connectMs')),
    idleMeanMs: meanOf(known(rows, 'idleMs')),
  };
}

/** `rank`: round(n·p), p as a 32-bit float; `interpolated`: between the values around p·(n + 1), as commons-math has it. */
function naivePercentile(sorted: readonly number[], percent: number, estimator: Estimator): number | null {
  const n = sorted.length;
  if (percent === 100) {
    return sorted.at(-1) ?? null;
  }
  if (estimator === 'rank') {
    return sorted[Math.max(1, Math.round(n * Math.fround(percent / 100))) - 1] ?? null;
  }
  const position = (percent / 100) * (n + 1);
  const [below, above] = [sorted[Math.floor(position) - 1], sorted[Math.floor(position)]];
  if (below === undefined || above === undefined) {
    return (position < 1 ? sorted[0] : sorted.at(-1)) ?? null;
  }
  return below + (position - Math.floor(position)) * (above - below);
}

function satisfactionOf({ label, isSuccess, elapsedMs }: SampleRecord): number {
  const { satisfiedMs, toleratedMs } = label.startsWith('Pay') ? { satisfiedMs: 30, toleratedMs: 50 } : APDEX;
  if (!isSuccess || elapsedMs > toleratedMs) {
    return 0;
  }
  return elapsedMs <= satisfiedMs ? 1 : 0.5;
}

type NumberField = 'receivedBytes' | 'sentBytes' | 'latencyMs' | 'connectMs' | 'idleMs';

function known(rows: readonly SampleRecord[], field: NumberField): number[] {
  return rows.flatMap((row) => row[field] ?? []);
}

function sumOf(values: readonly number[], unit = 1): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / unit;
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function largestOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

function naiveKind(row: SampleRecord): LabelKind {
  if (row.isTransaction) {
    return 'transaction';
  }
  return row.groupName === SETUP_GROUP ? 'setup' : 'sample';
}

interface NaiveTable {
  readonly total: Figures | null;
  readonly rows: ReadonlyMap<string, Figures>;
}

function naiveTable(rows: readonly SampleRecord[], estimator: Estimator): NaiveTable {
  const inTotal = rows.filter((row) => naiveKind(row) === 'sample' && row.label !== EXCLUDED);
  const groups = new Map<string, SampleRecord[]>();
  for (const row of rows) {
    const name = `${naiveKind(row)} ${row.label}`;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return {
    total: inTotal.length === 0 ? null : naiveFigures(inTotal, estimator),
    rows: new Map([...groups].map(([name, members]) => [name, naiveFigures(members, estimator)])),
  };
}

/* The rows */

const T0 = 1_700_000_000_000;
const SLICE_MS = 1000;
const SLICES = 30;

const orNone = (max: number) => fc.option(fc.integer({ min: 0, max }), { nil: null });

const record: fc.Arbitrary<SampleRecord> = fc
  .record({
    startMs: fc.integer({ min: T0, max: T0 + SLICES * SLICE_MS - 1 }),
    elapsedMs: fc.oneof(fc.constantFrom(0, 30, 50, 100, 400), fc.integer({ min: 0, max: 70_000 })),
    label: fc.constantFrom('Login', 'Pay', 'Pay later', EXCLUDED),
    isSuccess: fc.boolean(),
    isTransaction: fc.boolean(),
    groupName: fc.constantFrom('Users', 'Users', SETUP_GROUP),
    receivedBytes: orNone(5000),
    sentBytes: orNone(500),
    activeThreads: orNone(20),
    latencyMs: orNone(900),
    connectMs: orNone(50),
    idleMs: orNone(5),
  })
  .map((fields) => ({
    ...{ kind: 'record' as const, threadName: `${fields.groupName} 1-1`, sampleCount: 1 },
    ...{ responseCode: fields.isSuccess ? '' : '500', failureText: '', errorCount: fields.isSuccess ? 0 : 1 },
    ...fields,
  }));

const someRecords = fc.array(record, { minLength: 1, maxLength: 150 });
const estimators = fc.constantFrom<Estimator>('rank', 'interpolated');
const windows = fc
  .tuple(fc.nat(SLICES * SLICE_MS), fc.nat(SLICES * SLICE_MS))
  .map(([one, other]) => ({ fromMs: T0 + Math.min(one, other), toMs: T0 + Math.max(one, other) + 1 }));

function engine(rows: readonly SampleRecord[], window: { fromMs: number; toMs: number } | null = null): RunStatistics {
  const statistics = new RunStatistics({
    ...{ sliceMs: SLICE_MS, setupGroups: [SETUP_GROUP], excludedLabels: [EXCLUDED], apdex: APDEX, window },
  });
  // One object for all rows, as a reader has it: the engine must keep nothing of it.
  const shown = {} as SampleRecord;
  rows.forEach((row) => statistics.add(Object.assign(shown, row)));
  return statistics;
}

function within(rows: readonly SampleRecord[], { fromMs, toMs }: { fromMs: number; toMs: number }): SampleRecord[] {
  return rows.filter(({ startMs }) => startMs >= fromMs && startMs < toMs);
}

/** Counts and times to the digit, what was divided within 1e-9 (the naive sums round, the engine's do not). */
function expectTable(table: { total: StatisticsRow; rows: StatisticsRow[] } | null, naive: NaiveTable): void {
  expect((table?.rows ?? []).map(({ kind, label }) => `${kind} ${label}`).sort()).toEqual(
    [...naive.rows.keys()].sort()
  );
  for (const row of table?.rows ?? []) {
    expectFigures(row, naive.rows.get(`${row.kind} ${row.label}`));
  }
  if (naive.total === null) {
    expect(table?.total).toMatchObject({ count: 0, meanMs: null, p90Ms: null, throughputPerSec: null, apdex: null });
    return;
  }
  expectFigures(table?.total, naive.total);
}

function expectFigures(actual: StatisticsRow | undefined, expected: Figures | undefined): void {
  for (const [name, value] of Object.entries(expected ?? {})) {
    const figure = actual?.[name as keyof Figures];
    if (value === null || Number.isInteger(value)) {
      expect([name, figure]).toEqual([name, value]);
    } else {
      expect(Math.abs(Number(figure) - value), `${name}: ${String(figure)}, not ${value}`).toBeLessThan(1e-9 * value);
    }
  }
}

/** Cuts the rows at random places, and puts what is between into a random order of merging. */
function mergedInAnyOrder(rows: readonly SampleRecord[], cuts: readonly number[], order: readonly number[]) {
  const edges = [0, ...cuts.map((cut) => cut % (rows.length + 1)), rows.length].sort((one, other) => one - other);
  const parts = edges.slice(1).map((edge, index) => engine(rows.slice(edges[index], edge)));
  const shuffled = parts
    .map((part, index) => ({ part, place: order[index % order.length] ?? 0 }))
    .sort((one, other) => one.place - other.place)
    .map(({ part }) => part);
  const [first = engine([]), ...others] = shuffled;
  others.forEach((other) => first.merge(other, 'same generator'));
  return first;
}

/** As the sidecar answers for a window that falls on stored slices. */
function analyzedFromBytes(
  statistics: RunStatistics,
  span: TimeSpan,
  choice: { estimator: Estimator; percentiles: number[] }
): Analysis {
  const summaries = statistics.encodedSlices().flatMap(({ label, kind, encoded }) => {
    const summary = storedSummaryWithin(encoded, SLICE_MS, span);
    expect(summary).not.toBeNull();
    return summary === null || summary.count === 0
      ? []
      : [{ label, kind, isInTotal: kind === 'sample' && label !== EXCLUDED, summary }];
  });
  const table = tableOf(summaries, new ApdexThresholds(APDEX));
  const subset = ({ label, kind }: StatisticsRow) => kind === 'sample' && label !== 'Pay later';
  return analyzeStored({ table, summaries }, { ...choice, subset, apdex: APDEX });
}

const run = { numRuns: 60 };

describe('the engine, beside a naive implementation', () => {
  it('has the same figures of the whole', () => {
    fc.assert(
      fc.property(someRecords, estimators, (rows, estimator) =>
        expectTable(engine(rows).whole(estimator), naiveTable(rows, estimator))
      ),
      run
    );
  });

  it('has the same figures of an analysis window, wherever it begins and ends', () => {
    fc.assert(
      fc.property(someRecords, windows, estimators, (rows, window, estimator) =>
        expectTable(engine(rows, window).window(estimator), naiveTable(within(rows, window), estimator))
      ),
      run
    );
  });

  it('has the same figures when it is read in parts that are merged in any order', () => {
    const cuts = fc.array(fc.nat(150), { maxLength: 4 });
    const order = fc.array(fc.nat(1000), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(someRecords, cuts, order, (rows, places, places2) =>
        expectTable(mergedInAnyOrder(rows, places, places2).whole(), naiveTable(rows, 'rank'))
      ),
      run
    );
  });

  it('has the same figures of any slices when they come back from their stored bytes', () => {
    const slices = fc.tuple(fc.nat(SLICES), fc.nat(SLICES));
    const percent = fc.double({ min: 0.1, max: 100, noNaN: true });
    fc.assert(
      fc.property(someRecords, slices, estimators, percent, (rows, [one, other], estimator, asked) => {
        const window = {
          fromMs: T0 + Math.min(one, other) * SLICE_MS,
          toMs: T0 + (Math.max(one, other) + 1) * SLICE_MS,
        };
        const stored = analyzedFromBytes(engine(rows), window, { estimator, percentiles: [asked] });
        const inside = within(rows, window);
        expectTable(stored, naiveTable(inside, estimator));
        const chosen = inside.filter((row) => naiveKind(row) === 'sample' && row.label !== 'Pay later');
        if (chosen.length > 0) {
          expectFigures(stored.subset ?? undefined, naiveFigures(chosen, estimator));
        }
        for (const { label, kind, valuesMs } of stored.percentiles.filter((found) => found.label !== null)) {
          const times = inside
            .filter((row) => row.label === label && naiveKind(row) === kind)
            .map(({ elapsedMs }) => elapsedMs);
          const expected = naivePercentile(
            times.sort((a, b) => a - b),
            asked,
            estimator
          );
          expect(Math.abs((valuesMs[0] ?? NaN) - (expected ?? NaN))).toBeLessThanOrEqual(1e-9 * (expected ?? 0));
        }
      }),
      run
    );
  });

  it('keeps the sum, the samples and the errors of rows that stand for several samples', () => {
    const aggregated = fc.array(
      fc.tuple(record, fc.integer({ min: 1, max: 40 }), fc.nat(40)).map(([row, sampleCount, errors]) => {
        const errorCount = Math.min(errors, sampleCount);
        return { ...row, sampleCount, errorCount, isSuccess: errorCount === 0 };
      }),
      { minLength: 1, maxLength: 60 }
    );
    fc.assert(
      fc.property(aggregated, (rows) => {
        for (const row of engine(rows).whole().rows) {
          const members = rows.filter((one) => one.label === row.label && naiveKind(one) === row.kind);
          const count = sumOf(members.map(({ sampleCount }) => sampleCount)) ?? 0;
          expect(row.count).toBe(count);
          expect(row.errors).toBe(sumOf(members.map(({ errorCount }) => errorCount)));
          expect(row.meanMs).toBeCloseTo((sumOf(members.map(({ elapsedMs }) => elapsedMs)) ?? 0) / count, 9);
        }
      }),
      run
    );
  });
});
