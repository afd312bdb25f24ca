import { readFileSync } from 'node:fs';

import { array, assert, constantFrom, integer, nat, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FailureReader, type RawFailure } from './failure-reader.ts';

/** Written by JMeter 5.6.3: one loop over requests that fail in as many ways. */
const FIXTURE = readFileSync(new URL('../../../../tests/fixtures/failures/jmeter-5.6.3.xml', import.meta.url));

interface Read {
  failures: RawFailure[];
  lost: number;
  reader: FailureReader;
}

function read(chunks: readonly Buffer[], isWanted: (label: string) => boolean = () => true): Read {
  const found: RawFailure[] = [];
  const result = { failures: found, lost: 0 };
  const reader = new FailureReader({
    isWanted,
    onFailure: (failure) => found.push(failure),
    onLost: () => (result.lost += 1),
  });
  chunks.forEach((chunk) => reader.push(chunk));
  return { ...result, reader };
}

function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...sorted].map((from, index) => bytes.subarray(from, sorted[index] ?? bytes.length));
}

describe('the failures of a real file', () => {
  const { failures, lost } = read([FIXTURE]);
  const byLabel = (label: string) => failures.find((failure) => failure.label === label);

  it('are all there but the transaction, each once, and nothing is missing', () => {
    expect(failures.map(({ label }) => label)).toEqual([
      ...[
        'Json',
        'Get',
        'Binary',
        'Large',
        'Redirected',
        'Page',
        'Empty',
        'Fine but wrong',
        'Java <one> "q"',
        'Refused',
      ],
    ]);
    expect(lost).toBe(0);
  });

  it('hold request and response as they were sent', () => {
    expect(byLabel('Json')).toMatchObject({
      ...{ startMs: 1_795_381_954_452, elapsedMs: 48, threadName: 'Users 1-1', responseCode: '500' },
      responseMessage: 'Internal Server Error',
      failureMessage: 'Test failed: text expected to contain /never <there> & here/',
      method: 'POST',
      url: 'http://127.0.0.1:18999/json?q=1&r=a%20b',
      requestBody: '{"user": "anna",\n "sum": "1 < 2"}',
      responseBody:
        '{"error":"no stock","item":{"id":7,"name":"Löffel <&> \\"groß\\" 🔑"}}\nline 2 ]]> </httpSample>\n<httpSample lb="fake">\n',
    });
    expect(byLabel('Json')?.requestHeaders).toContain('\nAuthorization: Bearer S3cret-token\nX-Other: a <b>\n');
    expect(byLabel('Json')?.responseHeaders).toMatch(/^HTTP\/1.1 500 Internal Server Error\nContent-Type/);
    expect(byLabel('Get')?.requestHeaders).toMatch(/\nCookie: session=abc123456\n$/);
  });

  it('hold control characters that XML does not allow', () => {
    const control = String.fromCharCode(...Array(32).keys());
    expect(byLabel('Binary')?.responseBody).toBe(`${control}\x7f\ufffd\ufffdA`);
  });

  it('are those of the sample itself where it holds others', () => {
    expect(byLabel('Redirected')).toMatchObject({ url: 'http://127.0.0.1:18999/fail', elapsedMs: 11 });
    expect(byLabel('Redirected')?.responseBody).toBe('broken');
    expect(byLabel('Page')?.responseBody).toContain('<img src="/fail"/>');
  });

  it('take what a sampler without HTTP sent', () => {
    expect(byLabel('Java <one> "q"')).toMatchObject({
      ...{ requestBody: 'what was <asked>', responseBody: 'answer', method: null, url: null },
      responseMessage: 'no\nway',
    });
  });

  it('have no text longer than is read, cut between two characters', () => {
    expect(byLabel('Large')).toMatchObject({ responseBody: 'ä'.repeat(34 * 1024), isCut: true });
    expect(byLabel('Get')).toMatchObject({ isCut: false });
  });
});

describe('a file in pieces', () => {
  it('has the same failures however it is cut', () => {
    const { failures } = read([FIXTURE]);
    assert(
      property(array(nat(), { maxLength: 40 }), (places) => {
        expect(read(cutAt(FIXTURE, places)).failures).toEqual(failures);
      }),
      { numRuns: 60 }
    );
    const small = FIXTURE.subarray(0, 5_000);
    expect(read([...small].map((byte) => Buffer.from([byte]))).failures).toEqual(read([small]).failures);
  });

  it('lacks what a hole swallowed, and has all of what comes after it', () => {
    const { failures } = read([FIXTURE]);
    assert(
      property(nat(FIXTURE.length), nat(FIXTURE.length), integer({ min: 1, max: 5_000 }), (one, other, zeros) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const holed = Buffer.concat([FIXTURE.subarray(0, from), Buffer.alloc(zeros), FIXTURE.subarray(to)]);
        const found = read([holed]);
        const whole = wholeSamples(FIXTURE, from, to);
        expect(found.failures).toEqual(failures.filter(({ label }) => whole.includes(label)));
        expect(found.lost).toBeGreaterThan(0);
      }),
      { numRuns: 60 }
    );
  });

  it('that ends within a sample has those before it', () => {
    const end = FIXTURE.indexOf('lb="Get"') + 800;
    const { failures, reader } = read([FIXTURE.subarray(0, end)]);
    expect(failures.map(({ label }) => label)).toEqual(['Json']);
    expect(reader.isBetweenSamples).toBe(false);
  });

  it('goes on after a sample that was cut and never ended', () => {
    const end = FIXTURE.indexOf('lb="Get"') + 800;
    const { failures, lost } = read([
      FIXTURE.subarray(0, end),
      Buffer.from('\n'),
      FIXTURE.subarray(FIXTURE.indexOf('<sample ')),
    ]);
    expect(failures.map(({ label }) => label)).toEqual(['Json', 'Java <one> "q"', 'Refused']);
    expect(lost).toBe(1);
  });
});

/** Labels of the samples that lie before `from` or begin, with the line break before them, after `to`. */
function wholeSamples(bytes: Buffer, from: number, to: number): string[] {
  const text = bytes.toString('latin1');
  const starts = [...text.matchAll(/\n<(?:http)?[sS]ample t[^>]*lb="([^"]*)"/g)];
  return starts
    .filter(({ index }, at) => index >= to || endOfSample(text, starts[at + 1]?.index) <= from)
    .map(([, label = '']) => label.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"'));
}

function endOfSample(text: string, nextStart: number | undefined): number {
  return nextStart ?? text.lastIndexOf('\n</testResults>');
}

const hostile = string({
  unit: constantFrom(
    ...[
      '<',
      '>',
      '&',
      '"',
      "'",
      ']]>',
      '<![CDATA[',
      '</httpSample>',
      '\n<httpSample s="false" lb="x">',
      '&lt;',
      '&#x0;',
    ],
    ...['\n', '\t', '\x00', '\x1f', 'ä', '🔑', 'a', ' ', '=', '</responseData>', '<!--']
  ),
  maxLength: 12,
});

/** As XStream escapes for JMeter. */
function escape(text: string): string {
  const names: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' };
  return text
    .replace(/[<>&"']/g, (character) => names[character] ?? '')
    .replace(/[\x00-\x08\x0b-\x1f]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`);
}

function sampleXml(sample: { label: string; texts: string[]; nested: string[] }, indent = ''): string {
  const [headers = '', request = '', response = '', message = ''] = sample.texts.map(escape);
  const nested = sample.nested.map((label) => sampleXml({ label, texts: [label, label, label], nested: [] }, '  '));
  return `${indent}<httpSample t="1" ts="1700000000000" s="false" lb="${escape(sample.label).replace(/\n/g, '&#xa;')}" rc="500" rm="x" tn="T 1-1">
${nested.join('')}${indent}  <assertionResult>
${indent}    <name>a</name><failure>true</failure><error>false</error>
${indent}    <failureMessage>${message}</failureMessage>
${indent}  </assertionResult>
${indent}  <responseHeader class="java.lang.String">${headers}</responseHeader>
${indent}  <responseData class="java.lang.String">${response}</responseData>
${indent}  <method class="java.lang.String">GET</method>
${indent}  <queryString class="java.lang.String">${request}</queryString>
${indent}</httpSample>
`;
}

describe('hostile texts', () => {
  it('come out as they went in, whatever they look like', () => {
    const sample = record({
      label: hostile,
      texts: array(hostile, { minLength: 4, maxLength: 4 }),
      nested: array(hostile, { maxLength: 3 }),
    });
    assert(
      property(array(sample, { maxLength: 5 }), array(nat(), { maxLength: 10 }), (samples, places) => {
        const xml = `<?xml version="1.0"?>\n<testResults version="1.2">\n${samples.map((one) => sampleXml(one)).join('')}\n</testResults>\n`;
        const found = read(cutAt(Buffer.from(xml), places));
        const texts = found.failures.map((failure) => ({
          label: failure.label,
          texts: [failure.responseHeaders, failure.requestBody, failure.responseBody, failure.failureMessage],
        }));
        expect(texts).toEqual(samples.map(({ label, texts: given }) => ({ label, texts: given })));
        expect(found.lost).toBe(0);
      }),
      { numRuns: 200 }
    );
  });

  it('of any size take a bounded memory: the rest of the sample is read behind a huge response', () => {
    const [head = '', tail = ''] = sampleXml({ label: 'huge', texts: ['h', 'asked', 'HERE', 'm'], nested: [] }).split(
      'HERE'
    );
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const { failures } = read([
      Buffer.from(`<testResults>\n${head}`),
      ...Array<Buffer>(40).fill(chunk),
      Buffer.from(tail),
    ]);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ requestBody: 'asked', isCut: true });
    expect(failures[0]?.responseBody).toHaveLength(68 * 1024);
  });

  it('are not decoded for a label that nobody wants', () => {
    expect(read([FIXTURE], (label) => label === 'Get').failures.map(({ label }) => label)).toEqual(['Get']);
  });
});
