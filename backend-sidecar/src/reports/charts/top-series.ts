import type { KeptSeries } from '../../contract/pictures.ts';
import { MOST_SERIES } from './palette.ts';

/** At most eight: of more the seven with the highest mean, and the mean of all the others as one. */
export function topSeries(series: readonly KeptSeries[]): KeptSeries[] {
  if (series.length <= MOST_SERIES) {
    return [...series];
  }
  const byMean = [...series].sort((one, other) => (other.mean ?? -Infinity) - (one.mean ?? -Infinity));
  const top = byMean.slice(0, MOST_SERIES - 1);
  return [...series.filter((one) => top.includes(one)), meanOf(byMean.slice(MOST_SERIES - 1))];
}

function meanOf(others: readonly KeptSeries[]): KeptSeries {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { timesMs, values } of others) {
    timesMs.forEach((timeMs, index) => {
      const value = values[index] ?? null;
      const { sum, count } = sums.get(timeMs) ?? { sum: 0, count: 0 };
      sums.set(timeMs, value === null ? { sum, count } : { sum: sum + value, count: count + 1 });
    });
  }
  const points = [...sums].sort(([one], [other]) => one - other);
  return {
    ...{ name: `mean of ${others.length} others`, unit: others[0]?.unit ?? null, mean: null, max: null },
    timesMs: points.map(([timeMs]) => timeMs),
    values: points.map(([, { sum, count }]) => (count === 0 ? null : sum / count)),
  };
}
