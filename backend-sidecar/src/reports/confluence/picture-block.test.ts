import { describe, expect, it } from 'vitest';

import { fixtureSingleInput } from '../model/report-fixture.ts';
import { buildReportModel } from '../model/report-model.ts';
import { pictureBlock } from './picture-block.ts';

const { runs } = buildReportModel(fixtureSingleInput());
const runId = runs[0]?.run.id ?? 0;
const panel = { runId, title: 'p95 <ms>', fileName: 'picture-1.png' };

describe('pictures on a page of Confluence', () => {
  it('say nothing more where Grafana showed them so', () => {
    const block = pictureBlock([{ ...panel, why: null }], runs);
    expect(block).toContain('<ri:attachment ri:filename="picture-1.png"');
    expect(block).toContain('p95 &lt;ms&gt;');
    expect(block).not.toMatch(/because|Drawn/);
  });

  it('that were drawn for want of a renderer say so', () => {
    const why = 'Drawn from the panel’s data, because Grafana has no image renderer';
    expect(pictureBlock([{ ...panel, why }], runs)).toContain(`<em>${why}.</em>`);
  });

  it('that are not there are told with the reason', () => {
    const block = pictureBlock([{ ...panel, fileName: null, why: 'no dashboard <x>' }], runs);
    expect(block).toContain('<li>p95 &lt;ms&gt;: not captured, because no dashboard &lt;x&gt;</li>');
    expect(block).not.toContain('ac:image');
  });
});
