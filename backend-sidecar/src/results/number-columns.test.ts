import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CsvRecords, type CsvRun } from './csv-records.ts';
import { readTimeStamps, readWholeNumbers } from './number-columns.ts';
import { EMPTY, FIGURE, FIGURES, NOT_WHOLE } from './sample-figures.ts';

/** Digits of any number, and what stands beside them in ASCII, in UTF-8 and among their bits. */
const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 15 }),
  fc.string({ unit: fc.constantFrom(...'09/: -.e+é中\u0000\u007f@p'), maxLength: 10 }),
  fc.nat({ max: 2 ** 31 }).map(String)
);

type Reader = (run: CsvRun, figures: Float64Array) => boolean;

const READERS: ReadonlyArray<{ name: string; read: Reader; naive: (text: string) => number }> = [
  {
    name: 'whole numbers',
    read: (run, figures) => readWholeNumbers(run, 1, figures, FIGURE.START),
    naive: (text) => (text === '' ? EMPTY : /^\d{1,12}$/.test(text) ? Number(text) : NOT_WHOLE),
  },
  {
    name: 'time stamps',
    read: (run, figures) => readTimeStamps(run, 1, figures),
    naive: (text) => (/^\d{13}$/.test(text) ? Number(text) : NOT_WHOLE),
  },
];

interface Found {
  readonly values: number[];
  readonly areWhole: boolean[];
}

/** The second column of three. */
function found(cells: readonly string[], lineEnd: string, read: Reader): Found {
  const seen: Found = { values: [], areWhole: [] };
  const records = new CsvRecords(
    { delimiter: ',' },
    {
      records: (run) => {
        const figures = run.scan?.figures ?? new Float64Array(FIGURES);
        seen.areWhole.push(read(run, figures));
        for (let record = 0; record < run.recordCount; record++) {
          seen.values.push(figures[record * FIGURES + FIGURE.START] ?? NaN);
        }
      },
      malformed: (reason) => expect.fail(reason),
    }
  );
  records.push(Buffer.from(cells.map((text) => `7,${text},8${lineEnd}`).join('')));
  return seen;
}

describe('numbers of a column', () => {
  // Records that end in CRLF are found one by one, those that end in LF many at a time.
  const lineEnds = [
    ['many at a time', '\n'],
    ['one by one', '\r\n'],
  ] as const;

  describe.each(lineEnds)('of records that are found %s', (_, lineEnd) => {
    it.each(READERS)('$name are what their digits say', ({ read, naive }) => {
      fc.assert(
        fc.property(fc.array(cell, { minLength: 1, maxLength: 40 }), (cells) => {
          const expected = cells.map(naive);
          const { values, areWhole } = found(cells, lineEnd, read);
          expect(values).toEqual(expected);
          expect(areWhole.every(Boolean)).toBe(!expected.includes(NOT_WHOLE));
        }),
        { numRuns: 500 }
      );
    });
  });

  it('may have a byte of any value in place of each digit', () => {
    const wrong = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code)).filter(
      (sign) => !/[\d",\r\n]/.test(sign)
    );
    const cells = wrong.flatMap((sign) =>
      Array.from({ length: 8 }, (_, at) => '9'.repeat(at) + sign + '9'.repeat(7 - at))
    );
    for (const [, lineEnd] of lineEnds) {
      const { values } = found(cells, lineEnd, READERS[0]?.read ?? expect.fail());
      expect(new Set(values)).toEqual(new Set([NOT_WHOLE]));
    }
  });
});
