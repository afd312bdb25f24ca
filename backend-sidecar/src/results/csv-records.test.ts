import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CSV_REJECTIONS, CsvRecords, type CsvRecordsOptions } from './csv-records.ts';

type Seen = { fields: string[] } | { rejected: string; text: string };

function read(chunks: readonly Buffer[], options: Partial<CsvRecordsOptions> = {}, isFinished = true): Seen[] {
  const seen: Seen[] = [];
  const records = new CsvRecords(
    { delimiter: ',', ...options },
    {
      records: (run) => {
        for (let place = 0; place < run.recordCount; place++) {
          const fields = Array.from({ length: run.fieldCount(place) }, (_, index) => run.field(place, index));
          seen.push({ fields });
        }
      },
      malformed: (rejected, text) => seen.push({ rejected, text }),
    }
  );
  // One buffer for every chunk, as the reader of a file does: nothing may be kept of it.
  const shared = Buffer.alloc(Math.max(1, ...chunks.map((chunk) => chunk.length)));
  for (const chunk of chunks) {
    chunk.copy(shared);
    records.push(shared.subarray(0, chunk.length));
    shared.fill('?');
  }
  if (isFinished) {
    records.finish();
  }
  return seen;
}

function readText(text: string, options: Partial<CsvRecordsOptions> = {}, isFinished = true): Seen[] {
  return read([Buffer.from(text)], options, isFinished);
}

function cut(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const edges = [0, ...positions.map((position) => position % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((end, index) => bytes.subarray(edges[index] ?? 0, end));
}

/** As JMeter's CSVSaveService.quoteDelimiters. */
function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

const field = fc.string({ unit: fc.constantFrom('a', 'b', '"', ',', '\n', '\r', 'é', '→', '😀', ' '), maxLength: 8 });
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const cuts = fc.array(fc.nat(10_000), { maxLength: 12 });

describe('CsvRecords', () => {
  it('reads back what JMeter writes, however the bytes are cut into chunks', () => {
    const rows = fc.array(fc.array(field, { minLength: 1, maxLength: 5 }), { maxLength: 8 });
    fc.assert(
      fc.property(rows, lineEnd, cuts, (written, end, positions) => {
        const text = written.map((row) => row.map(quoted).join(',') + end).join('');
        expect(read(cut(Buffer.from(text), positions))).toEqual(written.map((fields) => ({ fields })));
      }),
      { numRuns: 500 }
    );
  });

  it('finds the same records and rejections in damaged text, however it is cut', () => {
    const damaged = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é'), maxLength: 60 });
    fc.assert(
      fc.property(damaged, cuts, (text, positions) => {
        const options = { maxRecordBytes: 12 };
        expect(read(cut(Buffer.from(text), positions), options)).toEqual(readText(text, options));
      }),
      { numRuns: 2000 }
    );
  });

  it('shows the same beginning of a record that is too long, also where a cut splits a character', () => {
    const bytes = Buffer.from('ééaéaaééé\n');
    const options = { maxRecordBytes: 12 };
    expect(read([bytes.subarray(0, 13), bytes.subarray(13)], options)).toEqual(read([bytes], options));
  });

  it('keeps a line end, a delimiter and a doubled quote inside quotes', () => {
    expect(readText('1,"contain /""ok""/\r\nreally, yes",x\n')).toEqual([
      { fields: ['1', 'contain /"ok"/\r\nreally, yes', 'x'] },
    ]);
  });

  it('counts a record only once its line end was read', () => {
    // The cut may look like a whole record: 1234 of which only 12 has been written.
    expect(readText('a,b\n1,12', {}, false)).toEqual([{ fields: ['a', 'b'] }]);
    expect(readText('a,b\n1,12')).toEqual([
      { fields: ['a', 'b'] },
      { rejected: CSV_REJECTIONS.incomplete, text: '1,12' },
    ]);
    expect(readText('a,b\n1,"x"', {}, false)).toEqual([{ fields: ['a', 'b'] }]);
  });

  it('takes CRLF that two chunks share as one line end', () => {
    expect(read([Buffer.from('a\r'), Buffer.from('\nb\r'), Buffer.from('c\r\n')])).toEqual([
      { fields: ['a'] },
      { fields: ['b'] },
      { fields: ['c'] },
    ]);
  });

  it('has one empty field in a blank line', () => {
    expect(readText('a\n\nb\n')).toEqual([{ fields: ['a'] }, { fields: [''] }, { fields: ['b'] }]);
  });

  it('gives up only the cut row when a quote was never closed', () => {
    // A full disk cut the first row inside its quotes; later rows have quotes of their own.
    expect(readText('1,"Number of sam\n2,"Number of samples, 1",x\n3,b,c\n')).toEqual([
      { rejected: CSV_REJECTIONS.textAfterQuote, text: '1,"Number of sam' },
      { fields: ['2', 'Number of samples, 1', 'x'] },
      { fields: ['3', 'b', 'c'] },
    ]);
    expect(readText('1,"Number of sam\n2,b\n3,c\n4')).toEqual([
      { rejected: CSV_REJECTIONS.unclosedQuote, text: '1,"Number of sam' },
      { fields: ['2', 'b'] },
      { fields: ['3', 'c'] },
      { rejected: CSV_REJECTIONS.incomplete, text: '4' },
    ]);
  });

  it('rejects a quote inside an unquoted field', () => {
    expect(readText('1,a"b,c\n2,d\n')).toEqual([
      { rejected: CSV_REJECTIONS.quoteInside, text: '1,a"b,c' },
      { fields: ['2', 'd'] },
    ]);
  });

  it('rejects a record that is longer than the limit and goes on behind its line', () => {
    const options = { maxRecordBytes: 10 };
    expect(readText('1234567890\n12345678901\nb\n', options)).toEqual([
      { fields: ['1234567890'] },
      { rejected: CSV_REJECTIONS.tooLong, text: '12345678901' },
      { fields: ['b'] },
    ]);
  });

  it('keeps no more than the limit of a line that does not end', () => {
    const seen = read([...Array.from({ length: 40 }, () => Buffer.alloc(64 * 1024, 'x')), Buffer.from('\nb\n')]);
    expect(seen).toEqual([{ rejected: CSV_REJECTIONS.tooLong, text: 'x'.repeat(300) }, { fields: ['b'] }]);
  });
});
