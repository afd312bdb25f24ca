import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import { Chance } from '../../results/mutations-fixture.ts';
import { readRange, type RangeResult, type RangeTask } from '../../results/range-reading.ts';
import { analyseFiles, type AnalysedFiles, type FilesToAnalyse } from './analyse-files.ts';

const T0 = 1_700_000_000_000;
const HEADER = 'timeStamp,elapsed,label,responseCode,responseMessage,threadName,success,allThreads';
const directory = mkdtempSync(join(tmpdir(), 'ranges-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What may go wrong at a seam, each in so many of a thousand rows. */
interface Rows {
  readonly count: number;
  readonly seed: number;
  readonly lineEnd: string;
  readonly inQuotes: number;
  readonly malformed: number;
  readonly late: number;
  readonly messages: number;
  readonly lastIsCut: boolean;
}

const rows = fc.record<Rows>({
  count: fc.constantFrom(3_000, 180_000),
  seed: fc.nat(),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  inQuotes: fc.constantFrom(0, 5, 500),
  malformed: fc.constantFrom(0, 2),
  late: fc.constantFrom(0, 20),
  messages: fc.constantFrom(3, 300, 100_000),
  lastIsCut: fc.boolean(),
});

/** A field that goes on for several lines, which look like rows. */
const INNER_ROWS = `"said:\n${T0},1,Inner,200,OK,Users 1-1,true,1\n${T0},2,Inner,500,""no"",Users 1-1,false,1\n"`;
const DAMAGED = [
  '17,5,x',
  `${T0},5,"Login"x,200,OK,Users 1-1,true,1`,
  `${T0},-5,Login,200,OK,Users 1-1,true,1`,
] as const;

function textOf({ count, seed, lineEnd, inQuotes, malformed, late, messages, lastIsCut }: Rows): string {
  const chance = new Chance(seed);
  const happens = (perThousand: number) => chance.below(1000) < perThousand;
  const row = (_: unknown, index: number) => {
    if (happens(malformed)) {
      return chance.of(DAMAGED);
    }
    const startMs = T0 + index * 3 - (happens(late) ? chance.below(60_000) : 0);
    const label = chance.of(['Login', 'Search', 'Pay']);
    const failure = happens(30) ? `down ${'x'.repeat(chance.below(messages) % 400)} z${chance.below(messages)}z` : null;
    const message = happens(inQuotes) ? INNER_ROWS : (failure ?? 'OK');
    const thread = `Users 1-${chance.below(20)}`;
    return `${startMs},${chance.below(3000)},${label},${failure === null ? 200 : 500},${message},${thread},${failure === null},${chance.below(50)}`;
  };
  const lines = Array.from({ length: count }, row).join(lineEnd);
  return HEADER + lineEnd + lines + (lastIsCut ? '' : lineEnd);
}

/** In this thread, one range after another; notes which could be joined. */
function splitting(leastRangeBytes: number, outcomes: boolean[] = []) {
  const start = (tasks: readonly RangeTask[]) => {
    const results: Array<Promise<RangeResult | null>> = tasks.map(async (task) => {
      const result = await readRange(task);
      outcomes.push(result !== null);
      return result;
    });
    return { results, stop: () => Promise.resolve() };
  };
  return { leastRangeBytes, start };
}

function inputOf(text: string, threads: number): FilesToAnalyse {
  const path = join(directory, 'result.jtl');
  writeFileSync(path, text);
  const window = { fromMs: T0 + 4_500, toMs: T0 + 300_500 };
  return {
    parts: [{ path, name: 'result.jtl', clockOffsetMs: 0 }],
    read: {},
    rules: { sliceMs: 2_000, window, setupGroups: [], excludedLabels: ['Pay'] },
    threads,
  };
}

function analysed(text: string, threads: number, outcomes: boolean[] = []): Promise<AnalysedFiles> {
  return analyseFiles(inputOf(text, threads), () => undefined, splitting(1_000, outcomes));
}

describe('a file that several threads read', () => {
  it(
    'has the statistics, rejections and examples that one thread finds, wherever it is cut',
    { timeout: 120_000 },
    async () => {
      const outcomes: boolean[] = [];
      await fc.assert(
        fc.asyncProperty(rows, fc.integer({ min: 2, max: 3 }), async (file, threads) => {
          const text = textOf(file);
          expect(await analysed(text, threads, outcomes)).toEqual(await analysed(text, 1));
        }),
        { numRuns: 12, seed: 20_261_123 }
      );
      // Both ways were gone: joined, and read once more behind the range before.
      expect(new Set(outcomes)).toEqual(new Set([true, false]));
    }
  );

  it('finds what ran within a transaction across a seam', async () => {
    const line = (index: number) =>
      index % 3 === 2
        ? `${T0 + (index - 2) * 10},30,Checkout,200,"Number of samples in transaction : 2, number of failing samples : 0",Users 1-1,true,1`
        : `${T0 + index * 10},10,Step ${index % 3},200,OK,Users 1-1,true,1`;
    const text = `${HEADER}\n${Array.from({ length: 3_000 }, (_, index) => `${line(index)}\n`).join('')}`;
    const together = await analysed(text, 3);
    expect(together).toEqual(await analysed(text, 1));
    expect(together.result.transactions.parts.map(({ count }) => count)).toEqual([1000, 1000]);
  });

  it('is the same when the threads are real ones', { timeout: 60_000 }, async () => {
    const text = textOf({
      ...{ count: 180_000, seed: 7, lineEnd: '\n', inQuotes: 5, malformed: 2 },
      late: 20,
      messages: 300,
      lastIsCut: true,
    });
    const { readInThreads } = await import('../../results/range-threads.ts');
    const input = inputOf(text, 2);
    const together = await analyseFiles(input, () => undefined, { leastRangeBytes: 1_000, start: readInThreads });
    expect(together).toEqual(await analysed(text, 1));
  });
});
