import { describe, expect, it } from 'vitest';

import { generatorFindings, type GeneratorEvidence } from './generator-findings.ts';

type Sample = GeneratorEvidence['samples'][number];

const QUIET: Sample = { atMs: 0, cpuRatio: 0.3, jmeterCpuRatio: 0.2, memoryRatio: 0.5, heapRatio: 0.4, gcRatio: 0.01 };

/** One sample in 2 s; the first `count` of a hundred with the given measures. */
function generator(count: number, measures: Partial<Sample>): GeneratorEvidence {
  const samples = Array.from({ length: 100 }, (_, index) => ({
    ...QUIET,
    ...(index < count ? measures : {}),
    atMs: (index + 1) * 2000,
  }));
  return { samples, window: null, cpuLimitRatio: 0.9 };
}

describe('generatorFindings', () => {
  it('finds nothing in a quiet generator, nor where nothing was measured', () => {
    expect(generatorFindings(generator(0, {}))).toEqual([]);
    const unknown = { cpuRatio: null, memoryRatio: null, heapRatio: null, gcRatio: null };
    expect(generatorFindings(generator(100, unknown))).toEqual([]);
    expect(generatorFindings({ samples: [], window: null, cpuLimitRatio: 0.9 })).toEqual([]);
  });

  it('forgives a tenth of the time', () => {
    expect(generatorFindings(generator(10, { cpuRatio: 1 }))).toEqual([]);
    expect(generatorFindings(generator(11, { cpuRatio: 1 }))).toHaveLength(1);
    expect(generatorFindings(generator(50, { cpuRatio: 0.9 }))).toEqual([]);
  });

  it.each<[Partial<Sample>, string]>([
    [
      { cpuRatio: 0.97, jmeterCpuRatio: 0.41 },
      'the load generator’s processors were over 90 % busy for 20 % of the time that is judged (JMeter’s own part: 41 %): use more or faster processors, fewer users, or end what else runs there, then run again',
    ],
    [
      { memoryRatio: 0.96 },
      'the load generator’s memory was over 95 % full for 20 % of the time that is judged: end what else runs there or give it more memory, then run again',
    ],
    [
      { heapRatio: 0.91 },
      'JMeter’s heap was over 90 % full after its collections for 20 % of the time that is judged: give JMeter more heap (-Xmx), then run again',
    ],
    [
      // 0.2 · 0.61 + 0.8 · 0.01
      { gcRatio: 0.61 },
      'garbage collection stopped JMeter for 13 % of the time that is judged: give JMeter more heap (-Xmx), then run again',
    ],
  ])('%o is told with figures and what to do', (measures, finding) => {
    expect(generatorFindings(generator(20, measures))).toEqual([finding]);
  });

  it('looks at the window alone', () => {
    const busyAtFirst = generator(20, { cpuRatio: 1 });
    const behind = { fromMs: 40_000, toMs: 200_000 };
    expect(generatorFindings({ ...busyAtFirst, window: behind })).toEqual([]);
    const half = { fromMs: 20_000, toMs: 60_000 };
    expect(generatorFindings({ ...busyAtFirst, window: half })[0]).toContain('for 50 % of the time');
  });

  it('says nothing of less than ten seconds', () => {
    const short = generator(4, { cpuRatio: 1, gcRatio: 1 });
    expect(generatorFindings({ ...short, window: { fromMs: 0, toMs: 9000 } })).toEqual([]);
  });

  it('can be told never to mind the processors', () => {
    expect(generatorFindings({ ...generator(100, { cpuRatio: 1 }), cpuLimitRatio: 1 })).toEqual([]);
  });
});
