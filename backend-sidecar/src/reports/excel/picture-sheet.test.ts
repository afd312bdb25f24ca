import { describe, expect, it } from 'vitest';

import { fixtureComparisonInput } from '../model/comparison-fixture.ts';
import { fixturePicture } from '../model/picture-fixture.ts';
import { buildReportModel, type ReportPicture } from '../model/report-model.ts';
import { readSheets, unzip } from './read-xlsx-independently.ts';
import { renderExcel } from './render-excel.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64'
);
const images = new Map([['old.png', `data:image/png;base64,${PNG.toString('base64')}`]]);

/** The fixture's runs are 100 (the older) and 101. */
async function workbookWith(pictures: ReportPicture[]) {
  const input = fixtureComparisonInput({ labelCount: 1, versionNames: ['14.2.3', '14.2.2'] });
  return renderExcel(buildReportModel({ ...input, pictures }), images);
}

describe('the sheet of pictures', () => {
  const pictures = [
    fixturePicture({ id: 1, testRunId: 100, imagePath: 'old.png' }),
    fixturePicture({
      ...{ id: 2, testRunId: 101, imagePath: null, state: 'missing', why: '=the renderer answered nothing' },
      figures: [{ name: 'p95', unit: 'percentunit', mean: 0.25, max: null }],
    }),
  ];

  it('has the picture itself, why another is missing, and mean and maximum as numbers', async () => {
    const file = await workbookWith(pictures);
    const parts = unzip(file);
    expect([...parts].filter(([name]) => name.endsWith('.png')).map(([, part]) => part.equals(PNG))).toEqual([true]);
    const cells = readSheets(file).get('Pictures');
    const values = [...(cells?.values() ?? [])].map(({ value }) => value);
    expect(values).toContain('Response time · JMeter live');
    expect(values).toContain('14.2.3, run 101: not captured, because =the renderer answered nothing.');
    expect(values).toContain('Mean, 14.2.2, run 100');
    expect(values).toEqual(expect.arrayContaining([209.5567, 1259.82]));
    expect([...(cells?.values() ?? [])].filter(({ hasFormula }) => hasFormula)).toEqual([]);
  });

  it('stands beside the sheet of charts, and is left out where no panel was wanted', async () => {
    const names = [...readSheets(await workbookWith(pictures)).keys()];
    expect(names).toEqual(expect.arrayContaining(['Charts', 'Pictures']));
    expect([...readSheets(await workbookWith([])).keys()]).not.toContain('Pictures');
  });
});
