import { describe, expect, it } from 'vitest';
import { PNG } from 'pngjs';

import type { KeptSeries } from '../../contract/pictures.ts';
import { SERIES_COLORS } from '../model/chart-palette.ts';
import { CHART_THEMES } from './palette.ts';
import { drawChart } from './draw-chart.ts';
import { chooseFonts, pathOf } from './fonts.ts';
import { inKnownSigns } from './signs.ts';
import { seriesChart, type SeriesChart } from './series-chart.ts';
import { topSeries } from './top-series.ts';

const FROM_MS = Date.UTC(2026, 0, 2, 10, 0, 0);
const series = (name: string, values: Array<number | null>, mean = 1): KeptSeries => ({
  ...{ name, unit: 'ms', mean, max: null, values },
  timesMs: values.map((_, index) => FROM_MS + index * 60_000),
});
const CHART: SeriesChart = {
  ...{ title: 'p95', series: [series('a', [100, 200, 300])], fromMs: FROM_MS, toMs: FROM_MS + 120_000 },
  ...{ widthPixels: 1000, heightPixels: 500, theme: 'light' },
};

/** Pixels below the title's baseline and above the plot, or in the legend: where there is nothing but text. */
async function titleInk(title: string): Promise<number> {
  const { data, width } = PNG.sync.read(Buffer.from(await drawChart({ ...CHART, title })));
  let inkPixels = 0;
  for (let pixel = 5 * width; pixel < 40 * width; pixel++) {
    inkPixels += (data[pixel * 4] ?? 255) < 200 ? 1 : 0;
  }
  return inkPixels;
}

describe('a chart', () => {
  it.each(['Response time', 'Žluťoučký kůň', 'Корзина', '数据库查询', '🛒🚀', 'ไทย'])(
    'has the signs of %s',
    async (title) => {
      expect(await titleInk(title)).toBeGreaterThan((await titleInk(' ')) + 60);
    }
  );

  it.each([
    ['Zeit 响 🚀 ž', 'Zeit 应 🚀 ž'],
    ['Zeit 响 🚀 ž', 'Zeit 响 🛒 ž'],
    ['🚀响', '🚀应'],
  ])('draws no boxes in place of signs: %s is not %s', async (one, other) => {
    const [first, second] = [await drawChart({ ...CHART, title: one }), await drawChart({ ...CHART, title: other })];
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(false);
  });

  it('writes signs that no font has as their numbers, and reads no large font without need', async () => {
    expect(inKnownSigns('a\u0e01\u0301', (await chooseFonts('a\u0e01')).signs)).toBe('aU+0E01 ');
    expect((await chooseFonts('p95 Žluťoučký')).fontFiles).toHaveLength(1);
    expect((await chooseFonts('数')).fontFiles.join()).toContain('NotoSansSC');
  });

  it('has room for values below zero', () => {
    const svg = seriesChart({ ...CHART, series: [series('balance', [-50, 25, 100])] });
    const heights = (pattern: RegExp) => [...svg.matchAll(pattern)].map(([, y]) => Number(y));
    const grid = heights(/<line x1="84" x2="984" y1="([\d.]+)"/g);
    const line = heights(/[ML][\d.]+ (-?[\d.]+)/g);
    // -50, 0, 50, 100 from the bottom to the top, and the line from the lowest to the highest of them.
    expect(grid).toHaveLength(4);
    expect([line[0], line[2]]).toEqual([Math.max(...grid), Math.min(...grid)]);
  });

  it('is not drawn without a font: the error says which', () => {
    const font = { name: 'Inter', folder: 'inter', file: 'Inter_400Regular.ttf' };
    expect(() => pathOf(font, 'file:///nowhere/main.js')).toThrow(
      /The font Inter is missing \(Inter_400Regular\.ttf\)/
    );
  });

  it('is as large as it was asked for, on the theme’s background', async () => {
    const { width, height, data } = PNG.sync.read(Buffer.from(await drawChart({ ...CHART, theme: 'dark' })));
    expect([width, height]).toEqual([1000, 500]);
    expect(`#${data.subarray(0, 3).toString('hex')}`).toBe(CHART_THEMES.dark.page);
  });

  it('writes names as text, whatever they are', () => {
    const svg = seriesChart({ ...CHART, title: '<script>&"', series: [series('=1+1\u0000\ud800', [1])] });
    expect(svg).toContain('&#60;script&#62;&#38;&#34;');
    expect(svg).toContain('>=1+1<');
  });

  it.each(['数'.repeat(255), 'W'.repeat(255), '🚀'.repeat(255)])(
    'cuts what has no room, however wide its signs are: %s',
    async (name) => {
      const png = await drawChart({ ...CHART, title: name, series: [series(name, [1, 2])] });
      const { data, width, height } = PNG.sync.read(Buffer.from(png));
      const rows = Array.from({ length: height }, (_, y) => (y * width + width - 8) * 4);
      expect(rows.filter((at) => data.subarray(at, at + 32).some((part) => part !== 255))).toEqual([]);
    }
  );

  it('shows a point that is alone, of whichever series', async () => {
    const withPoint = (value: number | null) =>
      drawChart({ ...CHART, series: [series('a', [100]), series('b', [200]), series('c', [null, value])] });
    const [one, none] = [await withPoint(50), await withPoint(null)];
    const colour = Buffer.from(`${(CHART_THEMES.light.series[2] ?? '').slice(1)}ff`, 'hex');
    const inkOf = (png: Uint8Array) => {
      const { data } = PNG.sync.read(Buffer.from(png));
      return Array.from({ length: data.length / 4 }, (_, pixel) => data.subarray(pixel * 4, pixel * 4 + 4)).filter(
        (pixel) => pixel.equals(colour)
      ).length;
    };
    expect(inkOf(one)).toBeGreaterThan(inkOf(none) + 8);
  });

  it('has its axes from zero to a round value, in the unit of the panel and in UTC', () => {
    const svg = seriesChart(CHART);
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(texts).toEqual([
      ...['p95', '0\u00a0ms', '100\u00a0ms', '200\u00a0ms', '300\u00a0ms'],
      ...['10:00:00', '10:00:30', '10:01:00', '10:01:30', 'UTC', 'a'],
    ]);
    const percent = seriesChart({ ...CHART, series: [{ ...series('a', [0.1, 0.2]), unit: 'percentunit' }] });
    expect(percent).toContain('>20\u00a0%<');
  });

  it('breaks its lines where points are missing, not where they come less often than they were asked for', () => {
    const paths = (values: Array<number | null>) =>
      [...seriesChart({ ...CHART, series: [series('a', values)] }).matchAll(/<path/g)].length;
    expect(paths([1, null, 2, null, 3, null, 4])).toBe(1);
    expect(paths([1, 2, 3, null, null, null, 4, 5])).toBe(2);
  });
});

describe('more than eight series', () => {
  it('are the seven with the highest mean, and the mean of the others', () => {
    const all = Array.from({ length: 10 }, (_, index) => series(`s${index}`, [index, null, index * 10], index));
    const top = topSeries(all);
    expect(top.map(({ name }) => name)).toEqual(['s3', 's4', 's5', 's6', 's7', 's8', 's9', 'mean of 3 others']);
    expect(top.at(-1)?.values).toEqual([1, null, 10]);
    expect(topSeries(all.slice(0, 8))).toHaveLength(8);
  });
});

/** WCAG 2.1, 1.4.11: graphical objects. */
it.each(['light', 'dark'] as const)('colours of the %s theme stand out from their background', (name) => {
  const { page, series: colours } = CHART_THEMES[name];
  expect(colours.filter((colour) => contrast(colour, page) < 3)).toEqual([]);
  expect(new Set(colours).size).toBe(8);
});

/** Of the first seven; the last, for the rest, has none. */
it.each(['light', 'dark'] as const)('colours of the %s theme have the hues of the pages', (name) => {
  const hues = CHART_THEMES[name].series.slice(0, 7).map(hueOf);
  const apart = hues.map((hue, index) => Math.abs(((hue - hueOf(`#${SERIES_COLORS[index] ?? ''}`) + 540) % 360) - 180));
  expect(Math.max(...apart)).toBeLessThan(45);
});

/** In degrees, by the projection onto the plane of chroma. */
function hueOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return (Math.atan2(Math.sqrt(3) * (green - blue), 2 * red - green - blue) * 180) / Math.PI;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
