import { describe, expect, it } from 'vitest';

import { fixtureSingleInput } from '../model/report-fixture.ts';
import { fixtureComparisonInput } from '../model/comparison-fixture.ts';
import { fixturePicture } from '../model/picture-fixture.ts';
import { buildReportModel } from '../model/report-model.ts';
import { renderHtml } from './render-html.ts';

const ADDRESS = 'data:image/png;base64,iVBORw0KGgo=';

describe('pictures in the HTML report', () => {
  it('are of its run, in the file itself, with mean and maximum of their series', () => {
    const input = fixtureSingleInput();
    const runId = input.runs[0]?.run.id ?? 0;
    const picture = fixturePicture({ testRunId: runId, panelTitle: '<b>p95</b> 响应时间' });
    const model = buildReportModel({ ...input, pictures: [picture] });
    const html = renderHtml(model, new Map([[picture.imagePath ?? '', ADDRESS]]));
    expect(html).toContain(`src="${ADDRESS}"`);
    expect(html).toContain('&lt;b&gt;p95&lt;/b&gt; 响应时间');
    expect(html).toContain('209.6\u00a0ms');
    expect(html).toContain('1\u00a0260\u00a0ms');
    expect(html).not.toContain('not captured');
  });

  it('that are missing say why; without pictures there is no section', () => {
    const input = fixtureSingleInput();
    const runId = input.runs[0]?.run.id ?? 0;
    const gone = { imagePath: null, state: 'missing', why: 'Grafana has no dashboard x', figures: [] } as const;
    const pictures = [fixturePicture({ testRunId: runId, ...gone, figures: [] })];
    expect(renderHtml(buildReportModel({ ...input, pictures }))).toContain(
      'not captured, because Grafana has no dashboard x.'
    );
    expect(renderHtml(buildReportModel(input))).not.toContain('<h2>Grafana</h2>');
  });

  it('of runs that are compared stand beside each other, the old one first', () => {
    const input = fixtureComparisonInput({ labelCount: 3, versionNames: ['14.2.3', '14.2.2'] });
    const model = buildReportModel(input);
    const runIds = (model.comparisons[0]?.columns ?? []).flatMap(({ runId }) => runId ?? []);
    const pictures = [...runIds]
      .reverse()
      .map((testRunId) => fixturePicture({ id: testRunId, testRunId, imagePath: `${testRunId}.png` }));
    const images = new Map(runIds.map((id) => [`${id}.png`, `data:image/png;base64,${id}`]));
    const html = renderHtml({ ...model, pictures }, images);
    const order = [...html.matchAll(/src="data:image\/png;base64,(\d+)"/g)].map(([, id]) => Number(id));
    expect(order).toEqual(runIds);
    expect(html.match(/Response time in figures/g)).toHaveLength(1);
  });
});
