import { createTheme } from '@grafana/data';

import { FIGURE_COLORS, SERIES_COLORS } from '../../../backend-sidecar/src/reports/model/chart-palette';
import { toChartData } from './chart-series';
import { colorAt } from './series-colors';

const { visualization } = createTheme({ colors: { mode: 'light' } });
const rgbOf = (name: string) => visualization.getColorByName(name).replace('#', '');

describe('colours of series', () => {
  it('are those of the charts in Excel reports', () => {
    expect(SERIES_COLORS).toEqual(SERIES_COLORS.map((_, index) => rgbOf(colorAt(index))));
  });

  it('are the same for the same figure', () => {
    const { responseTimes, throughput, errors } = toChartData({ points: [], sliceMs: 1000 });
    const shown = [...responseTimes, ...throughput, ...errors].map(({ name, color }) => [name, rgbOf(color)]);
    const { p50, p90, p95, samples, errors: failed } = FIGURE_COLORS;
    expect(shown).toEqual([
      ['p50', p50],
      ['p90', p90],
      ['p95', p95],
      ['requests', samples],
      ['errors', failed],
    ]);
  });
});
