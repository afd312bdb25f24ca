import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { AggregateReportRow } from './aggregate-report.ts';
import { DashboardRow } from './dashboard.ts';
import { DEFAULT_APDEX } from './jmeter-figures.ts';
import { JMeterRows, type JMeterRow } from './jmeter-rows.ts';

function row(elapsedMs: number, change: Partial<JMeterRow> = {}): JMeterRow {
  return {
    ...{
      startMs: 0,
      elapsedMs,
      label: 'x',
      isSuccess: true,
      isTransaction: false,
      isEmptyTransaction: false,
      isNested: false,
    },
    ...{ groupName: 'g', receivedBytes: 0, sentBytes: 0, ...change },
  };
}

function aggregate(values: readonly number[]) {
  const report = new AggregateReportRow();
  values.forEach((value) => report.add(row(value)));
  return report.figures();
}

function dashboard(values: readonly number[]) {
  const report = new DashboardRow(DEFAULT_APDEX);
  values.forEach((value) => report.add(row(value)));
  return report.figures();
}

function read(...chunks: string[]): { rows: JMeterRow[]; rejected: number } {
  const rows: JMeterRow[] = [];
  const reader = new JMeterRows((one) => rows.push(one));
  chunks.forEach((chunk) => reader.push(chunk));
  reader.finish();
  return { rows, rejected: reader.rejected };
}

const ONE_TO_TEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** As JMeter's own classes reckon: a rank with a 32-bit float, or commons-math's LEGACY; each value can be had by hand. */
describe('the rules of JMeter’s reports', () => {
  it('take another median of the same values', () => {
    const values = [10, 20, 30, 40, 50, 60, 80, 90];
    expect([aggregate(values).medianMs, dashboard(values).medianMs]).toEqual([40, 45]);
  });

  it('take other percentiles of the same values, in whatever order', () => {
    const shuffled = [...ONE_TO_TEN].reverse();
    expect([aggregate(shuffled).p90Ms, aggregate(shuffled).p95Ms]).toEqual([9, 9]);
    expect([dashboard(shuffled).p90Ms, dashboard(shuffled).p95Ms]).toEqual([9.9, 10]);
  });

  it('cut the mean in one, keep its decimals in the other', () => {
    expect([aggregate([1, 2, 2]).meanMs, dashboard([1, 2, 2]).meanMs]).toEqual([1, 5 / 3]);
  });

  it('look at the last 20 000 rows in one: the first hundred, all slow, are forgotten', () => {
    const values = [...Array.from({ length: 100 }, () => 9000), ...Array.from({ length: 20_000 }, () => 10)];
    expect(dashboard(values)).toMatchObject({ count: 20_100, p99Ms: 10, maxMs: 9000 });
    expect(aggregate([...values.slice(0, 100), ...values.slice(100, 5000)])).toMatchObject({ p99Ms: 9000 });
  });

  it('have no throughput over no time', () => {
    expect(aggregate([0]).throughputPerSec).toBeNull();
    expect(dashboard([0]).receivedKbPerSec).toBeNull();
  });

  it('satisfy nobody with a failed sample', () => {
    const report = new DashboardRow(DEFAULT_APDEX);
    [row(500), row(501), row(1500), row(1501), row(1, { isSuccess: false })].forEach((one) => report.add(one));
    // (1 + 2 / 2) / 5
    expect(report.figures()).toMatchObject({ apdex: 0.4, errors: 1, errorRate: 0.2 });
  });
});

describe('JMeterRows', () => {
  const HEADER = 'timeStamp,elapsed,label,responseCode,responseMessage,threadName,success,bytes,sentBytes\n';

  it('reads fields in quotes, over any cut, with line ends of Windows', () => {
    const text = `\uFEFF${HEADER}1,2,"a ""b"", c",200,"two\nlines",My Group 1-1,true,10,20\r\n5,6,T,200,"Number of samples in transaction : 0, number of failing samples : 0",,true,0,0\r\n`;
    const whole = read(text);
    expect(whole.rows).toEqual([
      row(2, { startMs: 1, label: 'a "b", c', groupName: 'My Group', receivedBytes: 10, sentBytes: 20 }),
      row(6, { startMs: 5, label: 'T', groupName: '', isTransaction: true, isEmptyTransaction: true }),
    ]);
    expect(read(...text)).toEqual(whole);
  });

  it('takes any delimiter, and counts what it cannot read', () => {
    const text =
      HEADER.replaceAll(',', ';') + '1;2;a;200;OK;g 1-1;true;1;1\n1;2;a\nx;2;a;200;OK;g 1-1;true;1;1\n1;2;a;200;O';
    expect(read(text)).toMatchObject({ rows: [{ label: 'a' }], rejected: 3 });
  });

  it('refuses what JMeter’s report generator refuses', () => {
    expect(() => read('timeStamp,elapsed,label\n1,2,a\n')).toThrow(/responseMessage, threadName, success, bytes/);
    expect(() => read('')).toThrow(/header line/);
  });
});

/** JMeter's own expectation of its own test (HTMLReportExpect.json), to the digit. */
describe('JMeter’s own test file', () => {
  const folder = new URL('../../../../tests/fixtures/jmeter/', import.meta.url);

  it('has the statistics that JMeter expects', () => {
    const tables = new Map<string, DashboardRow>();
    const reader = new JMeterRows((one) => {
      const table = tables.get(one.label) ?? new DashboardRow(DEFAULT_APDEX);
      tables.set(one.label, table);
      table.add(one);
    });
    reader.push(readFileSync(new URL('HTMLReportTestFile.csv', folder), 'utf8'));
    reader.finish();
    const expected = JSON.parse(readFileSync(new URL('HTMLReportExpect.json', folder), 'utf8')) as Record<
      string,
      Record<string, number>
    >;
    for (const [label, table] of tables) {
      const figures = table.figures();
      expect(figures.medianMs).toBeCloseTo(expected[label]?.medianResTime ?? NaN, 6);
      expect(figures.p90Ms).toBeCloseTo(expected[label]?.pct1ResTime ?? NaN, 6);
      expect(figures.p95Ms).toBeCloseTo(expected[label]?.pct2ResTime ?? NaN, 6);
      expect(figures.p99Ms).toBeCloseTo(expected[label]?.pct3ResTime ?? NaN, 6);
      // All of its good samples took less than 500 ms, and a failed one satisfies nobody.
      expect(figures.apdex).toBe(label === 'JR-OK' ? 1 : 0);
      expect(figures.meanMs).toBeCloseTo(expected[label]?.meanResTime ?? NaN, 6);
      expect(figures.throughputPerSec).toBeCloseTo(expected[label]?.throughput ?? NaN, 6);
      expect(figures.receivedKbPerSec).toBeCloseTo(expected[label]?.receivedKBytesPerSec ?? NaN, 6);
    }
  });
});
