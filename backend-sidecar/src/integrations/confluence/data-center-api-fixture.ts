import { fileJson, labelsOf } from './cloud-api-fixture.ts';
import { expectBody, expectQuery, expectUpload, type Asked, type Given } from './requests-fixture.ts';
import { Refusal, type KeptPage, type Wiki } from './wiki-fixture.ts';

const ANY = /^.+$/s;
const NUMBER = /^\d+$/;
const EXPAND = /^[\w.]+(,[\w.]+)*$/;
const BODY = { storage: { value: 'text', representation: /^storage$/ } } as const;

/** The part of Data Center's API that is described at https://developer.atlassian.com/server/confluence/rest/v1000/. */
export function answerOfDataCenter(wiki: Wiki, asked: Asked, base: string): Given {
  const { method, path } = asked;
  const [, spaceKey = ''] = /^rest\/api\/space\/([^/]+)$/.exec(path) ?? [];
  const [, pageId = '', part = ''] = /^rest\/api\/content\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  const [, fileId = ''] = /^child\/attachment\/([^/]+)\/data$/.exec(part) ?? [];
  const route = fileId === '' ? part : 'data';
  const name = pageId !== '' ? `page ${route}`.trim() : spaceKey !== '' ? 'space' : path;
  switch (`${method} ${name}`) {
    case 'GET rest/api/user/current':
      expectQuery(asked, {});
      return ok({ type: 'known', username: 'bot', userKey: 'ff8080', displayName: 'Report Bot' });
    case 'GET rest/api/space':
      return spaces(wiki, asked, base);
    case 'GET space':
      expectQuery(asked, {});
      return ok(spaceJson(decodeURIComponent(spaceKey), wiki.space(decodeURIComponent(spaceKey))));
    case 'GET rest/api/content':
      return ok({ ...found(wiki, asked, base), _links: { base } });
    case 'POST rest/api/content':
      return ok(created(wiki, asked, base));
    case 'GET page':
      return ok(pageJson(wiki.expectCurrent(numberOf(pageId)), expandOf(asked), base));
    case 'PUT page':
      return ok(updated(wiki, asked, { id: numberOf(pageId), base }));
    case 'GET page child/attachment':
      return ok({ results: filesOf(wiki, asked, pageId), _links: { base } });
    case 'POST page child/attachment':
      expectQuery(asked, {});
      return ok({ results: [fileJson(wiki.addFile(pageId, expectUpload(asked, 'no-check')))], _links: { base } });
    case 'POST page data':
      expectQuery(asked, {});
      return ok(fileJson(wiki.changeFile(pageId, fileId, expectUpload(asked, 'no-check'))));
    case 'POST page label':
      wiki.addLabels(pageId, labelsOf(asked));
      return ok({ results: [...wiki.page(pageId).labels].map((label) => ({ prefix: 'global', name: label })) });
    default:
      throw new Refusal(404, `${method} ${path} is not described`);
  }
}

function ok(content: unknown): Given {
  return { status: 200, content };
}

function numberOf(id: string): string {
  if (!NUMBER.test(id)) {
    throw new Refusal(404, `No content found with id: ${id}`);
  }
  return id;
}

/** What is not asked for by `expand` is not there. */
function expandOf(asked: Asked): string[] {
  return (expectQuery(asked, { expand: EXPAND }).expand ?? '').split(',');
}

function spaces(wiki: Wiki, asked: Asked, base: string): Given {
  const query = expectQuery(asked, { start: NUMBER, limit: NUMBER, status: /^(current|archived)$/ });
  const [start, limit] = [Number(query.start ?? 0), Number(query.limit ?? 25)];
  const part = [...wiki.spaces].slice(start, start + limit);
  const next = start + limit < wiki.spaces.size ? { next: `/rest/api/space?start=${start + limit}` } : {};
  return ok({ results: part.map(([key, space]) => spaceJson(key, space)), start, limit, _links: { base, ...next } });
}

function spaceJson(key: string, { id, name }: { id: string; name: string }) {
  return { id: Number(id), key, name, type: 'global', _links: { webui: `/display/${key}` } };
}

function found(wiki: Wiki, asked: Asked, base: string) {
  const known = { type: /^page$/, spaceKey: ANY, title: ANY, expand: EXPAND, limit: NUMBER };
  const { spaceKey, title, expand = '' } = expectQuery(asked, known);
  wiki.space(spaceKey ?? '');
  const results = [...wiki.pages.values()]
    .filter((page) => page.status === 'current' && page.spaceKey === spaceKey && page.title === title)
    .map((page) => pageJson(page, expand.split(','), base));
  return { results, size: results.length };
}

function created(wiki: Wiki, asked: Asked, base: string) {
  const expand = expandOf(asked);
  const { title, space, body, ancestors } = expectBody<{
    title: string;
    space: { key: string };
    body: { storage: { value: string } };
    ancestors?: Array<{ id: string }>;
  }>(asked, { type: /^page$/, title: 'text', space: { key: 'text' }, body: BODY, 'ancestors?': [{ id: NUMBER }] });
  const parentId = ancestors?.[0]?.id ?? null;
  return pageJson(wiki.create({ spaceKey: space.key, title, storage: body.storage.value, parentId }), expand, base);
}

function updated(wiki: Wiki, asked: Asked, { id, base }: { id: string; base: string }) {
  const expand = expandOf(asked);
  const version = { number: 'number', 'message?': 'text', 'minorEdit?': 'text' } as const;
  const change = expectBody<{
    id: string;
    title: string;
    body: { storage: { value: string } };
    version: { number: number; message?: string };
  }>(asked, { 'id?': NUMBER, type: /^page$/, title: 'text', version, body: BODY });
  if (change.id !== undefined && change.id !== id) {
    throw new Refusal(400, 'the id of the body is another one');
  }
  wiki.expectCurrent(id);
  const { title, body } = change;
  const { number, message = '' } = change.version;
  const page = wiki.update(id, { title, storage: body.storage.value, version: number, message });
  return pageJson(page, expand, base);
}

function pageJson(page: KeptPage, expand: readonly string[], base: string) {
  const { id, status, title, spaceKey, version, message, storage } = page;
  return {
    ...{ id, type: 'page', status, title },
    ...(expand.includes('space') && { space: { key: spaceKey } }),
    ...(expand.includes('version') && { version: { number: version, message, minorEdit: false } }),
    ...(expand.includes('body.storage') && { body: { storage: { value: storage, representation: 'storage' } } }),
    _links: { webui: `/pages/viewpage.action?pageId=${id}`, base },
  };
}

function filesOf(wiki: Wiki, asked: Asked, pageId: string) {
  const { filename } = expectQuery(asked, { filename: ANY, limit: NUMBER });
  wiki.expectCurrent(pageId);
  return wiki.filesOf(pageId, filename).map(fileJson);
}
