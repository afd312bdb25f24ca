import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { baseOf, confluenceClient, kindOf, type ConfluenceClient } from './confluence-client.ts';
import { ConfluenceDouble, TOKEN, USERNAME } from './confluence-fixture.ts';
import { askConfluence, type ConfluenceAnswer, type ConfluenceKind, type Upload } from './confluence-http.ts';

const KINDS: ConfluenceKind[] = ['cloud', 'data center'];
const { signal } = new AbortController();

describe.each(KINDS)('the client of Confluence %s', (kind) => {
  let double: ConfluenceDouble;
  let client: ConfluenceClient;
  beforeEach(async () => {
    double = await ConfluenceDouble.start(kind);
    client = confluenceClient(double.target);
  });
  afterEach(() => double.close());

  const newPage = { spaceKey: 'PERF', parentPageId: null, title: 'Ü & <1> “日本” 🚀', storage: '<p>one</p>' };
  const make = async (given: Partial<typeof newPage> = {}) =>
    done(await client.createPage({ ...newPage, ...given }, signal));

  it('knows who it is and lists all spaces, part by part', async () => {
    expect(done(await client.whoAmI(signal))).toBe('Report Bot');
    const spaces = done(await client.spaces(signal));
    expect(spaces.map(({ key, name }) => [key, name])).toEqual([
      ['PERF', 'Performance'],
      ['TEAM', 'Team <one> & all'],
    ]);
    expect(spaces[0]?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/(wiki|confluence)\/(spaces|display)\/PERF$/);
    expect(done(await client.findSpace('TEAM', signal))?.name).toBe('Team <one> & all');
    expect(done(await client.findSpace('NONE', signal))).toBeNull();
    expect(double.complaints).toEqual([]);
  });

  it('makes, finds, reads and changes a page', async () => {
    const parent = await make({ title: 'Parent' });
    const page = done(await client.createPage({ ...newPage, parentPageId: parent.id }, signal));
    expect(page).toMatchObject({ title: newPage.title, version: 1, status: 'current', storage: '<p>one</p>' });
    expect(double.wiki.page(page.id).parentId).toBe(parent.id);
    expect(done(await client.findPage(newPage, signal))?.id).toBe(page.id);
    expect(done(await client.findPage({ ...newPage, title: 'No such' }, signal))).toBeNull();
    const change = { ...page, storage: '<p>two</p>', version: 2, message: 'A note – ü' };
    expect(done(await client.updatePage(change, signal))).toMatchObject({ version: 2, versionMessage: 'A note – ü' });
    expect(done(await client.page(page.id, signal))).toMatchObject({ storage: '<p>two</p>', version: 2 });
    expect(done(await client.page('999', signal))).toBeNull();
    expect(double.complaints).toEqual([]);
  });

  it('says what is refused', async () => {
    const page = await make();
    expect(faultOf(await client.updatePage({ ...page, version: 1, message: '' }, signal)).kind).toBe('conflict');
    const taken = faultOf(await client.createPage(newPage, signal));
    expect([taken.kind, taken.why]).toEqual([
      'refused',
      expect.stringContaining('A page with this title already exists'),
    ]);
    expect(faultOf(await client.createPage({ ...newPage, spaceKey: 'NONE' }, signal)).kind).toBe('missing');
    const large = { ...newPage, title: 'Large', storage: `<p>${'x'.repeat(5 * 1024 * 1024)}</p>` };
    expect(faultOf(await client.createPage(large, signal)).kind).toBe('too large');
    const below = { ...newPage, title: 'Below nothing', parentPageId: '77' };
    expect(faultOf(await client.createPage(below, signal)).kind).toBe('missing');
  });

  it('gives a file of a name that is there a new version', async () => {
    const { id } = await make();
    expect(done(await client.findAttachment(id, 'a.xlsx', signal))).toBeNull();
    const first = done(await client.attach(id, upload('one'), null, signal));
    const found = done(await client.findAttachment(id, 'a.xlsx', signal));
    expect(found).toEqual({ id: first.id, fileName: 'a.xlsx', comment: 'Prüfsumme one' });
    done(await client.attach(id, upload('two'), found, signal));
    const [file, ...others] = double.wiki.filesOf(id);
    expect(others).toEqual([]);
    expect(file).toMatchObject({ version: 2, comment: 'Prüfsumme two', mediaType: 'application/zip' });
    expect(file?.content).toEqual(upload('two').content);
    double.wiki.largestFileBytes = 2;
    expect(faultOf(await client.attach(id, upload('three'), found, signal)).why).toContain('larger than');
    expect(double.complaints).toEqual([]);
  });

  it('labels', async () => {
    const { id } = await make();
    done(await client.addLabels(id, ['performance-test', 'verze-příliš'], signal));
    expect([...double.wiki.page(id).labels]).toEqual(['performance-test', 'verze-příliš']);
    expect(faultOf(await client.addLabels(id, ['two words'], signal)).kind).toBe('refused');
  });

  it.each([
    [401, 'credentials'],
    [403, 'forbidden'],
    [404, 'missing'],
    [409, 'conflict'],
    [413, 'too large'],
    [429, 'limited'],
    [500, 'failing'],
    [302, 'refused'],
  ])('takes a %i for what it is, without the token', async (status, kindOfFault) => {
    double.interfere = () => ({ status, content: { message: `the token ${TOKEN} was no good` } });
    const fault = faultOf(await client.createPage(newPage, signal));
    expect(fault.kind).toBe(kindOfFault);
    expect(fault.why).not.toContain(TOKEN);
    // Also where it is quoted as it was sent, and the quotation is cut in its middle.
    const basic = Buffer.from(`${USERNAME}:${TOKEN}`).toString('base64');
    const sent = kind === 'cloud' ? basic : TOKEN;
    double.interfere = () => ({ status, content: { message: `${'x'.repeat(180)} ${sent} was no good` } });
    expect(faultOf(await client.createPage(newPage, signal)).why).not.toContain(sent.slice(0, 8));
  });

  it('reads how long it shall wait, in seconds or as a date', async () => {
    double.interfere = () => ({ status: 429, retryAfter: '120' });
    expect(faultOf(await client.page('1', signal)).retryAfterMs).toBe(120_000);
    double.interfere = () => ({ status: 503, retryAfter: new Date(Date.now() + 60_000).toUTCString() });
    const { kind: of, retryAfterMs = 0 } = faultOf(await client.page('1', signal));
    expect([of, Math.round(retryAfterMs / 10_000)]).toEqual(['failing', 6]);
    double.interfere = () => ({ status: 429, retryAfter: 'soon' });
    expect(faultOf(await client.page('1', signal)).retryAfterMs).toBeUndefined();
  });

  it.each(['cut before', 'cut after', 'half an answer'] as const)(
    'says that it cannot be reached: %s',
    async (mishap) => {
      double.interfere = ({ method }) => (method === 'POST' ? mishap : undefined);
      expect(faultOf(await client.createPage(newPage, signal)).kind).toBe('unreachable');
      expect(double.wiki.pages.size).toBe(mishap === 'cut before' ? 0 : 1);
    }
  );

  it('takes a page to sign in for no Confluence', async () => {
    double.interfere = () => 'sign-in page';
    expect(faultOf(await client.whoAmI(signal)).why).toContain('is no Confluence');
  });
});

describe('the double', () => {
  it('refuses what is not described', async () => {
    const double = await ConfluenceDouble.start('cloud');
    const ask = async (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) =>
      faultOf(await askConfluence(double.target, { method, path, body, purpose: 'try' }, signal)).why;
    expect(await ask('GET', 'rest/api/content')).toContain('not described');
    expect(await ask('GET', 'api/v2/spaces?foo=1')).toContain('not described');
    expect(await ask('POST', 'api/v2/pages', { spaceId: '98306' })).toContain('body.status is not what is described');
    const whole = { spaceId: '98306', status: 'current', title: 'x', body: { representation: 'storage', value: '' } };
    expect(await ask('POST', 'api/v2/pages', { ...whole, more: 1 })).toContain('a field more that is not described');
    expect(
      await ask('POST', 'api/v2/pages', { ...whole, body: { representation: 'storage', value: '<b>x</b>' } })
    ).toContain('b in root');
    expect(double.complaints).toHaveLength(5);
    await double.close();
  });
});

describe('the address', () => {
  it('of Atlassian’s own hosts is the Cloud’s, and lies below /wiki', () => {
    expect(kindOf('https://acme.atlassian.net')).toBe('cloud');
    expect(kindOf('https://wiki.acme.example')).toBe('data center');
    expect(kindOf('https://atlassian.net.evil.example')).toBe('data center');
    expect(baseOf('https://acme.atlassian.net/', 'cloud')).toBe('https://acme.atlassian.net/wiki');
    expect(baseOf('https://acme.example/wiki/', 'data center')).toBe('https://acme.example/wiki');
  });
});

function upload(words: string): Upload {
  const content = Buffer.concat([Buffer.from([0, 255, 13, 10, 45, 45]), Buffer.from(words)]);
  return { fileName: 'a.xlsx', mediaType: 'application/zip', content, comment: `Prüfsumme ${words}` };
}

function done<T>(answer: ConfluenceAnswer<T>): T {
  if (answer.kind === 'fault') {
    throw new Error(answer.fault.why);
  }
  return answer.value;
}

function faultOf(answer: ConfluenceAnswer<unknown>) {
  if (answer.kind !== 'fault') {
    throw new Error('it was done');
  }
  return answer.fault;
}
