import type { DistributionBins } from '../contract/analysis.ts';
import { Distribution } from './distribution.ts';

/** Equal bins up to here; the few samples above it would leave all others in one or two bins. */
const EVEN_UP_TO = 0.99;
const MOST_EVEN_BINS = 40;
const ROUND_STEPS = [1, 2, 5];

type Bin = DistributionBins['bins'][number];

/**
 * How many samples took how long, in at most 60 bins whose borders people can read (1, 2 or 5 and zeros): bins of equal
 * width up to the 99th percentile, above it ever wider ones.
 */
export function binsOf(ok: Distribution, failed: Distribution): Bin[] {
  const all = Distribution.together(ok, failed);
  const edges = edgesOf(all);
  const [okCounts, failedCounts] = [countsBetween(edges, ok), countsBetween(edges, failed)];
  return edges.slice(1).map((toMs, index) => ({
    fromMs: edges[index] ?? 0,
    toMs,
    ok: okCounts[index] ?? 0,
    failed: failedCounts[index] ?? 0,
  }));
}

/** How many values lie in each `[edge, next edge)`; values outside the edges are not counted. */
export function countsBetween(edges: readonly number[], distribution: Distribution): number[] {
  const counts = new Array<number>(Math.max(0, edges.length - 1)).fill(0);
  let bin = 0;
  distribution.forEach((valueMs, times) => {
    while (bin < counts.length && valueMs >= (edges[bin + 1] ?? Infinity)) {
      bin++;
    }
    if (bin < counts.length && valueMs >= (edges[bin] ?? Infinity)) {
      counts[bin] = (counts[bin] ?? 0) + times;
    }
  });
  return counts;
}

function edgesOf(all: Distribution): number[] {
  const { minMs, maxMs } = all;
  const evenToMs = all.percentile(EVEN_UP_TO);
  if (minMs === null || maxMs === null || evenToMs === null) {
    return [];
  }
  const widthMs = roundStepFrom((evenToMs - minMs + 1) / (MOST_EVEN_BINS - 1));
  const edges = [Math.floor(minMs / widthMs) * widthMs];
  let last = edges[0] ?? 0;
  let stepMs = widthMs;
  while (last <= maxMs) {
    stepMs = last > evenToMs ? roundStepFrom(stepMs + 1) : stepMs;
    last = Math.floor(last / stepMs) * stepMs + stepMs;
    edges.push(last);
  }
  return edges;
}

/** The smallest of 1, 2, 5, 10, 20, … that is not smaller. */
export function roundStepFrom(least: number): number {
  for (let decade = 1; ; decade *= 10) {
    const step = ROUND_STEPS.find((one) => one * decade >= least);
    if (step !== undefined) {
      return step * decade;
    }
  }
}
