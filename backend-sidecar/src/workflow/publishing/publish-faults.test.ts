import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Publication } from '../../contract/publishing.ts';
import {
  TOKEN,
  USERNAME,
  type ConfluenceDouble,
  type Mishap,
  type SeenRequest,
} from '../../integrations/confluence/confluence-fixture.ts';
import type { ConfluenceKind } from '../../integrations/confluence/confluence-http.ts';
import { findAll, readStorage, shownText } from '../../integrations/confluence/storage-tree-fixture.ts';
import { fixtureRunInput, fixtureSingleInput } from '../../reports/model/report-fixture.ts';
import { FIRST_FILES, PublishingUnderTest } from './publishing-fixture.ts';

const KINDS: ConfluenceKind[] = ['cloud', 'data center'];
const SECOND_FILES = { excel: 'another workbook', html: '<!doctype html><title>another report</title>' };
/** Two labels are enough to be half a page. */
const SMALL = {
  ...fixtureSingleInput(),
  runs: [
    fixtureRunInput({
      ...{ id: 11, scenarioName: 'prod', testTypeName: 'Load' },
      labels: [
        { label: 'Pay', count: 18_240, p90Ms: 142 },
        { label: '<Search & "find">', count: 18_240, errors: 12, p90Ms: 388 },
      ],
    }),
  ],
};
const said = (status: number, retryAfter?: string): Mishap => ({
  ...{ status, content: { message: `the token ${TOKEN} of ${USERNAME}` } },
  ...(retryAfter === undefined ? {} : { retryAfter }),
});
/** What may happen to any request. */
const MISHAPS: ReadonlyArray<[name: string, mishap: Mishap]> = [
  ['cut before it was done', 'cut before'],
  ['cut after it was done', 'cut after'],
  ['half an answer', 'half an answer'],
  ['401', said(401)],
  ['409', said(409)],
  ['413', said(413)],
  ['429', said(429, new Date(Date.now() + 120_000).toUTCString())],
  ['500', said(500)],
];
type Deed = (double: ConfluenceDouble, pageId: string) => void;
/** What people may do between any two requests. */
const DEEDS: ReadonlyArray<[name: string, deed: Deed]> = [
  ['deleted', ({ wiki }, pageId) => void (wiki.page(pageId).status = 'trashed')],
  ['moved', ({ wiki }, pageId) => void (wiki.page(pageId).parentId = '1')],
  ['written on', ({ wiki }, pageId) => wiki.edit(pageId, (storage) => `<p>Above</p>${storage}<p>Below</p>`)],
  ['renamed', ({ wiki }, pageId) => wiki.edit(pageId, (storage) => storage, `Renamed ${pageId}`)],
];

describe.each(KINDS)('publishing to Confluence %s', (kind) => {
  let under: PublishingUnderTest;
  beforeAll(async () => {
    under = await PublishingUnderTest.open(kind);
  });
  afterAll(() => under.close());

  /** A report; where it is to be published again, its files are others now and people have written around it. */
  const prepare = async (isAgain: boolean): Promise<number> => {
    const reportId = under.report(SMALL);
    under.double.wiki.pages.clear();
    if (isAgain) {
      expect(await under.publish(reportId)).toMatchObject({ state: 'published' });
      const { pageId } = under.status(reportId);
      under.double.wiki.edit(pageId ?? '', (storage) => `<h1>Ours</h1>${storage}<p>&nbsp;More &ndash; of ours</p>`);
      under.write(reportId, SECOND_FILES);
    }
    under.double.requests.length = 0;
    under.double.wiki.seen.length = 0;
    return reportId;
  };
  const requestCounts = new Map<boolean, number>();
  const requestsOf = async (isAgain: boolean): Promise<number> => {
    const known = requestCounts.get(isAgain);
    if (known !== undefined) {
      return known;
    }
    await under.publish(await prepare(isAgain));
    const { length } = under.double.requests;
    requestCounts.set(isAgain, length);
    return length;
  };
  /** Does something at one request, counted from now on. */
  const at = (place: number, does: (seen: SeenRequest) => Mishap | void): void => {
    under.double.interfere = (seen) => (seen.number === place ? does(seen) : undefined);
  };
  const expectWhole = (reportId: number, isAgain: boolean, mostVersions: number): void => {
    const { double, publications } = under;
    const pages = pagesOf(double, reportId);
    expect(pages).toHaveLength(1);
    const [page] = pages;
    const row = publications.find(reportId);
    expect([page?.id, page?.title]).toEqual([row?.pageId, expect.stringContaining(`(report ${reportId})`)]);
    expect(isWhole(page?.storage ?? '')).toBe(true);
    const { excel, html } = isAgain ? SECOND_FILES : FIRST_FILES;
    const files = double.wiki.filesOf(page?.id ?? '');
    expect(Object.fromEntries(files.map(({ fileName, content }) => [fileName, content.toString()]))).toEqual({
      [`report-${reportId}.xlsx`]: excel,
      [`report-${reportId}.html`]: html,
    });
    expect(files.map(({ version }) => version)).toEqual(isAgain ? [2, 2] : [1, 1]);
    expect(page?.version).toBeLessThanOrEqual(mostVersions);
    expect([...(page?.labels ?? [])]).toContain('performance-test');
    if (isAgain) {
      expect(page?.storage).toMatch(/^<h1>Ours<\/h1><p><ac:structured-macro.*<p>&nbsp;More &ndash; of ours<\/p>$/s);
    }
    expectNeverHalf(double, reportId);
    expect(double.complaints).toEqual([]);
  };
  const expectNoSecrets = (): void => {
    const told = JSON.stringify([under.logged, under.publications.find(1)]);
    const basic = Buffer.from(`${USERNAME}:${TOKEN}`).toString('base64');
    expect([told.includes(TOKEN), told.includes(basic)]).toEqual([false, false]);
  };

  /** One request after another meets it. */
  const meetsMishap = async (place: number, mishap: Mishap, isAgain: boolean): Promise<void> => {
    const reportId = await prepare(isAgain);
    at(place, () => mishap);
    const first = await under.publish(reportId);
    under.double.interfere = () => undefined;
    expectSaid(first);
    const whole = await under.endOf(reportId);
    const [page] = pagesOf(under.double, reportId);
    // What was too large is said, and tried again when a person asks.
    const end = page !== undefined && isShortened(page.storage) ? await under.publish(reportId) : whole;
    expect({ place, ...end }).toMatchObject({ state: 'published', step: 'done', error: null });
    expectWhole(reportId, isAgain, (isAgain ? 4 : 2) + (end.attempts === 1 ? 1 : 0));
  };

  const isKilled = async (place: number, when: 'before' | 'after', isAgain: boolean): Promise<void> => {
    const reportId = await prepare(isAgain);
    let killed: Promise<void> | undefined;
    const kill = ({ number }: SeenRequest) => {
      killed ??= number === place ? under.publishing.stop() : undefined;
    };
    under.double.interfere = (seen) => {
      if (when === 'before') {
        kill(seen);
      }
      return when === 'before' && killed !== undefined ? 'cut before' : undefined;
    };
    under.double.done = when === 'after' ? kill : () => undefined;
    await under.publish(reportId);
    await killed;
    expect(under.status(reportId).state).toBe('publishing');
    under.double.interfere = () => undefined;
    under.double.done = () => undefined;
    await under.restart();
    expect({ place, ...under.status(reportId) }).toMatchObject({ state: 'published' });
    expectWhole(reportId, isAgain, isAgain ? 4 : 2);
  };

  const meetsDeed = async (place: number, deed: Deed, isAgain: boolean): Promise<void> => {
    const reportId = await prepare(isAgain);
    at(place, () => pagesOf(under.double, reportId).forEach(({ id }) => deed(under.double, id)));
    const first = await under.publish(reportId);
    under.double.interfere = () => undefined;
    const end = first.state === 'waiting' ? await under.later(reportId) : first;
    expect({ place, ...end }).toMatchObject({ state: 'published' });
    // None where it was deleted after the last look at it: that is what people wanted.
    const pages = pagesOf(under.double, reportId);
    const found = pages.map(({ id, storage }) => ({
      ...{ id, isWhole: isWhole(storage), files: under.double.wiki.filesOf(id).length },
      isKept: storage.includes('<p>Above</p>') === storage.includes('<p>Below</p>'),
    }));
    expect({ place, found }).toEqual({
      place,
      found: pages.map(() => ({ id: end.pageId, isWhole: true, files: 2, isKept: true })).slice(0, 1),
    });
    expectNeverHalf(under.double, reportId);
  };

  describe.each([
    ['a new page', false],
    ['a page that is there', true],
  ])('%s', (_name, isAgain) => {
    // What both kinds answer is told apart in the client's tests: here each mishap is met once by a new page, and once more.
    const mishaps = (kind === 'cloud') === isAgain ? MISHAPS.slice(0, 2) : MISHAPS;
    it.each(mishaps)('is whole in the end whichever request meets this: %s', async (_what, mishap) => {
      const requests = await requestsOf(isAgain);
      expect(requests).toBeGreaterThan(6);
      for (let place = 1; place <= requests; place++) {
        await meetsMishap(place, mishap, isAgain);
      }
      expectNoSecrets();
    });

    it.each(['before', 'after'] as const)(
      'is whole when the sidecar is killed %s any request is done',
      async (when) => {
        const requests = await requestsOf(isAgain);
        for (let place = 1; place <= requests; place++) {
          await isKilled(place, when, isAgain);
        }
      }
    );

    it.each(DEEDS)('is whole by itself whenever people have %s it', async (_what, deed) => {
      const requests = await requestsOf(isAgain);
      for (let place = 1; place <= requests; place++) {
        await meetsDeed(place, deed, isAgain);
      }
      expect(under.double.complaints).toEqual([]);
    });
  });

  it('waits as long as Confluence says', async () => {
    const reportId = under.report();
    under.double.interfere = () => said(429, '120');
    const { nextTryAtMs } = await under.publish(reportId);
    expect(nextTryAtMs).toBe(under.nowMs + 120_000);
    under.double.interfere = () => undefined;
    under.nowMs += 119_000;
    under.publishing.start();
    expect(await under.settled(reportId)).toMatchObject({ state: 'waiting' });
    expect(await under.later(reportId)).toMatchObject({ state: 'published', attempts: 2 });
  });

  it('gives up after ten attempts in ten hours, and begins anew when asked', async () => {
    const reportId = under.report();
    const beganAtMs = under.nowMs;
    under.double.interfere = () => said(502);
    let now = await under.publish(reportId);
    while (now.state === 'waiting') {
      now = await under.later(reportId);
    }
    expect(now).toMatchObject({ state: 'failed', attempts: 10, nextTryAtMs: null });
    expect(under.nowMs - beganAtMs).toBeGreaterThan(9 * 3_600_000);
    under.double.interfere = () => undefined;
    expect(await under.publish(reportId)).toMatchObject({ state: 'published', attempts: 1, error: null });
  });

  it('asks a Confluence that knows not the token but once', async () => {
    const reportId = under.report();
    under.double.requests.length = 0;
    under.double.interfere = () => said(401);
    expect(await under.publish(reportId)).toMatchObject({ state: 'failed', attempts: 1 });
    under.double.interfere = () => undefined;
    expect(under.double.requests).toHaveLength(1);
  });
});

/** A text that goes up to the label, and says what was left out of it. */
function isShortened(storage: string): boolean {
  return shownText(readStorage(storage)).includes('larger than this Confluence takes');
}

/** Those that are not in the bin. */
function pagesOf({ wiki }: ConfluenceDouble, reportId: number) {
  return [...wiki.pages.values()].filter(
    ({ storage, status }) => status === 'current' && storage.includes(`>perftest-${reportId}-`)
  );
}

/** A fault is said in a sentence, and when it is tried again. */
function expectSaid({ state, error, nextTryAtMs }: Publication): void {
  if (state !== 'published') {
    expect(error).toMatch(/^[A-ZT].*[.:”]/);
    expect(error).not.toContain(TOKEN);
    expect(nextTryAtMs === null).toBe(state === 'failed');
  }
}

function isWhole(storage: string): boolean {
  const text = shownText(readStorage(storage));
  return text.includes('All samples') && text.includes('writes this section anew');
}

/** Each text that a reader may have seen was the announcement or the whole, with all the files that it names. */
function expectNeverHalf({ wiki }: ConfluenceDouble, reportId: number): void {
  for (const { storage, fileNames } of wiki.seen.filter((one) => one.storage.includes(`>perftest-${reportId}-`))) {
    const root = readStorage(storage);
    expect(shownText(root).includes('is being published')).not.toBe(isWhole(storage));
    const named = findAll(root, 'ri:attachment').map(({ attributes }) => attributes['ri:filename'] ?? '');
    expect(named.filter((name) => !fileNames.includes(name))).toEqual([]);
  }
}
