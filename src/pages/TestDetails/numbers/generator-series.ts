import type { GeneratorLoad } from 'perftest-automation-sidecar/contract/runs';

import type { ChartSeries } from '../../../shared/chart/chart-series';

type GeneratorSample = GeneratorLoad['samples'][number];

const LOOKS: ReadonlyArray<{ name: string; color: string; read: (sample: GeneratorSample) => number | null }> = [
  { name: 'CPU of the host', color: 'blue', read: ({ cpuRatio }) => cpuRatio },
  { name: 'CPU of JMeter', color: 'light-blue', read: ({ jmeterCpuRatio }) => jmeterCpuRatio },
  { name: 'memory of the host', color: 'green', read: ({ memoryRatio }) => memoryRatio },
  { name: 'heap of JMeter', color: 'purple', read: ({ heapRatio }) => heapRatio },
  { name: 'garbage collection', color: 'red', read: ({ gcRatio }) => gcRatio },
];

/** All as ratios of what there is; what was never measured has no line. */
export function toGeneratorSeries(samples: readonly GeneratorSample[]): ChartSeries[] {
  return LOOKS.map(({ name, color, read }) => ({ name, color, values: samples.map(read) })).filter(({ values }) =>
    values.some((value) => value !== null)
  );
}
