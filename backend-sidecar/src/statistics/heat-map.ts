import type { HeatMap } from '../contract/analysis.ts';
import { Distribution } from './distribution.ts';
import { countsBetween } from './distribution-bins.ts';
import { sliceStart, type TimeSlice } from './time-slices.ts';

const MOST_COLUMNS = 120;
const MOST_BINS = 40;
/** Edges within a decade, from fine to coarse; whole milliseconds that people can read. */
const EDGES_OF_A_DECADE = [
  [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8],
  [1, 1.5, 2, 3, 5, 7],
  [1, 2, 5],
];

export interface HeatMapInput {
  readonly sliceMs: number;
  /** Of all slices that will be added. */
  readonly firstStartMs: number;
  readonly lastStartMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/** How many samples of each slice of time took how long; slices are put together until the columns are few enough. */
export class HeatMapCounts {
  readonly columnMs: number;
  private readonly edgesMs: number[];
  private readonly firstColumnMs: number;
  private readonly counts: number[][];

  constructor({ sliceMs, firstStartMs, lastStartMs, minMs, maxMs }: HeatMapInput) {
    this.columnMs = columnWidth(sliceMs, { firstStartMs, lastStartMs });
    this.firstColumnMs = sliceStart(firstStartMs, this.columnMs);
    this.edgesMs = heatMapEdges(minMs, maxMs);
    const columns = (sliceStart(lastStartMs, this.columnMs) - this.firstColumnMs) / this.columnMs + 1;
    const bins = this.edgesMs.length - 1;
    this.counts = Array.from({ length: columns }, () => new Array<number>(bins).fill(0));
  }

  add({ startMs, summary }: TimeSlice): void {
    const column = this.counts[(sliceStart(startMs, this.columnMs) - this.firstColumnMs) / this.columnMs];
    if (column === undefined) {
      return;
    }
    for (const distribution of [summary.ok, summary.failed]) {
      this.addTo(column, distribution);
    }
  }

  result(): Omit<HeatMap, 'label' | 'kind'> {
    const { columnMs, firstColumnMs, edgesMs, counts } = this;
    const startsMs = counts.map((_, column) => firstColumnMs + column * columnMs);
    return { sliceMs: columnMs, startsMs, edgesMs, counts };
  }

  private addTo(column: number[], distribution: Distribution): void {
    if (distribution.count === 0) {
      return;
    }
    for (const [bin, count] of countsBetween(this.edgesMs, distribution).entries()) {
      column[bin] = (column[bin] ?? 0) + count;
    }
  }
}

function columnWidth(sliceMs: number, { firstStartMs, lastStartMs }: { firstStartMs: number; lastStartMs: number }) {
  for (let slices = 1; ; slices++) {
    const columnMs = slices * sliceMs;
    const columns = (sliceStart(lastStartMs, columnMs) - sliceStart(firstStartMs, columnMs)) / columnMs + 1;
    if (columns <= MOST_COLUMNS) {
      return columnMs;
    }
  }
}

/** From the last edge that is not above the shortest to the first that is above the longest; the finest that fit. */
export function heatMapEdges(minMs: number, maxMs: number): number[] {
  const tried = EDGES_OF_A_DECADE.map((decade) => edgesOver(decade, minMs, maxMs));
  return tried.find((edges) => edges.length <= MOST_BINS + 1) ?? tried.at(-1) ?? [];
}

function edgesOver(decade: readonly number[], minMs: number, maxMs: number): number[] {
  const edges = [0];
  for (let power = 1; (edges.at(-1) ?? 0) <= maxMs; power *= 10) {
    for (const edge of decade) {
      const edgeMs = edge * power;
      if (Number.isInteger(edgeMs) && (edges.at(-1) ?? 0) <= maxMs) {
        edges.push(edgeMs);
      }
    }
  }
  const firstAbove = edges.findIndex((edge) => edge > minMs);
  return edges.slice(Math.max(0, firstAbove - 1));
}
