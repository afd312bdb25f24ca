/** Ten thousand damaged results, and a few that are large: no crash, no hang, bounded memory, every row accounted for. */
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { JtlReader } from '../../backend-sidecar/src/results/jtl-reader.ts';
import { Chance, mutated, readInChunks } from '../../backend-sidecar/src/results/mutations-fixture.ts';
import { expectPackedAccounted } from '../../backend-sidecar/src/results/packed-mutations-fixture.ts';
import { RunStatistics } from '../../backend-sidecar/src/statistics/run-statistics.ts';

const FIXTURES = new URL('../fixtures/jmeter/', import.meta.url);
const INPUTS = Number(process.env.INPUTS ?? 10_000);
const MOST_MS_PER_INPUT = 5_000;
const T0 = 1_700_000_000_000;
const HEADER = 'timeStamp,elapsed,label,success\n';

function statistics(): RunStatistics {
  return new RunStatistics({ sliceMs: 1000, window: null, setupGroups: [] });
}

function read(chunks: Iterable<Buffer>): RunStatistics {
  const counted = statistics();
  const reader = new JtlReader({
    sample: (record) => counted.add(record),
    rejected: () => counted.countRejected(),
  });
  for (const chunk of chunks) {
    reader.push(chunk);
  }
  reader.finish();
  return counted;
}

function memoryMb(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}

function damagedSeeds(): Buffer[] {
  const seeds = ['HTMLReportTestFile.csv', 'Bug56811.csv', 'testquoted.csv'].map((name) =>
    readFileSync(new URL(name, FIXTURES)).subarray(0, 20_000)
  );
  // Without a header and times it would be refused before its first row.
  const headless = readFileSync(new URL('Bug52968.csv', FIXTURES), 'utf8').trimEnd().split('\n');
  const columns =
    'label,responseCode,responseMessage,threadName,dataType,success,grpThreads,allThreads,SampleCount,ErrorCount';
  seeds.push(Buffer.from([`timeStamp,elapsed,${columns}`, ...headless.map((row) => `${T0},5,${row}`), ''].join('\n')));
  const xml = readFileSync(new URL('Bug52968.xml', FIXTURES), 'utf8');
  seeds.push(Buffer.from(xml.replaceAll('<sample ', `<sample t="5" ts="${T0}" `)));
  return seeds;
}

describe('damaged results', () => {
  it(`are read to their end or refused: ${INPUTS} inputs`, () => {
    const seeds = damagedSeeds();
    const chance = new Chance(20_260_101);
    for (let input = 0; input < INPUTS; input++) {
      const bytes = mutated(seeds[chance.below(seeds.length)] ?? Buffer.alloc(0), chance);
      const longest = chance.of([1, 16, 300, 50_000]);
      const startMs = performance.now();
      const whole = readInChunks(bytes, () => bytes.length);
      expect(
        readInChunks(bytes, () => 1 + chance.below(longest)),
        `input ${input}`
      ).toEqual(whole);
      const numbers = whole.rejected.map(({ recordNumber }) => recordNumber);
      expect(new Set(numbers).size, `input ${input}`).toBe(numbers.length);
      expect(Math.max(0, ...numbers), `input ${input}`).toBeLessThanOrEqual(whole.samples.length + numbers.length);
      expect(performance.now() - startMs, `input ${input}`).toBeLessThan(MOST_MS_PER_INPUT);
    }
  });

  it(`are read or refused packed, before or after they were damaged: ${INPUTS} inputs of each kind`, async () => {
    const ends = await expectPackedAccounted(damagedSeeds(), new Chance(20_260_102), INPUTS);
    expect(ends.refused).toBeGreaterThan(INPUTS / 5);
    expect(ends.whole).toBeGreaterThan(0);
  });

  it('keeps no more than its limit of a field of 100 MB', () => {
    const megabyte = Buffer.alloc(2 ** 20, 'x"');
    const before = memoryMb();
    const counted = read([
      Buffer.from(`${HEADER}${T0},5,"`),
      ...Array<Buffer>(100).fill(megabyte),
      Buffer.from(`\n${T0},5,a,true\n`),
    ]);
    expect(counted.counts()).toMatchObject({ rows: 2, samples: 1, rejected: 1 });
    expect(memoryMb() - before).toBeLessThan(100);
  });

  it('counts every row of a million labels', () => {
    function* rows(): Generator<Buffer> {
      yield Buffer.from(HEADER);
      for (let block = 0; block < 1_000; block++) {
        const label = (index: number) => `label ${block * 1000 + index}`;
        yield Buffer.from(
          Array.from({ length: 1000 }, (_, index) => `${T0 + block},5,${label(index)},true\n`).join('')
        );
      }
    }
    expect(read(rows()).counts()).toMatchObject({ rows: 1_000_000, samples: 1_000_000, rejected: 0 });
  });

  it('accounts for rows whose numbers are none', () => {
    const bad = ['NaN', '-5', '1e9', '99999999999999999999', 'Infinity', '', '5.5'];
    const counted = read([Buffer.from(HEADER + bad.map((number) => `${T0},${number},a,true\n`).join(''))]);
    expect(counted.counts()).toMatchObject({ rows: bad.length, rejected: bad.length });
  });
});
