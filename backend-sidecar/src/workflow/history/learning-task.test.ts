import { expect, it } from 'vitest';

import { statisticsRow } from '../../comparison/statistics-row-fixture.ts';
import { learnNoise } from './learn-noise.ts';
import { learnAside } from './learning-task.ts';

/** Five runs, each label a little different from run to run. */
function historyOf(labels: number) {
  return Array.from({ length: 5 }, (_, run) => ({
    ...{ runId: run + 1, batchId: null, versionId: 1, versionName: '1.0', changed: new Set<string>() },
    rows: Array.from({ length: labels }, (_label, index) =>
      statisticsRow({ label: `Label ${index}`, p90Ms: 100 + index + ((run * 7 + index * 3) % 11) })
    ),
  }));
}

it.each([3, 60])(
  'what %d labels tell is the same in a thread and without one',
  async (labels) => {
    const input = { history: historyOf(labels), keyLabels: ['Label 1'], labelRenames: [] };
    const learnt = await learnAside(input);
    expect(learnt).toEqual(learnNoise(input));
    expect(learnt.noise).toHaveLength(labels);
  },
  30_000
);
