import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Slo } from '../contract/verdict.ts';
import { shiftDecimals } from './decimal-text.ts';
import { parseSlo, sloProblem, writeSlo } from './slo-grammar.ts';

function slo(metric: Slo['metric'], label: string | null, comparator: Slo['comparator'], limit: number): Slo {
  return { metric, label, comparator, limit };
}

describe('an SLO as people write it', () => {
  it.each<[string, Slo]>([
    ['p95 of Login < 800 ms', slo('p95Ms', 'Login', '<', 800)],
    ['errors of total < 1 %', slo('errorRate', null, '<', 0.01)],
    ['throughput ≥ 50/s', slo('throughputPerSec', null, '>=', 50)],
    ['  P90   of   GET /item/*<=1.5s ', slo('p90Ms', 'GET /item/*', '<=', 1500)],
    ['average of Log in ≤ 12 000 ms', slo('meanMs', 'Log in', '<=', 12_000)],
    ['p50 < 2 min', slo('medianMs', null, '<', 120_000)],
    ['max of “a "quoted" <label>” < 5', slo('maxMs', 'a "quoted" <label>', '<', 5)],
    ['p99 of "say ""hi""" < 5ms', slo('p99Ms', 'say "hi"', '<', 5)],
    ['p99 of "total" < 5ms', slo('p99Ms', 'total', '<', 5)],
    ['p99 of Total < 5ms', slo('p99Ms', null, '<', 5)],
    ['error rate of /x?a=1 <= 0.02 ratio', slo('errorRate', '/x?a=1', '<=', 0.02)],
    ['errors of of <= 0', slo('errorRate', 'of', '<=', 0)],
    ['errors of Pay <= 0.07%', slo('errorRate', 'Pay', '<=', 0.0007)],
    ['throughput of Pay > 3000 per min', slo('throughputPerSec', 'Pay', '>', 50)],
    ['throughput < 7200 / h', slo('throughputPerSec', null, '<', 2)],
    ['p95 of Login < 1e3 ms', slo('p95Ms', 'Login', '<', 1000)],
  ])('%s', (text, expected) => {
    expect(parseSlo(text)).toEqual({ slo: expected });
  });

  it.each([
    ['', 'An SLO begins with a metric', '^'],
    ['  < 5', 'An SLO begins with a metric', '  ^'],
    ['p42 of Login < 800 ms', '“p42” is no metric', '~~~'],
    ['Login < 800 ms', '“Login” is no metric', '~~~~~'],
    ['p95 of < 800 ms', 'A label of 1 to 500 characters', '       ^'],
    ['p95 of "" < 800 ms', 'A label of 1 to 500 characters', '       ~~'],
    ['p95 of "Login < 800 ms', 'The label is not closed: "', '       ~~~~~~~~~~~~~~~'],
    ['p95 of "Login" x < 800 ms', 'A comparator stands here: <, <=, > or >=', '               ~~~~~~~~~~'],
    ['p95 of Login 800 ms', 'A comparator stands here', '                   ^'],
    ['p95 of Login = 800 ms', 'A comparator stands here', '                     ^'],
    ['p95 = 800 ms', 'A comparator stands here', '    ~~~~~~~~'],
    ['p95 <', 'A number that is not negative', '     ^'],
    ['p95 < fast', 'A number that is not negative', '      ~~~~'],
    ['p95 < -5 ms', 'A number that is not negative', '      ~~~~~'],
    ['p95 < 1,5 s', 'a decimal point and not a comma', '      ~~~~~'],
    ['p95 < 1.5.2 s', 'A number that is not negative', '      ~~~~~~~'],
    ['p95 <> 5 s', 'A number that is not negative', '     ~~~~~'],
    ['p95 < 800 mss', 'A time is written in ms, s or min', '          ~~~'],
    ['p95 < 5 %', 'A time is written in ms, s or min', '        ~'],
    ['errors < 5 ms', 'Errors are written in % or as a ratio', '           ~~'],
    ['errors < 1', 'Errors are written in % or as a ratio', '          ^'],
    ['throughput > 5 constructor', 'Throughput is written in /s', '               ~~~~~~~~~~~'],
    ['p95 < 5 ms and p99 < 6 ms', 'One SLO ends here', '        ~~~~~~~~~~~~~~~~~'],
    ['p95 > 800 ms', 'A time has an upper limit, which is written with < or <=', '    ~~~~~~~~'],
    ['errors >= 1 %', 'An error rate has an upper limit', '       ~~~~~~'],
    ['errors < 101 %', 'More than 100 % of the samples cannot fail', '       ~~~~~~~'],
    ['errors < 0', 'Nothing is less than 0', '       ~~~'],
    [`p95 < 1${'0'.repeat(400)}`, 'A limit is a number', null],
    [`p95 of ${'x'.repeat(501)} < 5`, 'A label of 1 to 500 characters', null],
  ])('%j is refused: %s', (text, message, marked) => {
    const reading = parseSlo(text);
    const error = 'error' in reading ? reading.error : undefined;
    expect(error?.message).toContain(message);
    if (marked !== null) {
      const from = marked.length - marked.trimStart().length;
      const to = marked.endsWith('^') ? from : marked.length;
      expect([error?.fromIndex, error?.toIndex]).toEqual([from, to]);
    }
  });

  const anyLimit = fc.oneof(
    fc.nat(100_000),
    fc.double({ min: 0, max: 1e300, noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: 0, max: 1, noNaN: true })
  );
  const anySlo = fc
    .record({
      label: fc.option(
        fc.oneof(
          fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
          fc.constantFrom('total', 'Total', 'of', '"', '”', 'a  b', ' a', 'a\nb', 'x < 5 ms', '__proto__')
        ),
        { nil: null }
      ),
      metric: fc.constantFrom<Slo['metric']>(
        'meanMs',
        'medianMs',
        'p90Ms',
        'p95Ms',
        'p99Ms',
        'maxMs',
        'errorRate',
        'throughputPerSec'
      ),
      comparator: fc.constantFrom<Slo['comparator']>('<', '<=', '>', '>='),
      limit: anyLimit,
    })
    .filter((candidate) => sloProblem(candidate) === null);

  it('is read back as the same SLO, to the last digit', () => {
    fc.assert(
      fc.property(anySlo, (candidate) => {
        expect(parseSlo(writeSlo(candidate))).toEqual({ slo: { ...candidate, limit: candidate.limit + 0 } });
      }),
      { numRuns: 2000 }
    );
  });

  it('or anything else never makes the reader fail, and an error lies inside the text', () => {
    const words = fc.constantFrom('p95', ' ', 'of', '<', '≥', '"', '“', '5', 'ms', '%', 'total', ',', '=', 'é');
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words).map((parts) => parts.join(''))
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const reading = parseSlo(text);
        if ('slo' in reading) {
          expect(parseSlo(writeSlo(reading.slo))).toEqual(reading);
        } else {
          const { fromIndex, toIndex, message } = reading.error;
          expect(0 <= fromIndex && fromIndex <= toIndex && toIndex <= text.length && message !== '').toBe(true);
        }
      }),
      { numRuns: 2000 }
    );
  });

  it('is read in no time, however it is made', () => {
    const startedAtMs = performance.now();
    for (const text of [' '.repeat(100_000), `p95 of ${' x'.repeat(50_000)}`, `p95 < 5${' '.repeat(100_000)}x`]) {
      parseSlo(text);
    }
    parseSlo(`p95 of "${'""'.repeat(50_000)}`);
    expect(performance.now() - startedAtMs).toBeLessThan(500);
  });
});

describe('an SLO as the grammar writes it', () => {
  it.each<[Slo, string]>([
    [slo('p95Ms', 'Login', '<', 800), 'p95 of Login < 800 ms'],
    [slo('p99Ms', null, '<=', 2000), 'p99 of total <= 2 s'],
    [slo('errorRate', null, '<', 0.07), 'errors of total < 7 %'],
    [slo('errorRate', 'a "b"', '<', 0.0001), 'errors of "a ""b""" < 0.01 %'],
    [slo('throughputPerSec', 'total', '>=', 50), 'throughput of "total" >= 50/s'],
  ])('%o', (given, text) => {
    expect(writeSlo(given)).toBe(text);
  });
});

describe('docs/SLO.md', () => {
  const page = readFileSync(new URL('../../../docs/SLO.md', import.meta.url), 'utf8');
  /** The first two columns of the tables below a heading, whose first column is code. */
  function rowsBelow(heading: string): Array<[string, string]> {
    const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
    return [...section.matchAll(/^\| `([^`]+)`\s*\|\s*`?([^|`]+?)`?\s*\|/gm)].map(([, a = '', b = '']) => [a, b]);
  }

  it('has examples that are read as it says', () => {
    const written = rowsBelow('Examples').map(([text]) => {
      const reading = parseSlo(text);
      return 'slo' in reading ? writeSlo(reading.slo) : reading.error.message;
    });
    expect(written.length).toBeGreaterThan(5);
    expect(written).toEqual(rowsBelow('Examples').map(([, expected]) => expected));
  });

  it('has refusals that are refused as it says', () => {
    const refusals = rowsBelow('Refused');
    expect(refusals.length).toBeGreaterThan(3);
    const messages = refusals.map(([text]) => {
      const reading = parseSlo(text);
      return 'error' in reading ? reading.error.message : 'read';
    });
    expect(messages).toEqual(refusals.map(([, expected]) => expected));
  });
});

describe('a decimal point', () => {
  it.each([
    ['0.07', 2, '7'],
    ['7', -2, '0.07'],
    ['0', 2, '0'],
    ['100', -2, '1'],
    ['1.50', 3, '1500'],
    ['0.0001', 2, '0.01'],
    ['1e-7', 2, '1e-5'],
    ['2.5E+21', -2, '2.5e19'],
  ])('of %s moved by %i gives %s', (text, places, expected) => {
    expect(shiftDecimals(text, places)).toBe(expected);
  });
});
