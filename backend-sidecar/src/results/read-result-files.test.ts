import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, gzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';

import type { RejectedRecord } from '../contract/statistics.ts';
import type { ReadOptions } from './jtl-reader.ts';
import type { UnpackLimits } from './packed-content.ts';
import { ResultFilesReading, type ResultPart } from './read-result-files.ts';
import { copyOf } from './sample-record-fixture.ts';
import type { SampleRecord } from './sample-record.ts';

const FIXTURES = fileURLToPath(new URL('../../../tests/fixtures/jmeter/', import.meta.url));
const REPORT_FILE = join(FIXTURES, 'HTMLReportTestFile.csv');
const HEADER = 'timeStamp,elapsed,label,success\n';
const T0 = 1_700_000_000_000;

async function zipped(members: Record<string, Buffer | string | null>): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(members)) {
    if (content === null) {
      archive.addEmptyDirectory(name);
    } else {
      archive.addBuffer(Buffer.from(content), name);
    }
  }
  archive.end();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.outputStream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

describe('readResultFiles', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'results-'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function part(name: string, content: Buffer | string, clockOffsetMs = 0): ResultPart {
    const path = join(directory, name);
    writeFileSync(path, content);
    return { path, name, clockOffsetMs };
  }

  async function read(parts: readonly ResultPart[], options: ReadOptions = {}, limits?: UnpackLimits) {
    const samples: Array<SampleRecord & { part: number }> = [];
    const rejected: RejectedRecord[] = [];
    const reading = new ResultFilesReading({
      parts,
      options,
      visitor: {
        sample: (record, index) => samples.push({ ...copyOf(record), part: index }),
        rejected: (record) => rejected.push(record),
      },
      ...(limits === undefined ? {} : { limits }),
    });
    while (await reading.step()) {
      // until everything was read
    }
    return { samples, rejected, ...reading.summary() };
  }

  it('reads JMeter’s own file with the known answer: 255 rows, 3 failed of JR-KO', async () => {
    const { samples, rejected, format, bytesRead, notes } = await read([
      { path: REPORT_FILE, name: 'report', clockOffsetMs: 0 },
    ]);
    expect([samples.length, rejected.length, format, notes]).toEqual([255, 0, 'jtl csv', []]);
    expect(bytesRead).toBe(readFileSync(REPORT_FILE).length);
    expect(samples.filter(({ isSuccess }) => !isSuccess).map(({ label }) => label)).toEqual(Array(3).fill('JR-KO'));
  });

  it('tells a compressed file and an archive by their content, whatever their names are', async () => {
    const plain = readFileSync(REPORT_FILE);
    const expected = (await read([{ path: REPORT_FILE, name: 'report', clockOffsetMs: 0 }])).samples;
    const packed = part('packed.jtl', gzipSync(plain));
    const archive = part('archive.csv', await zipped({ 'run.jtl': plain }));
    const misnamed = part('plain.jtl.gz', plain);
    for (const file of [packed, archive, misnamed]) {
      expect((await read([file])).samples).toEqual(expected);
    }
  });

  it('reads the members of an archive as parts and leaves out folders and what is no result', async () => {
    const archive = await zipped({
      'results/': null,
      'results/a.jtl': `${HEADER}${T0},1,a,true\n`,
      'results/jmeter.log': '2026-01-01 00:00:00,000 INFO o.a.j.JMeter: Version 5.6.3\n',
      'results/report.html': '<!DOCTYPE html><html></html>',
      '__MACOSX/results/._a.jtl': Buffer.from([0, 5, 22, 7]),
      'results/b.jtl': `${HEADER}${T0},2,b,true\nhalf`,
    });
    const { samples, rejected, notes } = await read([part('night.zip', archive)]);
    expect(samples.map(({ label, part: index }) => [label, index])).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
    expect(rejected).toMatchObject([{ fileName: 'night.zip/results/b.jtl', lineNumber: 3, recordNumber: 2 }]);
    expect(notes).toHaveLength(2);
    expect(notes.join(' ')).toMatch(
      /jmeter\.log”: It was left out.*report\.html”: It was left out: it is an HTML page/
    );
  });

  it('adds the clock offset of each part to its times and says so', async () => {
    const { samples, notes } = await read([
      part('one.jtl', `${HEADER}${T0},1,a,true\n`),
      part('two.jtl', `${HEADER}${T0},1,a,true\n`, 250),
      part('three.jtl', `${HEADER}${T0},1,a,true\n`, -1000),
    ]);
    expect(samples.map(({ startMs, part: index }) => [startMs - T0, index])).toEqual([
      [0, 0],
      [250, 1],
      [-1000, 2],
    ]);
    expect(notes).toEqual([
      '“two.jtl”: Its times were corrected by +250 ms.',
      '“three.jtl”: Its times were corrected by −1000 ms.',
    ]);
  });

  it.each([
    ['an empty file', '', 'it is empty'],
    ['a web page', '\n<!doctype html><title>Login</title>', 'it is an HTML page'],
    ['a test plan', '<?xml version="1.0"?>\n<!-- saved --><jmeterTestPlan version="1.2">', 'it is a test plan'],
    ['XML with a DOCTYPE', '<?xml version="1.0"?><!DOCTYPE testResults [<!ENTITY a "b">]><testResults>', 'a DOCTYPE'],
    ['other XML', '<testsuite name="x"/>', 'no result file of JMeter (<testsuite>)'],
    ['JSON', '{ "Total": { "transaction": "Total" } }', 'it is JSON'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'it is not text'],
    ['UTF-16', Buffer.from('\uFEFFtimeStamp,elapsed\n', 'utf16le'), 'UTF-16'],
    ['another CSV file', 'a,b\n1,2\n', 'timeStamp, elapsed, label, success (found: a, b)'],
    ['a result without times', 'elapsed,label,success\n5,a,true\n', 'missing from its first line: timeStamp ('],
    ['a compressed page', gzipSync('<html></html>'), 'it is an HTML page'],
    ['an archive cut short', Buffer.from('PK\x03\x04abc', 'latin1'), 'damaged zip file'],
    ['a compressed file cut short', gzipSync('timeStamp'.repeat(5000)).subarray(0, 40), 'reading it failed'],
  ])('says of %s that it is none, and why', async (_, content, why) => {
    await expect(read([part('some.file', content)])).rejects.toMatchObject({
      code: 'RESULT_UNREADABLE',
      detail: expect.stringMatching(/^“some\.file”: /),
      message: expect.stringContaining(why),
    });
  });

  it('says that an archive holds no result', async () => {
    await expect(read([part('empty.zip', await zipped({ 'folder/': null }))])).rejects.toThrow(
      /archive without a file/
    );
    const other = part('other.zip', await zipped({ 'a.txt': 'no result\n' }));
    await expect(read([other])).rejects.toThrow(/other\.zip\/a\.txt”: It was left out/);
  });

  it('refuses what unpacks to more than a result would', async () => {
    const limits = { mostMembers: 2, mostBytes: 10_000, largestRatio: 20, freeBytes: 1000 };
    const bomb = Buffer.from(HEADER + 'x'.repeat(9000));
    for (const file of [part('a.gz', gzipSync(bomb)), part('a.zip', await zipped({ a: bomb }))]) {
      await expect(read([file], {}, limits)).rejects.toThrow(/more than 20 times as large/);
    }
    const long = Buffer.from(HEADER + Array.from({ length: 9000 }, (_, index) => Math.sin(index)).join());
    await expect(read([part('b.gz', gzipSync(long))], {}, limits)).rejects.toThrow(/larger than 0 MB/);
    const row = `${HEADER}${T0},1,a,true\n`;
    const many = part('c.zip', await zipped({ a: row, b: row, c: row }));
    await expect(read([many], {}, limits)).rejects.toThrow(/more than 2 files/);
  });

  it('notices that a member of an archive is damaged', async () => {
    const content = `${HEADER}${T0},1,a,true\n`;
    const archive = await zipped({ 'a.jtl': content });
    const packed = deflateRawSync(Buffer.from(content));
    const at = archive.indexOf(packed);
    expect(at).toBeGreaterThan(0);
    // The same length, other content: only the checksum tells.
    deflateRawSync(Buffer.from(content.replace(',1,a', ',2,a'))).copy(archive, at);
    await expect(read([part('a.zip', archive)])).rejects.toThrow(/checksum differs/);
  });
});
