import type { HeatMap } from 'perftest-automation-sidecar/contract/analysis';

/** So many shades; more cannot be told apart. */
export const SHADES = 8;

export interface HeatMapShape {
  /** Slices from the first to the last one; those without samples are there too, as a gap. */
  columns: number;
  bins: number;
  largest: number;
  /** One path for each shade, the faintest first, in units of columns and bins; the shortest times lie at the bottom. */
  paths: readonly string[];
}

/** All cells of one shade as one path: some hundred columns of some fifty bins stay a light picture. */
export function toHeatMapShape(heatMap: Pick<HeatMap, 'edgesMs' | 'counts' | 'startsMs' | 'sliceMs'>): HeatMapShape {
  const { edgesMs, counts, startsMs } = heatMap;
  const bins = Math.max(0, edgesMs.length - 1);
  const largest = counts.flat().reduce((most, count) => Math.max(most, count), 0);
  const paths: string[][] = Array.from({ length: SHADES }, () => []);
  counts.forEach((column, index) => {
    const x = placeOf(heatMap, index);
    column.forEach((count, bin) => {
      if (count > 0) {
        paths[shadeOf(count, largest)]?.push(`M${x} ${bins - 1 - bin}h1v1h-1z`);
      }
    });
  });
  const columns = startsMs.length === 0 ? 0 : placeOf(heatMap, startsMs.length - 1) + 1;
  return { columns, bins, largest, paths: paths.map((cells) => cells.join('')) };
}

/** The place of a column: by its time, for a slice without samples may be left out. */
export function placeOf({ startsMs, sliceMs }: Pick<HeatMap, 'startsMs' | 'sliceMs'>, index: number): number {
  return Math.round(((startsMs[index] ?? 0) - (startsMs[0] ?? 0)) / Math.max(1, sliceMs));
}

/** By the square root, so that the few slow samples are seen beside the many fast ones. */
export function shadeOf(count: number, largest: number): number {
  return Math.min(SHADES - 1, Math.floor(Math.sqrt(count / largest) * SHADES));
}
