import { renderAsync } from '@resvg/resvg-js';

import { chooseFonts } from './fonts.ts';
import { seriesChart, type SeriesChart } from './series-chart.ts';
import { inKnownSigns } from './signs.ts';

/** Of axes, and of names that are cut or have signs that no font has. */
const FIXED_SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\u00a0 :+\u2212\u2013./%…';

/** The chart as a PNG. It is drawn off the main thread. @throws Error where a font is missing */
export async function drawChart(chart: SeriesChart): Promise<Uint8Array> {
  const words = [chart.title, ...chart.series.map(({ name, unit }) => `${name}${unit ?? ''}`)];
  const { fontFiles, signs } = await chooseFonts(FIXED_SIGNS + words.join(''));
  const svg = seriesChart({
    ...chart,
    signs,
    title: inKnownSigns(chart.title, signs),
    series: chart.series.map((one) => ({ ...one, name: inKnownSigns(one.name, signs) })),
  });
  const picture = await renderAsync(svg, {
    font: { fontFiles: [...fontFiles], loadSystemFonts: false, defaultFontFamily: 'Inter' },
  });
  return picture.asPng();
}
