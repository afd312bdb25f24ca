import { formatUnit } from '../format';
import type { ChartSeries } from './chart-series';

interface Describe {
  title: string;
  unit: string;
  series: readonly ChartSeries[];
}

/** A chart in one sentence, for those who do not see it. */
export function describeSeries({ title, unit, series }: Describe): string {
  const parts = series.map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    const last = known.at(-1);
    if (last === undefined) {
      return `${name}: no data`;
    }
    const lowest = known.reduce((one, other) => Math.min(one, other), Infinity);
    const highest = known.reduce((one, other) => Math.max(one, other), -Infinity);
    return `${name} from ${formatUnit(unit, lowest)} to ${formatUnit(unit, highest)}, last ${formatUnit(unit, last)}`;
  });
  return `${title}. ${parts.join('; ')}.`;
}
