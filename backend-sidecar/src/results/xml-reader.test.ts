import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import type { RejectedRecord } from '../contract/statistics.ts';
import { copyOf } from './sample-record-fixture.ts';
import type { SampleRecord } from './sample-record.ts';
import { XmlReader } from './xml-reader.ts';

const FIXTURES = new URL('../../../tests/fixtures/jmeter/', import.meta.url);
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<testResults version="1.2">\n';
const T0 = 1_700_000_000_000;

function read(text: string | Buffer, chunkBytes = Infinity, clockOffsetMs = 0) {
  const samples: SampleRecord[] = [];
  const rejected: RejectedRecord[] = [];
  const reader = new XmlReader(
    { sample: (record) => samples.push(copyOf(record)), rejected: (record) => rejected.push(record) },
    { part: 0, fileName: 'a.xml', clockOffsetMs }
  );
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    reader.push(Buffer.from(bytes.subarray(at, Math.min(bytes.length, at + chunkBytes))));
  }
  reader.finish();
  return { samples, rejected, notes: reader.notes };
}

/** JMeter's own fixtures were written without times. */
function timedFixture(name: string): string {
  return readFileSync(new URL(name, FIXTURES), 'utf8').replaceAll(/<(httpSample|sample) /g, `<$1 t="5" ts="${T0}" `);
}

function sample(attributes: string, content?: string): string {
  const start = `<httpSample t="5" ts="${T0}" s="true" lb="a" ${attributes}`;
  return content === undefined ? `${start}/>\n` : `${start}>\n${content}</httpSample>\n`;
}

describe('XmlReader', () => {
  it('reads every attribute that JMeter writes', () => {
    const tag =
      '<httpSample t="120" it="7" lt="90" ct="30" ts="1700000000123" s="false" lb="GET &lt;&quot;/&quot;&gt;" rc="500"' +
      ' rm="Internal Server Error" tn="Users 1-7" dt="text" by="812" sby="121" sc="1" ec="1" ng="3" na="5" hn="box"/>';
    expect(read(`${HEAD}${tag}\n</testResults>\n`)).toEqual({
      samples: [
        {
          kind: 'record',
          startMs: 1_700_000_000_123,
          elapsedMs: 120,
          label: 'GET <"/">',
          isSuccess: false,
          isTransaction: false,
          threadName: 'Users 1-7',
          groupName: 'Users',
          responseCode: '500',
          failureText: 'Internal Server Error',
          receivedBytes: 812,
          sentBytes: 121,
          activeThreads: 5,
          latencyMs: 90,
          connectMs: 30,
          idleMs: 7,
          sampleCount: 1,
          errorCount: 1,
        },
      ],
      rejected: [],
      notes: [],
    });
  });

  it('finds in JMeter’s Bug52968.xml the known 30 transactions, 18 of them failed', () => {
    const { samples, rejected } = read(timedFixture('Bug52968.xml'));
    const transactions = samples.filter(({ isTransaction }) => isTransaction);
    const failed = transactions.filter(({ isSuccess }) => !isSuccess);
    // Python’s ElementTree: 60 at the top (as the CSV of the same run has), 84 with those nested in transactions.
    expect([samples.length, rejected.length, transactions.length, failed.length]).toEqual([84, 0, 30, 18]);
    const count = (code: string) => failed.filter(({ responseCode }) => responseCode === code).length;
    expect([count(''), count('500'), count('200')]).toEqual([9, 9, 0]);
  });

  it('finds in JMeter’s Bug56811.xml the known 93 samples, 42 of them transactions, nested', () => {
    const { samples, rejected, notes } = read(timedFixture('Bug56811.xml'));
    expect([samples.length, rejected.length]).toEqual([93, 0]);
    expect(samples.filter(({ isTransaction }) => isTransaction)).toHaveLength(42);
    expect(notes).toEqual([]);
  });

  it('names the attributes that JMeter’s own fixtures lack', () => {
    const text = readFileSync(new URL('Bug56811.xml', FIXTURES));
    expect(() => read(text)).toThrow(/required attributes .*: ts \(timeStamp\), t \(elapsed\) \(found: s, lb, rc/);
  });

  it('counts the parts of a sample as parts, however deep, and not as samples', () => {
    const nested = sample('', sample('', sample('')) + sample(''));
    const { samples, notes } = read(`${HEAD}${nested.replaceAll(/^</gm, '  <').trimStart()}</testResults>`);
    expect(samples).toHaveLength(1);
    expect(notes).toEqual([expect.stringMatching(/^3 records are parts of other samples/)]);
  });

  it('takes the first assertion that failed as the message, as a CSV file does', () => {
    const assertion = (failure: boolean, error: boolean, message: string) =>
      `<assertionResult><name>n</name><failure>${failure}</failure><error>${error}</error>` +
      `<failureMessage>${message}</failureMessage></assertionResult>`;
    const content =
      assertion(false, false, 'fine') + assertion(false, true, 'a &lt; b&#x0;') + assertion(true, false, 'c');
    const [failed] = read(HEAD + sample('rm="OK"', content).replace('s="true"', 's="false"')).samples;
    expect(failed?.failureText).toBe('a < b\0');
  });

  it('gives the same for any length of chunks', () => {
    const text = timedFixture('Bug56811.xml');
    const whole = read(text);
    for (const chunkBytes of [1, 2, 3, 7, 64, 1000]) {
      expect(read(text, chunkBytes)).toEqual(whole);
    }
  });

  it('rejects samples without an end, and goes on at the next that begins a line', () => {
    const lost = sample('', '  <responseData class="java.lang.String">half').replace('</httpSample>\n', '\n');
    const { samples, rejected, notes } = read(HEAD + sample('') + lost + sample('') + '<httpSample t="5" ts="17000');
    expect(samples).toHaveLength(2);
    expect(rejected.map(({ reason, recordNumber, lineNumber }) => [reason, recordNumber, lineNumber])).toEqual([
      ['incomplete last record', 2, 4],
      ['incomplete last record', 4, 7],
    ]);
    expect(notes).toEqual(['It has no end: JMeter could not finish it.']);
  });

  it.each([
    ['ts="1" t="5" s="true"', 'timeStamp is not in epoch milliseconds'],
    [`ts="${T0}" t="-5" s="true"`, 'elapsed is not a whole number'],
    [`ts="${T0}" t="NaN" s="true"`, 'elapsed is not a whole number'],
    [`ts="${T0}" t="5" s="yes"`, 'success is neither true nor false'],
    [`ts="${T0}" t="5" s="true" by="1e9"`, 'bytes is not a whole number'],
    [`ts="${T0}" t="5" s="true" lt="x"`, 'Latency is not a whole number'],
  ])('rejects %s: %s', (attributes, reason) => {
    const { samples, rejected } = read(`${HEAD}${sample('')}<sample lb="a" ${attributes}/>\n`);
    expect(samples).toHaveLength(1);
    expect(rejected).toMatchObject([{ reason, recordNumber: 2, lineNumber: 4, fileName: 'a.xml' }]);
  });

  it('adds the clock offset', () => {
    expect(read(HEAD + sample(''), Infinity, -40).samples[0]?.startMs).toBe(T0 - 40);
  });

  it('refuses a DOCTYPE and endless nesting', () => {
    expect(() => read('<?xml version="1.0"?>\n<!DOCTYPE x>')).toThrow(/DOCTYPE/);
    expect(() => read(HEAD + '<a>'.repeat(2000))).toThrow(/nests more than 1000/);
  });

  it('takes a word of a megabyte in a tag in its stride', () => {
    const startMs = performance.now();
    const { samples } = read(`${HEAD}${sample(`rm="x" ${'a'.repeat(1_000_000)}`)}`);
    expect(samples).toHaveLength(1);
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});
