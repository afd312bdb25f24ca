import type { DistributionBins } from 'perftest-automation-sidecar/contract/analysis';

type Bins = DistributionBins['bins'];

/** Times below this stand at it: a logarithmic axis has no zero. */
const SHORTEST_MS = 0.5;

export interface CurveStep {
  fromMs: number;
  toMs: number;
  /** Share of the samples per width of the bin on the logarithmic axis: comparable whatever the bins. */
  density: number;
}

/** A distribution as steps that can lie over those of other runs, whatever their number of samples and their bins. */
export function toCurve(bins: Bins): CurveStep[] {
  const total = bins.reduce((sum, { ok, failed }) => sum + ok + failed, 0);
  if (total === 0) {
    return [];
  }
  return bins.map((bin) => {
    const fromMs = Math.max(bin.fromMs, SHORTEST_MS);
    const toMs = Math.max(bin.toMs, fromMs * 1.01);
    return { fromMs, toMs, density: (bin.ok + bin.failed) / total / Math.log(toMs / fromMs) };
  });
}

export interface CurveRange {
  lowestMs: number;
  highestMs: number;
  highestDensity: number;
}

/** What all curves together span; undefined = there is nothing to draw. */
export function rangeOf(curves: ReadonlyArray<readonly CurveStep[]>): CurveRange | undefined {
  const steps = curves.flat().filter(({ density }) => density > 0);
  if (steps.length === 0) {
    return undefined;
  }
  return {
    lowestMs: steps.reduce((lowest, { fromMs }) => Math.min(lowest, fromMs), Infinity),
    highestMs: steps.reduce((highest, { toMs }) => Math.max(highest, toMs), 0),
    highestDensity: steps.reduce((highest, { density }) => Math.max(highest, density), 0),
  };
}
