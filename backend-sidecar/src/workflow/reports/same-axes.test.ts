import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import ExcelJS from 'exceljs';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { KeptData, KeptSeries } from '../../contract/pictures.ts';
import { renderExcel } from '../../reports/excel/render-excel.ts';
import { renderHtml } from '../../reports/html/render-html.ts';
import { fixtureComparisonInput } from '../../reports/model/comparison-fixture.ts';
import { fixturePicture } from '../../reports/model/picture-fixture.ts';
import { buildReportModel, type ReportModel, type ReportPicture } from '../../reports/model/report-model.ts';
import { drawSameAxes } from './same-axes.ts';

/** Left of the plot: figures of the axis and nothing else. */
const AXIS_PIXELS = 80;
const START_MS = Date.UTC(2026, 0, 2, 10);

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'perftest-axes-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function seriesOf(values: readonly number[]): KeptSeries {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    ...{ name: 'p95', unit: 'ms', mean, max: Math.max(...values), values: [...values] },
    timesMs: values.map((_, index) => START_MS + index * 60_000),
  };
}

/** A panel whose data were kept. */
function kept(id: number, testRunId: number, values: readonly number[]): ReportPicture {
  const { timesMs, values: _values, ...figures } = seriesOf(values);
  const picture = fixturePicture({
    id,
    testRunId,
    figures: [figures],
    imagePath: null,
    dataPath: `picture-${id}.json`,
  });
  const toMs = timesMs.at(-1) ?? START_MS;
  const data: KeptData = {
    ...{ version: 1, dashboardUid: 'live', dashboardTitle: picture.dashboardTitle, panelId: 8, queries: [] },
    ...{ panelTitle: picture.panelTitle, fromMs: START_MS, toMs, series: [seriesOf(values)] },
  };
  writeFileSync(join(root, `picture-${id}.json`), JSON.stringify(data));
  return picture;
}

/** Two versions; the older run took up to 80 ms, the newer up to 900 and twice as long. */
function compared(): ReportModel {
  const model = buildReportModel(fixtureComparisonInput({ labelCount: 3, versionNames: ['14.2.3', '14.2.2'] }));
  const [older = 0, newer = 0] = (model.comparisons[0]?.columns ?? []).flatMap(({ runId }) => runId ?? []);
  return { ...model, pictures: [kept(1, older, [50, 80]), kept(2, newer, [500, 900, 700])] };
}

function pixelsOf(address: string | undefined): PNG {
  return PNG.sync.read(Buffer.from((address ?? '').replace('data:image/png;base64,', ''), 'base64'));
}

function axisOf(address: string | undefined): string {
  const { data, width, height } = pixelsOf(address);
  const rows = Array.from({ length: height }, (_, y) => data.subarray(y * width * 4, (y * width + AXIS_PIXELS) * 4));
  // Above stands the title, below the legend.
  return Buffer.concat(rows.slice(40, 440)).toString('base64');
}

describe('panels of runs that are compared', () => {
  it('are drawn on the same axes, whatever each of them measured', async () => {
    const model = compared();
    const images = await drawSameAxes(model, root);
    expect([...images.keys()]).toEqual(['same axes: 1', 'same axes: 2']);
    const [first, second] = [...images.values()];
    expect(axisOf(first)).toBe(axisOf(second));
    expect(first).not.toBe(second);
    // Beside one of a tenth, the axis is another.
    const [older, newer] = model.pictures;
    const small = kept(3, newer?.testRunId ?? 0, [50, 90]);
    const others = await drawSameAxes({ ...model, pictures: older === undefined ? [] : [older, small] }, root);
    expect(axisOf(others.get('same axes: 1'))).not.toBe(axisOf(first));
  });

  it('stand in both files, above what Grafana showed', async () => {
    const model = compared();
    const images = await drawSameAxes(model, root);
    const html = renderHtml(model, images);
    expect(html.match(/src="data:image\/png/g)).toHaveLength(2);
    expect(html).toContain('On the same axes');
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load((await renderExcel(model, images)) as never);
    expect(workbook.getWorksheet('Pictures')?.getImages()).toHaveLength(2);
  });

  it.each([
    ['are gone', 'gone.json'],
    ['lie elsewhere', '../picture-2.json'],
    ['are no longer those of the figures', 'picture-1.json'],
    ['are damaged', 'damaged.json'],
    ['were not kept', null],
  ])('are not drawn where the data of one %s', async (_why, dataPath) => {
    const model = compared();
    writeFileSync(join(root, 'damaged.json'), '{"version":1,"ser');
    const pictures = model.pictures.map((one) => (one.id === 2 ? { ...one, dataPath } : one));
    expect((await drawSameAxes({ ...model, pictures }, root)).size).toBe(0);
  });
});
