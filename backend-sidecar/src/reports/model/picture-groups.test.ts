import { describe, expect, it } from 'vitest';

import { fixturePicture } from './picture-fixture.ts';
import { sameAxesText, shownText } from './picture-groups.ts';
import { fixtureSingleInput } from './report-fixture.ts';
import { buildReportModel } from './report-model.ts';

const input = fixtureSingleInput();
const testRunId = input.runs[0]?.run.id ?? 0;
const captured = fixturePicture({ id: 1, testRunId, imagePath: '1.png' });
const drawn = fixturePicture({ id: 2, testRunId, imagePath: '2.png', state: 'drawn', why: 'Drawn from data' });
const missing = fixturePicture({ id: 3, testRunId, imagePath: null, state: 'missing', why: 'no such panel' });
const images = new Map([
  ['1.png', 'data:,1'],
  ['2.png', 'data:,2'],
]);

describe('what is said above pictures', () => {
  it('counts those that Grafana showed, and those that were drawn, by themselves', () => {
    const model = buildReportModel({ ...input, pictures: [captured, drawn, missing] });
    expect(shownText(model, images)).toBe(
      '1 of 3 panels as they looked when the runs had ended, 1 drawn from their data'
    );
    const onlyGrafana = buildReportModel({ ...input, pictures: [captured, missing] });
    expect(shownText(onlyGrafana, images)).toBe('1 of 2 panels as they looked when the runs had ended');
  });

  it('does not call a drawn chart one that Grafana showed', () => {
    const named = (picture: typeof drawn) => ({ runName: '14.2.3, run 1', picture });
    expect(sameAxesText([named(captured), named(drawn)])).toMatch(/below as Grafana showed it\.$/);
    expect(sameAxesText([named(drawn)])).toMatch(/below each on axes of its own\.$/);
  });
});
