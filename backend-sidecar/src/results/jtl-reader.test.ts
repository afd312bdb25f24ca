import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import type { RejectedRecord } from '../contract/statistics.ts';
import { JtlReader, type ReadOptions } from './jtl-reader.ts';
import { RejectedRecords } from './rejected-records.ts';
import { copyOf } from './sample-record-fixture.ts';
import type { SampleRecord } from './sample-record.ts';

const FIXTURES = new URL('../../../tests/fixtures/jmeter/', import.meta.url);
const HEADER =
  'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,' +
  'grpThreads,allThreads,URL,Latency,IdleTime,Connect';

function read(content: string | Buffer, options: ReadOptions = {}) {
  const samples: SampleRecord[] = [];
  const rejected: RejectedRecord[] = [];
  const reader = new JtlReader(
    {
      sample: (record) => samples.push(copyOf(record)),
      rejected: (record) => rejected.push(record),
    },
    options
  );
  reader.push(Buffer.from(content));
  reader.finish();
  return { samples, rejected };
}

describe('JtlReader', () => {
  it('reads the columns of JMeter’s default configuration', () => {
    const row = '1551783627191,351,JR-OK,200,Good request,Thread Group 1-1,text,true,,18,8,1,2,null,3,4,1';
    expect(read(`${HEADER}\n${row}\n`).samples).toEqual([
      {
        kind: 'record',
        startMs: 1551783627191,
        elapsedMs: 351,
        label: 'JR-OK',
        isSuccess: true,
        isTransaction: false,
        groupName: 'Thread Group',
        responseCode: '',
        failureText: '',
        receivedBytes: 18,
        sentBytes: 8,
        activeThreads: 2,
        threadName: 'Thread Group 1-1',
        latencyMs: 3,
        connectMs: 1,
        idleMs: 4,
        sampleCount: 1,
        errorCount: 0,
      },
    ]);
  });

  it('maps columns by name, ignores unknown ones and has null for those that are missing', () => {
    const { samples } = read('success,"MY,VAR",label,elapsed,timeStamp\ntrue,x,Login,5,1700000000000\n');
    expect(samples).toMatchObject([
      { label: 'Login', elapsedMs: 5, receivedBytes: null, sentBytes: null, activeThreads: null, groupName: '' },
    ]);
  });

  it.each(['\t', ';', '|'])('finds out that fields are delimited by %j', (delimiter) => {
    const text = [HEADER, '1700000000000,5,a,200,OK,T 1-1,text,true,,1,2,3,4,null,5,6,7', ''].join('\n');
    expect(read(text.replaceAll(',', delimiter)).samples).toMatchObject([{ label: 'a', activeThreads: 4 }]);
  });

  it('reads a header behind a byte order mark and CRLF line ends', () => {
    const { samples, rejected } = read('\uFEFFtimeStamp,elapsed,label,success\r\n1700000000000,5,a,true\r\n');
    expect([samples.length, rejected.length]).toEqual([1, 0]);
  });

  it('keeps names whose characters take several bytes when a chunk ends inside one', () => {
    const bytes = Buffer.from('timeStamp,elapsed,label,success\n1700000000000,5,Requête → 😀,true\n');
    for (let position = 0; position <= bytes.length; position++) {
      const labels: string[] = [];
      const reader = new JtlReader({ sample: ({ label }) => labels.push(label), rejected: () => undefined });
      reader.push(bytes.subarray(0, position));
      reader.push(bytes.subarray(position));
      expect(labels).toEqual(['Requête → 😀']);
    }
  });

  it('names the required columns that are missing', () => {
    expect(() => read('timeStamp,label\n1,2\n')).toThrow(
      expect.objectContaining({ code: 'RESULT_UNREADABLE', detail: expect.stringContaining('elapsed, success') })
    );
    // JMeter's own fixtures without a header, and without times.
    expect(() => read(readFileSync(new URL('Bug52968.csv', FIXTURES)))).toThrow(/timeStamp, elapsed, label, success/);
    expect(() => read(readFileSync(new URL('Bug56811.csv', FIXTURES)))).toThrow(/missing .*: timeStamp, elapsed \(/);
  });

  it('says of a file of one endless line that it is no result file', () => {
    expect(() => read(Buffer.alloc(1024 * 1024 + 1))).toThrow(/longer than 1 MiB/);
  });

  it('tells a transaction by its message, quoted or not', () => {
    const message = 'Number of samples in transaction : 2, number of failing samples : 1';
    const { samples } = read(
      [
        'timeStamp,elapsed,label,responseMessage,success',
        `1700000000000,5,a,"${message}",false`,
        '1700000000000,5,b,Number of samples in transaction : 0,true',
        '1700000000000,5,c,Number of samples,true',
        '',
      ].join('\n')
    );
    expect(samples.map(({ isTransaction }) => isTransaction)).toEqual([true, true, false]);
    expect(samples[0]?.failureText).toBe(message);
  });

  it('takes the failed assertion as an error’s message, else the response message', () => {
    const { samples } = read(
      [
        'timeStamp,elapsed,label,responseCode,responseMessage,success,failureMessage',
        '1700000000000,5,a,200,OK,false,"expected to contain /""ok""/\nin 2 lines"',
        '1700000000000,5,a,500,Internal Server Error,false,',
        '1700000000000,5,a,200,OK,true,',
        '',
      ].join('\n')
    );
    expect(samples.map(({ responseCode, failureText }) => [responseCode, failureText])).toEqual([
      ['200', 'expected to contain /"ok"/\nin 2 lines'],
      ['500', 'Internal Server Error'],
      ['', ''],
    ]);
  });

  it.each([
    ['Users 1-7', 'Users'],
    ['127.0.0.1:21100-My Group 1-2', '127.0.0.1:21100-My Group'],
    ['"Users, all 1-7"', 'Users, all'],
    ['alone', 'alone'],
    ['', ''],
  ])('takes the group of thread %j to be %j', (threadName, groupName) => {
    const { samples } = read(`timeStamp,elapsed,label,threadName,success\n1700000000000,5,a,${threadName},true\n`);
    expect(samples).toMatchObject([{ groupName }]);
  });

  it.each([
    ['1700000000000,5,a,T 1-1,true,1,2', 'wrong number of columns'],
    ['1700000000000,5,a,T 1-1,true,1,2,3,', 'wrong number of columns'],
    ['', 'wrong number of columns'],
    ['2024-01-07 14:40:04,5,a,T 1-1,true,1,2,3', 'timeStamp is not in epoch milliseconds'],
    ['000000,5,a,T 1-1,true,1,2,3', 'timeStamp is not in epoch milliseconds'],
    ['1700000000000,5.5,a,T 1-1,true,1,2,3', 'elapsed is not a whole number'],
    ['1700000000000,-5,a,T 1-1,true,1,2,3', 'elapsed is not a whole number'],
    ['1700000000000,,a,T 1-1,true,1,2,3', 'elapsed is not a whole number'],
    ['1700000000000,1234567890123,a,T 1-1,true,1,2,3', 'elapsed is not a whole number'],
    ['1700000000000,5,a,T 1-1,maybe,1,2,3', 'success is neither true nor false'],
    ['1700000000000,5,a,T 1-1,true,x,2,3', 'bytes is not a whole number'],
    ['1700000000000,5,a,T 1-1,true,1,x,3', 'sentBytes is not a whole number'],
    ['1700000000000,5,a,T 1-1,true,1,2,x', 'allThreads is not a whole number'],
    ['1700000000000,5,a"b,T 1-1,true,1,2,3', 'quote inside an unquoted field'],
  ])('rejects %j: %s', (row, reason) => {
    const good = '1700000000000,5,a,T 1-1,true,1,2,3';
    const { samples, rejected } = read(
      `timeStamp,elapsed,label,threadName,success,bytes,sentBytes,allThreads\n${good}\n${row}\n${good}\n`
    );
    expect(rejected).toEqual([{ recordNumber: 2, lineNumber: 3, fileName: null, reason, text: row }]);
    expect(samples).toHaveLength(2);
  });

  it('rejects what a full disk left: a row that was cut and one glued to the next', () => {
    // As tried with JMeter 5.6.3: writing resumes behind the hole.
    const { samples, rejected } = read(
      `${HEADER}\n` +
        '1795000000518,3,a,200,OK,T 1-1,text,true,,1,2,1,1795000000518,3,a,200,OK,T 1-1,text,true,,1,2,1,1,null,0,0,0\n' +
        '1795000000519,4,a,200,OK,T 1-1,text,true,,1,2,1,1,n\n' +
        '1795000000520,4,a,200,OK,T 1-1,text,true,,1,2,1,1,null,0,0,0\n' +
        '1795000000521,4,a,200,OK,T 1-1,text,true,,1,2,1,1,null,0,0,0'
    );
    expect(samples.map(({ startMs }) => startMs)).toEqual([1795000000520]);
    expect(rejected.map(({ recordNumber, reason }) => [recordNumber, reason])).toEqual([
      [1, 'wrong number of columns'],
      [2, 'wrong number of columns'],
      [4, 'incomplete last record'],
    ]);
  });

  it('has no rows in an empty file and one rejected record in half a header', () => {
    expect(read('')).toEqual({ samples: [], rejected: [] });
    expect(read('timeStamp,ela').rejected).toEqual([
      { recordNumber: 1, lineNumber: 1, fileName: null, reason: 'incomplete last record', text: 'timeStamp,ela' },
    ]);
  });
});

describe('RejectedRecords', () => {
  it('keeps the first hundred and counts all by reason', () => {
    const rejected = new RejectedRecords();
    for (let recordNumber = 1; recordNumber <= 250; recordNumber++) {
      const place = { recordNumber, lineNumber: recordNumber + 1, fileName: null };
      rejected.add({ ...place, reason: recordNumber % 2 === 0 ? 'even' : 'odd', text: '' });
    }
    expect(rejected.first).toHaveLength(100);
    expect(rejected.first.at(-1)?.recordNumber).toBe(100);
    expect(rejected.countsByReason()).toEqual({ odd: 125, even: 125 });
  });
});
