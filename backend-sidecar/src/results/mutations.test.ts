import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { expectPackedAccounted } from './packed-mutations-fixture.ts';
import { Chance, mutated, readInChunks } from './mutations-fixture.ts';

const FIXTURES = new URL('../../../tests/fixtures/jmeter/', import.meta.url);
const INPUTS = 300;
const T0 = 1_700_000_000_000;

function seeds(): Buffer[] {
  const xml = readFileSync(new URL('Bug56811.xml', FIXTURES), 'utf8').replaceAll(
    '<sample ',
    `<sample t="5" ts="${T0}" `
  );
  const csv = readFileSync(new URL('HTMLReportTestFile.csv', FIXTURES)).subarray(0, 6_000);
  const quoted = Array.from(
    { length: 40 },
    (_, index) =>
      `${T0 + index},${index},"a, ""${index}""\n→",200,"Number of samples in transaction : 1, x",T 1-1,true\n`
  );
  const header = 'timeStamp,elapsed,label,responseCode,responseMessage,threadName,success\n';
  return [csv, Buffer.from(header + quoted.join('')), Buffer.from(xml)];
}

describe('damaged results', () => {
  it(`are read to their end or refused, and the chunks make no difference: ${INPUTS} inputs`, () => {
    const chance = new Chance(1);
    const [first, ...others] = seeds();
    expect(first).toBeDefined();
    for (let input = 0; input < INPUTS; input++) {
      const bytes = mutated(chance.of([first ?? Buffer.alloc(0), ...others]), chance);
      const whole = readInChunks(bytes, () => bytes.length);
      const longest = chance.of([10, 100, 5_000]);
      expect(
        readInChunks(bytes, () => chance.below(longest)),
        `input ${input}`
      ).toEqual(whole);
      const numbers = whole.rejected.map(({ recordNumber }) => recordNumber);
      // Each record has a number of its own, and every number up to the last belongs to a sample or a rejection.
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(Math.max(0, ...numbers)).toBeLessThanOrEqual(whole.samples.length + numbers.length);
    }
  });

  it('are read or refused when they are packed, before or after they were damaged: 100 inputs of each kind', async () => {
    const { refused, whole } = await expectPackedAccounted(seeds(), new Chance(2), 100);
    // Some damage is noticed, some bears on nothing.
    expect(refused).toBeGreaterThan(20);
    expect(whole).toBeGreaterThan(0);
  });

  it('keep no more than a record’s limit of a field of many megabytes', () => {
    const header = Buffer.from('timeStamp,elapsed,label,success\n');
    const row = Buffer.from(`${T0},5,a,true\n`);
    for (const filler of ['x', '"x', 'x"x', 'x,', '"']) {
      const field = Buffer.alloc(8 * 1024 * 1024, filler);
      const bytes = Buffer.concat([header, row, field, Buffer.from('\n'), row]);
      const { samples, rejected, refusal } = readInChunks(bytes, () => 64 * 1024);
      expect([samples.length, refusal]).toEqual([2, null]);
      expect(rejected.map(({ reason }) => reason)).toEqual(['record longer than 1 MiB']);
    }
  });
});
