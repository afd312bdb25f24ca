import type { Tick } from './PlotFrame';

interface TickSource {
  count: number;
  /** About so many, evenly spread, the first and the last among them. */
  most: number;
  textOf: (index: number) => string;
}

/** Ticks of an axis whose steps are as wide as each other, e.g. the edges of bins. */
export function evenTicks({ count, most, textOf }: TickSource): Tick[] {
  if (count === 0) {
    return [];
  }
  const steps = Math.min(most, count) - 1;
  const indexes = Array.from({ length: steps + 1 }, (_, step) => Math.round((step * (count - 1)) / Math.max(1, steps)));
  return [...new Set(indexes)].map((index) => ({ at: count === 1 ? 0 : index / (count - 1), text: textOf(index) }));
}
