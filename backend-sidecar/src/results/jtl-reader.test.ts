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
  return { samples, rejected, notes: reader.notes };
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

  it.each(['#', '.', ':', '~', '^', ' ', '\u0001'])(
    'finds out by JMeter’s names that %j is the delimiter',
    (delimiter) => {
      const text = 'timeStamp,elapsed,label,success,responseMessage\n1700000000000,5,a,true,x\n';
      expect(read(text.replaceAll(',', delimiter)).samples).toMatchObject([{ label: 'a', elapsedMs: 5 }]);
    }
  );

  it('takes the delimiter that was said, and refuses what JMeter would refuse', () => {
    const row = '1700000000000;5;a,b;true\n';
    expect(read(row, { delimiter: ';', columns: ['timeStamp', 'elapsed', 'label', 'success'] }).samples).toHaveLength(
      1
    );
    const tabbed = read('timeStamp\telapsed\tlabel\tsuccess\n1700000000000\t5\ta\ttrue\n', { delimiter: '\\t' });
    expect(tabbed.samples).toHaveLength(1);
    for (const delimiter of ['a', '1', '"', ',,', '§', '\n']) {
      expect(() => read(row, { delimiter })).toThrow(/is no delimiter/);
    }
  });

  it('knows JMeter’s default columns without a header, also with variables behind them, and says so', () => {
    const row = '1700000000000,5,a,200,OK,T 1-1,text,true,,1,2,3,4,null,5,6,7';
    const reader = read(`${row}\n${row}\n`);
    const expected = { label: 'a', latencyMs: 5, idleMs: 6, connectMs: 7, sentBytes: 2 };
    expect(reader.samples).toMatchObject([expected, expected]);
    expect(reader.notes).toEqual(['It has no header; its columns are taken to be the default of JMeter 5.']);
    expect(read(`${row},"x, y",null\n`).samples).toMatchObject([{ label: 'a', connectMs: 7 }]);
    const older = row.replace('null,', '');
    expect(read(`\uFEFF${older.replaceAll(',', ';')}\r\n`).samples).toMatchObject([{ label: 'a', latencyMs: 5 }]);
    expect(read(`${older}\n`).notes).toEqual([
      'It has no header; its columns are taken to be the default of JMeter 3.1 to 4.',
    ]);
  });

  it('takes the columns named for a file without a header; a header of its own counts more', () => {
    const columns = ['label', 'elapsed', 'timeStamp', 'success'];
    expect(read('a,5,1700000000000,true\n', { columns }).samples).toMatchObject([{ label: 'a', elapsedMs: 5 }]);
    const own = 'success,label,elapsed,timeStamp\ntrue,a,5,1700000000000\n';
    expect(read(own, { columns }).samples).toMatchObject([{ label: 'a', elapsedMs: 5 }]);
    expect(() => read('a,5\n', { columns: ['label', 'elapsed'] })).toThrow(
      /the columns named for it: timeStamp, success/
    );
  });

  it('reads dates by the format of its first row, notes what it assumed, and rejects other formats', () => {
    const { samples, rejected, notes } = read(
      'timeStamp,elapsed,label,success\n' +
        '2024/01/07 14:40:04.005,5,a,true\n2024-01-07 14:40:04,5,a,true\n1700000000000,5,a,true\n',
      { timeZone: 'Europe/Berlin' }
    );
    // OpenJDK: 14:40:04.005 in Berlin is 13:40:04.005 in UTC.
    expect(samples.map(({ startMs }) => startMs)).toEqual([1704634804005]);
    expect(rejected.map(({ reason, lineNumber }) => [reason, lineNumber])).toEqual([
      ['timeStamp is not in the format of the file', 3],
      ['timeStamp is not in the format of the file', 4],
    ]);
    expect(notes).toEqual([
      'Its time stamps, such as “2024/01/07 14:40:04.005”, are read as yyyy/MM/dd HH:mm:ss.SSS in the time zone Europe/Berlin.',
    ]);
  });

  it('takes a row that cannot be understood for no sign of the format', () => {
    const { samples, rejected } = read(
      'timeStamp,elapsed,label,success\n07:14,5,a,true\n2024-01-07 14:40:04,5,a,true\n'
    );
    expect([samples.length, rejected.length, rejected[0]?.reason]).toEqual([
      1,
      1,
      'timeStamp is not in epoch milliseconds',
    ]);
  });

  it('counts the lines in which records begin, whatever ends them and stands in quotes', () => {
    const good = '1700000000000,5,"two\nlines, or\r\nthree",true';
    const { rejected } = read(`timeStamp,elapsed,label,success\r\n${good}\r\nbad\r${good}\nbad\n`);
    // Header 1, good 2–4, bad 5, good 6–8, bad 9.
    expect(rejected.map(({ lineNumber, recordNumber }) => [lineNumber, recordNumber])).toEqual([
      [5, 2],
      [9, 4],
    ]);
  });

  it('reads SampleCount and ErrorCount, and counts a row as one without them', () => {
    const { samples } = read(
      'timeStamp,elapsed,label,success,SampleCount,ErrorCount,Hostname\n' +
        '1700000000000,500,a,false,100,3,box\n1700000000000,5,a,false,,,box\n'
    );
    expect(samples.map(({ sampleCount, errorCount }) => [sampleCount, errorCount])).toEqual([
      [100, 3],
      [1, 1],
    ]);
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
    // With a header, variables in quotes among it, and no times.
    expect(() => read(readFileSync(new URL('Bug54685.csv', FIXTURES)))).toThrow(/missing .*: timeStamp, elapsed/);
  });

  it('says of a file of one endless line that it is no result file', () => {
    expect(() => read(Buffer.alloc(1024 * 1024 + 1))).toThrow(/longer than 1 MiB/);
  });

  it('takes no longer for a file whose rows do not fit its header', () => {
    // Each row had all the rows that were read with it read again: that took minutes.
    const misfits = 200_000;
    const { samples, rejected } = read(
      `timeStamp,elapsed,label,success\n${'1700000000000,5,a,true,x\n'.repeat(misfits)}1700000000000,5,a,true\n`
    );
    expect([samples.length, rejected.length]).toEqual([1, misfits]);
    expect(new Set(rejected.map(({ reason }) => reason))).toEqual(new Set(['wrong number of columns']));
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
    expect(read('')).toEqual({ samples: [], rejected: [], notes: [] });
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
