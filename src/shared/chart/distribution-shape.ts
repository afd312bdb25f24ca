import type { DistributionBins } from 'perftest-automation-sidecar/contract/analysis';

type Bin = DistributionBins['bins'][number];

export interface DistributionShape {
  /** Paths in units of bins across and of 0–1 down; one for the good samples, one for the failed. */
  ok: string;
  failed: string;
  mostOk: number;
  mostFailed: number;
}

/** Bars as one path each. Good and failed have scales of their own: a dozen failures would not be seen beside thousands. */
export function toDistributionShape(bins: readonly Bin[]): DistributionShape {
  const mostOk = Math.max(0, ...bins.map(({ ok }) => ok));
  const mostFailed = Math.max(0, ...bins.map(({ failed }) => failed));
  return {
    ok: bins.map(({ ok }, index) => bar({ index, height: ok / mostOk, isUp: true })).join(''),
    failed: bins.map(({ failed }, index) => bar({ index, height: failed / mostFailed, isUp: false })).join(''),
    mostOk,
    mostFailed,
  };
}

const GAP = 0.05;

function bar({ index, height, isUp }: { index: number; height: number; isUp: boolean }): string {
  if (!(height > 0)) {
    return '';
  }
  const y = isUp ? 1 - height : 0;
  return `M${index + GAP} ${y}h${1 - 2 * GAP}v${height}h${2 * GAP - 1}z`;
}

/** Where a time lies across the bins, from 0 to 1; undefined outside of them. */
export function placeOfTime(bins: readonly Bin[], elapsedMs: number | null): number | undefined {
  if (elapsedMs === null) {
    return undefined;
  }
  const index = bins.findIndex(({ fromMs, toMs }) => elapsedMs >= fromMs && elapsedMs < toMs);
  const bin = bins[index];
  return bin && (index + (elapsedMs - bin.fromMs) / (bin.toMs - bin.fromMs)) / bins.length;
}
