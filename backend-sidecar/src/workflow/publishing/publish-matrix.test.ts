import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { PublishTemplateInput } from '../../contract/publishing.ts';
import type { ConfluenceDouble } from '../../integrations/confluence/confluence-fixture.ts';
import type { ConfluenceKind } from '../../integrations/confluence/confluence-http.ts';
import { readStorage, shownText } from '../../integrations/confluence/storage-tree-fixture.ts';
import { fixtureBaselineInput, fixtureComparisonInput } from '../../reports/model/comparison-fixture.ts';
import { fixtureBatchInput, fixtureSingleInput } from '../../reports/model/report-fixture.ts';
import { buildReportModel } from '../../reports/model/report-model.ts';
import { PublishingUnderTest } from './publishing-fixture.ts';

const KINDS: ConfluenceKind[] = ['cloud', 'data center'];
const INPUTS = {
  single: fixtureSingleInput(),
  batch: fixtureBatchInput(),
  comparison: fixtureComparisonInput({ labelCount: 3, versionNames: ['14.2.3', '14.2.2'] }),
  baseline: fixtureBaselineInput(3),
};
const TYPES = Object.keys(INPUTS) as Array<keyof typeof INPUTS>;
const OWN_TEMPLATE: PublishTemplateInput = {
  ...{ name: 'ours', title: 'Load of {{version}}, number {{reportId}}', isDefault: false },
  body: '<h2>{{title}}</h2>{{verdict}}{{comparison}}{{runs}}{{files}}',
};
const NOTE = '<p>Said by people</p>';
/** The block of the first or the last anchor. */
const BEGIN = /^<p><ac:structured-macro.*?<\/p>/s;
const END = /<p><ac:structured-macro(?!.*<p><ac:structured-macro).*?<\/p>$/s;

describe.each(KINDS)('publishing to Confluence %s', (kind) => {
  let under: PublishingUnderTest;
  beforeAll(async () => {
    under = await PublishingUnderTest.open(kind);
  });
  afterAll(() => under.close());

  const pageOf = (pageId: string | null) => under.double.wiki.page(pageId ?? '');

  describe.each(TYPES)('a report of the type %s', (type) => {
    it.each(['the built-in template', 'a template of its own'])(
      'is on one page, and stays there: %s',
      async (which) => {
        const templateId =
          which === 'the built-in template' ? undefined : under.templates.create({ ...OWN_TEMPLATE, name: type }).id;
        const input = INPUTS[type];
        const { sentence, title } = buildReportModel(input);
        const reportId = under.report(input);
        const before = under.double.wiki.pages.size;
        const first = await under.publish(reportId, templateId === undefined ? {} : { templateId });
        expect(first).toMatchObject({ state: 'published', attachmentsDone: 2 });
        const page = pageOf(first.pageId);
        expect(page.title).toContain(templateId === undefined ? title : 'Load of');
        expect(page.title).toContain(String(reportId));
        expect(timesIn(page.storage, sentence)).toBeGreaterThan(0);

        under.double.wiki.edit(page.id, (storage) => NOTE + storage);
        const sentences = timesIn(page.storage, sentence);
        const again = await under.publish(reportId);
        expect(again).toMatchObject({ state: 'published', pageId: page.id, title: page.title });
        expect([timesIn(page.storage, sentence), page.storage.split(NOTE).length - 1]).toEqual([sentences, 1]);
        expect(under.double.wiki.pages.size).toBe(before + 1);
        expect(under.double.wiki.filesOf(page.id)).toHaveLength(2);
        expect(under.double.complaints).toEqual([]);
      }
    );
  });

  it.each([
    ['both marks were taken away', (storage: string) => NOTE + storage.replace(BEGIN, '').replace(END, ''), /gone/],
    ['the first mark was taken away', (storage: string) => NOTE + storage.replace(BEGIN, ''), /gone/],
    ['the last mark was taken away', (storage: string) => storage.replace(END, '') + NOTE, /gone/],
    ['everything was copied below', (storage: string) => storage + storage, /more than once/],
    ['nothing but people’s words was left', () => NOTE, /gone/],
  ])('leaves a page alone when %s, and says so', async (_what, change, why) => {
    const reportId = under.report();
    const { pageId } = await under.publish(reportId);
    under.double.wiki.edit(pageId ?? '', change);
    const { storage: edited, version } = pageOf(pageId);
    expect(await under.publish(reportId)).toMatchObject({ state: 'failed', pageId, error: expect.stringMatching(why) });
    expect(pageOf(pageId)).toMatchObject({ storage: edited, version });
    expect(pagesNamed(under.double, reportId)).toHaveLength(1);
  });

  it('that is not allowed something says so at once, and is done when it is allowed', async () => {
    const requests = await requestsOfOnePublication(under);
    for (let place = 1; place <= requests; place += 1) {
      under.double.requests.length = 0;
      under.double.interfere = ({ number }) =>
        number === place ? { status: 403, content: { message: 'no' } } : undefined;
      const reportId = under.report();
      const refused = await under.publish(reportId);
      const met = under.double.requests[place - 1];
      expect([met, refused.state, refused.attempts]).toEqual([met, 'failed', 1]);
      expect(refused.error).toMatch(/may not|allowed|right/);
      under.double.interfere = () => undefined;
      expect([met, (await under.publish(reportId)).state]).toEqual([met, 'published']);
      expect(pagesNamed(under.double, reportId)).toHaveLength(1);
    }
  });
});

function timesIn(storage: string, words: string): number {
  return shownText(readStorage(storage)).split(words).length - 1;
}

async function requestsOfOnePublication(under: PublishingUnderTest): Promise<number> {
  under.double.requests.length = 0;
  await under.publish(under.report());
  const { length } = under.double.requests;
  expect(length).toBeGreaterThan(5);
  return length;
}

function pagesNamed({ wiki }: ConfluenceDouble, reportId: number) {
  return [...wiki.pages.values()].filter(({ title }) => title.includes(`(report ${reportId})`));
}
