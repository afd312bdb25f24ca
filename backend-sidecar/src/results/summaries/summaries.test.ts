import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { StatisticsRow } from '../../contract/statistics.ts';
import { AppError } from '../../kernel/errors.ts';
import { readSummary, summaryFormat } from './read-summary.ts';
import type { SummaryReading, SummaryRun } from './summary-run.ts';
import { readRate, readShare } from './table-numbers.ts';

const FIXTURES = fileURLToPath(new URL('../../../../tests/fixtures', import.meta.url));

function fixture(path: string): string {
  return readFileSync(`${FIXTURES}/${path}`, 'utf8');
}

function read(text: string): SummaryReading {
  const format = summaryFormat(text);
  if (format === null) {
    throw new Error('not known');
  }
  return readSummary(text, format);
}

function onlyRun(reading: SummaryReading): SummaryRun {
  const [run, ...others] = reading.runs;
  if (run === undefined || others.length > 0) {
    throw new Error(`${reading.runs.length} runs`);
  }
  return run;
}

function rowOf({ table }: SummaryRun, label: string): StatisticsRow | undefined {
  return table.rows.find((row) => row.label === label);
}

function complaintOf(text: string): string {
  try {
    read(text);
  } catch (error) {
    return error instanceof AppError ? `${error.code}: ${error.detail}` : String(error);
  }
  return 'none';
}

/** tests/fixtures/jmeter/README.md: computed by the algorithms of JMeter's sources, apart from any of its programs. */
const OK_ROW = { count: 252, errors: 0, meanMs: 235, minMs: 101, maxMs: 353 };
const KO_ROW = { count: 3, errors: 3, meanMs: 199, minMs: 100, maxMs: 329 };
const TOTAL_ROW = { count: 255, errors: 3, meanMs: 235, minMs: 100, maxMs: 353 };

describe('a table of the Aggregate Report', () => {
  it.each(['aggregate.csv', 'aggregate-de.csv', 'aggregate-fr.csv', 'aggregate-zh-CN.csv'])(
    'is read as JMeter saved it: %s',
    (name) => {
      const reading = read(fixture(`summaries/${name}`));
      const run = onlyRun(reading);
      expect(reading.format).toBe('aggregate report');
      expect(run.table.rows.map(({ label }) => label)).toEqual(['JR-OK', 'JR-KO']);
      const times = { medianMs: 232, p90Ms: 337, p95Ms: 339, p99Ms: 352 };
      expect(rowOf(run, 'JR-OK')).toMatchObject({ ...OK_ROW, ...times, errorRate: 0, throughputPerSec: 4.18709 });
      expect(rowOf(run, 'JR-KO')).toMatchObject({ ...KO_ROW, p99Ms: 329, errorRate: 1, throughputPerSec: 0.07922 });
      expect(run.table.total).toMatchObject({ ...TOTAL_ROW, ...times, label: 'Total', throughputPerSec: 4.23694 });
    }
  );

  it('says nothing that it does not say', () => {
    const { rows } = onlyRun(read(fixture('summaries/aggregate.csv'))).table;
    const unsaid = { firstStartMs: null, lastEndMs: null, apdex: null, latencyMeanMs: null, standardDeviationMs: null };
    expect(rows[0]).toMatchObject(unsaid);
  });

  it('of older versions and of the command line plugin has keys for names', () => {
    const text = [
      'sampler_label,aggregate_report_count,average,aggregate_report_median,aggregate_report_90%_line,aggregate_report_min,aggregate_report_max,aggregate_report_error%,aggregate_report_rate,aggregate_report_bandwidth',
      'Home,200,12,11,20,5,40,1.50%,30.0/min,1.25',
      'TOTAL,200,12,11,20,5,40,1.50%,30.0/min,1.25',
    ].join('\r\n');
    const row = rowOf(onlyRun(read(text)), 'Home');
    expect(row).toMatchObject({ count: 200, errors: 3, p90Ms: 20, p95Ms: null, throughputPerSec: 0.5 });
    expect(row).toMatchObject({ receivedKbPerSec: 1.25, sentKbPerSec: null });
  });

  it('keeps percentiles apart that are not p90, p95 and p99, and says so', () => {
    const reading = read('Label,# Samples,Average,Median,75% Line,99% Line,Error %\nA,10,5,5,7,9,0.000%\n');
    expect(rowOf(onlyRun(reading), 'A')).toMatchObject({ p90Ms: null, p99Ms: 9 });
    expect(reading.notes.join('\n')).toContain('not taken over: 75% Line');
  });

  it('without its total’s row has a total of what is certain', () => {
    const reading = read(
      'Label,# Samples,Average,Median,Min,Max,Error %\nA,10,5,5,1,9,10.000%\nB,30,9,8,2,20,0.000%\n'
    );
    const { total } = onlyRun(reading).table;
    // (10·5 + 30·9) ÷ 40 = 8
    expect(total).toMatchObject({ count: 40, errors: 1, minMs: 1, maxMs: 20, meanMs: 8, medianMs: null });
    expect(total).toMatchObject({ throughputPerSec: null, errorRate: 1 / 40 });
  });

  it('has no times where it has no samples: JMeter writes the smallest and largest numbers there are', () => {
    const text =
      'Label,# Samples,Average,Min,Max,Std. Dev.,Error %,Throughput\nTOTAL,0,0,9223372036854775807,-9223372036854775808,0.00,0.000%,.00000\n';
    expect(onlyRun(read(text)).table.total).toMatchObject({ count: 0, minMs: null, maxMs: null, errorRate: null });
  });

  it('says that errors are rounded where the digits of their share do not suffice', () => {
    const text = (share: string) => `Label,# Samples,Average,Median,Error %\nA,300000,5,5,${share}\n`;
    const reading = read(text('0.013%'));
    expect(rowOf(onlyRun(reading), 'A')).toMatchObject({ errors: 39, errorRate: 0.00013 });
    expect(reading.notes.join()).toContain('rounded');
    expect(read(text('0.01300%')).notes.join()).not.toContain('rounded');
  });
});

describe('a table of the Summary Report', () => {
  it.each(['summary.csv', 'summary-de.csv', 'summary-fr.csv', 'summary-zh-CN.csv'])(
    'has no median and no percentiles: %s',
    (name) => {
      const reading = read(fixture(`summaries/${name}`));
      const run = onlyRun(reading);
      expect(reading.format).toBe('summary report');
      const unsaid = { medianMs: null, p90Ms: null, p95Ms: null, p99Ms: null };
      expect(rowOf(run, 'JR-OK')).toMatchObject({ ...OK_ROW, ...unsaid, standardDeviationMs: 79.46 });
      expect(run.table.total).toMatchObject({ ...TOTAL_ROW, ...unsaid, standardDeviationMs: 79.77 });
      expect(reading.notes.join()).toContain('no median and no percentiles');
    }
  );
});

describe('statistics.json of the dashboard', () => {
  it('is read as JMeter’s own tests expect it to be', () => {
    const reading = read(fixture('jmeter/HTMLReportExpect.json'));
    const run = onlyRun(reading);
    expect(reading.format).toBe('statistics.json');
    expect(run.table.rows.map(({ label }) => label).sort()).toEqual(['JR-KO', 'JR-OK']);
    expect(rowOf(run, 'JR-OK')).toMatchObject({ count: 252, errors: 0, p90Ms: 337, p95Ms: 339.35, p99Ms: 353 });
    expect(rowOf(run, 'JR-OK')).toMatchObject({ meanMs: 235.90079365079367, medianMs: 232 });
    expect(run.table.total).toMatchObject({ count: 255, errors: 3, errorRate: 3 / 255, p95Ms: 339.2 });
  });

  it('has no throughput where JMeter divided by nothing', () => {
    const text =
      '{"A": {"transaction": "A", "sampleCount": 1, "errorCount": 0, "meanResTime": 5.0, "throughput": Infinity, "receivedKBytesPerSec" : NaN}}';
    expect(rowOf(onlyRun(read(text)), 'A')).toMatchObject({
      meanMs: 5,
      throughputPerSec: null,
      receivedKbPerSec: null,
    });
  });

  it.each([
    ['{', 'it is no JSON'],
    ['{}', 'it has no labels'],
    ['{"a": 1}', '“a” is no object'],
    ['{"name": {"version": 1}}', '“name” has no sampleCount and no errorCount'],
    ['{"a": {"sampleCount": 1.5, "errorCount": 0}}', '“a”: sampleCount is no whole number'],
    ['{"a": {"sampleCount": 1, "errorCount": 2}}', '“a”: 2 errors among 1 samples'],
    ['{"a": {"sampleCount": 1, "errorCount": 0, "meanResTime": "5"}}', '“a”: meanResTime is no number'],
    ['{"a": {"sampleCount": 1, "errorCount": 0, "minResTime": 5, "maxResTime": 9, "pct1ResTime": 50}}', 'p90 of 50 ms'],
  ])('is refused with what is wrong: %s', (text, expected) => {
    expect(complaintOf(text)).toContain('RESULT_UNREADABLE: ');
    expect(complaintOf(text)).toContain(expected);
  });
});

describe('a comparison file', () => {
  const reading = read(fixture('summaries/comparison.csv'));

  it('holds a run for each version', () => {
    expect(reading.format).toBe('comparison csv');
    expect(
      reading.runs.map(({ scenarioName, testTypeName, versionName }) => [scenarioName, testTypeName, versionName])
    ).toEqual([
      ['prod', 'load', '14.2.2'],
      ['prod', 'load', '14.2.3'],
    ]);
    expect(reading.runs[1]?.startedAtMs).toBe(Date.UTC(2024, 0, 7, 13, 15));
  });

  it('says of each transaction what stands there and nothing else', () => {
    const [before, after] = reading.runs;
    expect(before && rowOf(before, 'Login')).toMatchObject({ count: 1200, errors: 0, meanMs: 150.5, p90Ms: 210 });
    expect(after && rowOf(after, 'Search, all')).toMatchObject({ count: 2390, errors: 9, p95Ms: null, p99Ms: null });
    // 14 of 3570; percentiles of a total do not follow from those of its labels.
    expect(after?.table.total).toMatchObject({ count: 3570, errors: 11, minMs: 21, maxMs: 1200, p90Ms: null });
  });

  it('says which columns were not taken over', () => {
    expect(reading.notes.join('\n')).toContain('Reckoned anew here: status, p90_change_percent');
    expect(reading.notes.join('\n')).toContain('not taken over: team');
  });

  it('may have the names of the API and a share of errors', () => {
    const run = onlyRun(
      read('\uFEFFtransactionName;sampleCount;errorPercent;p90;throughput\r\nA;200;1,5;12,5;3\r\nTotal;200;1,5;12,5;3')
    );
    expect(rowOf(run, 'A')).toMatchObject({ count: 200, errors: 3, p90Ms: 12.5, throughputPerSec: 3 });
    expect(run.table.total).toMatchObject({ label: 'Total', p90Ms: 12.5 });
  });

  it.each([
    ['transaction_name,sample_count,p90\nA,1,2\n', 'no column error_count or error_percent'],
    ['transaction_name,sample_count,error_count,p90\n', 'a header and no rows'],
    ['transaction_name,sample_count,error_count,p90\nA,,0,2\n', 'line 2, column count: “”'],
    ['transaction_name,sample_count,error_count,p90\nA,1,0,fast\n', 'line 2, column p90: “fast”'],
    ['transaction_name,sample_count,error_count,p90\nA,1,0,-2\n', 'line 2, column p90: “-2”'],
    ['transaction_name,sample_count,error_count,p90\nA,1,0,2\n\n\nA,1,0,2\n', '“A” stands in it twice'],
    ['transaction_name,sample_count,error_count,p90\nA,1,0\n', 'line 2 has 3 columns, its header has 4'],
    ['transaction_name,sample_count,error_count,p90\n"A"x,1,0,2\n', 'line 2 is badly quoted'],
    ['transaction_name,sample_count,error_count,p90,started_at\nA,1,0,2,soon\n', 'column started_at: “soon”'],
  ])('is refused with what is wrong: %j', (text, expected) => {
    expect(complaintOf(text)).toContain(expected);
  });
});

describe('a damaged table of JMeter', () => {
  it.each([
    ['Label,# Samples,Average,Median,Error %\n', 'a header and no rows'],
    ['Label,# Samples,Average,Median,Error %\nA,x,1,1,0.0%\n', 'line 2, column “# Samples”: “x”'],
    ['Label,# Samples,Average,Median,Error %\nA,1,1,1,\n', 'line 2 has no share of errors'],
    ['Label,# Samples,Average,Median,Error %\nA,1,1,1,120%\n', 'line 2, column “Error %”: “120%” is no share'],
    ['Label,# Samples,Average,Median,Throughput,Error %\nA,1,1,1,5/week,0%\n', 'column “Throughput”: “5/week”'],
    ['Label,# Samples,Average,Median,Error %\n,1,1,1,0%\n', 'line 2 has no label'],
    ['Label,# Samples,Average,Median,Min,Max,Error %\nA,5,100,1,1,9,0%\n', 'line 2: its mean of 100 ms lies outside'],
  ])('is refused with what is wrong: %j', (text, expected) => {
    expect(complaintOf(text)).toContain(expected);
  });
});

describe('what is no summary', () => {
  it.each([
    'jmeter/HTMLReportTestFile.csv',
    'jmeter/Bug52968.csv',
    'jmeter/Bug52968.xml',
    'jmeter/HTMLReportFalseTestFile.csv',
    'jmeter/testquoted.csv',
  ])('is left to the readers of samples: %s', (path) => {
    expect(summaryFormat(fixture(path))).toBeNull();
  });

  it('is read or refused with a sentence, whatever stands in it', () => {
    const line = fc.string({
      unit: fc.constantFrom('a', '1', ',', ';', '"', '\n', '\r', '%', '.', '{', 'é'),
      maxLength: 80,
    });
    const heads = ['', 'Label,# Samples,Average,Median,Error %\n', 'label,count,errors,p90\n', '{"a":'];
    fc.assert(
      fc.property(fc.constantFrom(...heads), line, (head, text) => {
        const format = summaryFormat(head + text);
        try {
          expect(format === null || readSummary(head + text, format).runs.length > 0).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 2000 }
    );
  });
});

describe('numbers of tables', () => {
  it.each([
    ['4.2/sec', 4.2],
    ['7.5/min', 0.125],
    ['36/hour', 0.01],
    [',07922', 0.07922],
    ['NaN', null],
    ['5 apples', undefined],
  ])('a rate: %s', (text, expected) => {
    expect(readRate(text)).toEqual(
      expected === undefined || expected === null ? expected : expect.closeTo(expected, 12)
    );
  });

  it('a share without a sign is a ratio or a percentage by its column, and never more than all', () => {
    expect(readShare('0.25', false)?.ratio).toBe(0.25);
    expect(readShare('25', true)?.ratio).toBe(0.25);
    expect(readShare('25', false)).toBeUndefined();
  });
});
