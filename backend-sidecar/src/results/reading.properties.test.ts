import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { RunStatistics } from '../statistics/run-statistics.ts';
import { JTL_COLUMN_NAMES } from './jtl-columns.ts';
import { JtlReader } from './jtl-reader.ts';
import { copyOf } from './sample-record-fixture.ts';
import type { SampleRecord } from './sample-record.ts';

const T0 = 1_700_000_000_000;
const REQUIRED = ['timeStamp', 'elapsed', 'label', 'success'];
const OPTIONAL = [...JTL_COLUMN_NAMES.filter((name) => !REQUIRED.includes(name)), 'MY_VAR', 'my, "var"'];

const text = fc.string({
  unit: fc.constantFrom('a', 'B', '7', ' ', '"', ',', ';', '\n', '\r\n', 'é', '😀'),
  maxLength: 6,
});
const number = fc.oneof(
  { weight: 12, arbitrary: fc.nat(5_000).map(String) },
  { weight: 1, arbitrary: fc.constantFrom('', 'NaN', '-1', '1.5', '1e3', '999999999999', '9999999999999') }
);
const CELLS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  timeStamp: fc.oneof(
    { weight: 20, arbitrary: fc.nat(60_000).map((ms) => String(T0 + ms)) },
    { weight: 1, arbitrary: fc.constantFrom('', '17', '17000000000000', 'x') }
  ),
  label: fc.oneof(fc.constantFrom('Login', 'Search, all', 'Pay "now"'), text),
  success: fc.oneof({ weight: 20, arbitrary: fc.constantFrom('true', 'false') }, fc.constantFrom('', 'maybe')),
  responseMessage: fc.oneof(text, fc.constant('Number of samples in transaction : 1, number of failing samples : 0')),
  threadName: fc.constantFrom('Users 1-1', 'Users 1-2', 'setUp, "x" 1-1', 'alone'),
};
const NUMBERS = [
  'elapsed',
  'bytes',
  'sentBytes',
  'allThreads',
  'Latency',
  'IdleTime',
  'Connect',
  'SampleCount',
  'ErrorCount',
];

type Row = Readonly<Record<string, string>>;

interface Written {
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly lineEnd: string;
  readonly rows: readonly Row[];
}

/** Any set and order of columns that JMeter can write, and variables. */
const written: fc.Arbitrary<Written> = fc
  .record({
    optional: fc.subarray(OPTIONAL),
    seed: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
    delimiter: fc.constantFrom(',', ';', '\t', '|', '#'),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  })
  .chain(({ optional, seed, delimiter, lineEnd }) => {
    const columns = [...REQUIRED, ...optional]
      .map((name) => ({ name, rank: seed.next().value ?? 0 }))
      .sort((one, other) => one.rank - other.rank)
      .map(({ name }) => name);
    const cells = Object.fromEntries(
      columns.map((name) => [name, CELLS[name] ?? (NUMBERS.includes(name) ? number : text)])
    );
    return fc
      .array(fc.record(cells), { maxLength: 12 })
      .map((rows) => ({ columns, delimiter, lineEnd, rows: rows as Row[] }));
  });

/** As JMeter's CSVSaveService.quoteDelimiters. */
function quoted(field: string, delimiter: string): string {
  return ['"', '\r', '\n', delimiter].some((char) => field.includes(char)) ? `"${field.replaceAll('"', '""')}"` : field;
}

function headerOf({ columns, delimiter, lineEnd }: Written): string {
  return columns.map((name) => quoted(name, delimiter)).join(delimiter) + lineEnd;
}

function rowsOf({ columns, delimiter, lineEnd, rows }: Written): string[] {
  return rows.map((row) => columns.map((name) => quoted(row[name] ?? '', delimiter)).join(delimiter) + lineEnd);
}

/** What a row means, said as simply as can be; null where it is to be rejected. */
function naive(row: Row): Partial<SampleRecord> | null {
  const isWhole = (name: string, isRequired = false) =>
    (!isRequired && (row[name] ?? '') === '') || /^\d{1,12}$/.test(row[name] ?? '');
  const isReadable =
    /^\d{13}$/.test(row.timeStamp ?? '') && /^(true|false)$/.test(row.success ?? '') && isWhole('elapsed', true);
  if (!isReadable || !NUMBERS.every((name) => isWhole(name))) {
    return null;
  }
  const value = (name: string) => ((row[name] ?? '') === '' ? null : Number(row[name]));
  const isSuccess = row.success === 'true';
  const threadName = row.threadName ?? '';
  return {
    startMs: Number(row.timeStamp),
    elapsedMs: Number(row.elapsed),
    label: row.label ?? '',
    isSuccess,
    isTransaction: (row.responseMessage ?? '').startsWith('Number of samples in transaction'),
    threadName,
    groupName: threadName.replace(/ [^ ]*$/, ''),
    responseCode: isSuccess ? '' : (row.responseCode ?? ''),
    failureText: isSuccess ? '' : row.failureMessage || (row.responseMessage ?? ''),
    receivedBytes: value('bytes'),
    sentBytes: value('sentBytes'),
    activeThreads: value('allThreads'),
    latencyMs: value('Latency'),
    connectMs: value('Connect'),
    idleMs: value('IdleTime'),
    sampleCount: value('SampleCount') ?? 1,
    errorCount: value('ErrorCount') ?? (isSuccess ? 0 : 1),
  };
}

function inChunks(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const edges = [0, ...positions.map((position) => position % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((end, index) => bytes.subarray(edges[index] ?? 0, end));
}

function statisticsOf(parts: ReadonlyArray<readonly Buffer[]>): RunStatistics {
  const statistics = new RunStatistics({ sliceMs: 5_000, setupGroups: ['setUp, "x"'], isLive: false });
  for (const chunks of parts) {
    const reader = new JtlReader({
      sample: (record) => statistics.add(record),
      rejected: () => statistics.countRejected(),
    });
    chunks.forEach((chunk) => reader.push(chunk));
    reader.finish();
  }
  return statistics;
}

/** Everything that does not depend on the order of the rows. */
function summaryOf(statistics: RunStatistics) {
  const errors = statistics
    .errors()
    .map(({ label, kind, responseCode, message, count, firstMs, lastMs }) =>
      JSON.stringify([label, kind, responseCode, message, count, firstMs, lastMs])
    );
  return {
    counts: statistics.counts(),
    whole: statistics.whole(),
    timeline: statistics.totalTimeline(),
    slices: statistics.encodedSlices(),
    errors: errors.sort(),
  };
}

describe('reading a result', () => {
  it('says of any columns in any order what a naive reader says, however the bytes are cut', () => {
    fc.assert(
      fc.property(written, fc.array(fc.nat(20_000), { maxLength: 8 }), (file, positions) => {
        const samples: SampleRecord[] = [];
        let rejected = 0;
        const reader = new JtlReader({ sample: (record) => samples.push(copyOf(record)), rejected: () => rejected++ });
        const bytes = Buffer.from(headerOf(file) + rowsOf(file).join(''));
        inChunks(bytes, positions).forEach((chunk) => reader.push(chunk));
        reader.finish();
        const expected = file.rows.map(naive);
        expect(samples.map(({ kind: _, ...record }) => record)).toEqual(expected.filter((record) => record !== null));
        expect(samples.length + rejected).toBe(file.rows.length);
      }),
      { numRuns: 200 }
    );
  });

  it('has the same statistics for any chunks and any order of parts, and accounts for every row', () => {
    const parts = fc.array(fc.nat(3), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(written, parts, fc.array(fc.nat(20_000), { maxLength: 8 }), (file, places, positions) => {
        const [header, rows] = [headerOf(file), rowsOf(file)];
        const whole = statisticsOf([[Buffer.from(header + rows.join(''))]]);
        const cut = statisticsOf([inChunks(Buffer.from(header + rows.join('')), positions)]);
        const ordered = [3, 1, 0, 2].map((place) => rows.filter((_, index) => places[index] === place));
        const inParts = statisticsOf(ordered.map((some) => [Buffer.from(header + some.join(''))]));
        expect(summaryOf(cut)).toEqual(summaryOf(whole));
        expect(summaryOf(inParts)).toEqual(summaryOf(whole));
        const { rows: all, samples, transactions, interrupted, rejected } = whole.counts();
        expect([all, samples + transactions + interrupted + rejected]).toEqual([file.rows.length, all]);
      }),
      { numRuns: 80 }
    );
  });
});
