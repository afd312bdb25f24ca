import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { analyseFiles } from './analyse-files.ts';

const T0 = 1_700_000_000_000;
const HEADER = 'timeStamp,elapsed,label,responseCode,responseMessage,threadName,success,allThreads';
const directory = mkdtempSync(join(tmpdir(), 'parts-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('several parts of one run', () => {
  it('keeps threads of the same name apart, and adds those that run at one time', async () => {
    const transaction = (startMs: number, elapsedMs: number) =>
      `${startMs},${elapsedMs},Checkout,200,"Number of samples in transaction : 1, number of failing samples : 0",Users 1-1,true,5\n`;
    const sample = (startMs: number, elapsedMs: number, threads: number) =>
      `${startMs},${elapsedMs},Cart,200,OK,Users 1-1,true,${threads}\n`;
    const texts = [
      `${HEADER}\n${transaction(T0, 100)}${sample(T0 + 200, 10, 5)}`,
      // Within the time of the other part's transaction, and of no transaction of its own part.
      `${HEADER}\n${sample(T0 + 20, 50, 7)}${transaction(T0 + 300, 40)}`,
    ];
    const parts = texts.map((text, index) => {
      const name = `part-${index}.jtl`;
      const path = join(directory, name);
      writeFileSync(path, text);
      return { path, name, clockOffsetMs: 0 };
    });
    const rules = { sliceMs: 1_000, window: null, setupGroups: [] };
    const { result } = await analyseFiles({ parts, read: {}, rules }, () => undefined);
    expect(result.transactions.parts).toEqual([]);
    expect(result.timeline).toMatchObject([{ count: 2, activeThreads: 12 }]);
  });
});
