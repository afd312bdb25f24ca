import { expectBody, expectQuery, expectUpload, type Asked, type Given } from './requests-fixture.ts';
import { Refusal, type KeptFile, type KeptPage, type Wiki } from './wiki-fixture.ts';

const ANY = /^.+$/s;
const NUMBER = /^\d+$/;
/** https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/: 25 by default, at most 250. */
const LIMIT = /^([1-9]\d?|1\d\d|2[0-4]\d|250)$/;

/**
 * The part of Confluence Cloud's APIs that is described at
 * https://developer.atlassian.com/cloud/confluence/rest/v2/ (pages, spaces, list of attachments) and
 * https://developer.atlassian.com/cloud/confluence/rest/v1/ (attachments, labels, user).
 */
export function answerOfCloud(wiki: Wiki, asked: Asked, base: string): Given {
  const { method, path } = asked;
  const page = /^api\/v2\/pages\/([^/]+)(\/attachments)?$/.exec(path);
  const content = /^rest\/api\/content\/(\d+)\/(child\/attachment|label)$/.exec(path);
  const [, pageId = '', attachments] = page ?? [];
  const [, contentId = '', part] = content ?? [];
  const route = page ? `page${attachments ?? ''}` : (part ?? path);
  switch (`${method} ${route}`) {
    case 'GET rest/api/user/current':
      expectQuery(asked, {});
      return ok({ type: 'known', accountId: '5b10a2', email: 'bot@example.com', displayName: 'Report Bot' });
    case 'GET api/v2/spaces':
      return spaces(wiki, asked, base);
    case 'GET api/v2/pages':
      return ok({ results: found(wiki, asked), _links: { base } });
    case 'POST api/v2/pages':
      return ok(created(wiki, asked, base));
    case 'GET page':
      expectQuery(asked, { 'body-format': /^storage$/ });
      return ok(pageJson(wiki, wiki.page(numberOf(pageId)), base));
    case 'PUT page':
      return ok(updated(wiki, asked, { id: numberOf(pageId), base }));
    case 'GET page/attachments':
      return ok({ results: filesOf(wiki, asked, numberOf(pageId)), _links: { base } });
    case 'PUT child/attachment':
      return ok({ results: [uploaded(wiki, asked, contentId)], size: 1, _links: { base } });
    case 'POST label':
      wiki.addLabels(contentId, labelsOf(asked));
      return ok({ results: [...wiki.page(contentId).labels].map((name) => ({ prefix: 'global', name })), size: 1 });
    default:
      throw new Refusal(404, `${method} ${path} is not described`);
  }
}

function ok(content: unknown): Given {
  return { status: 200, content };
}

function numberOf(id: string): string {
  if (!NUMBER.test(id)) {
    throw new Refusal(400, `Provided value {${id}} for 'id' is not the correct type. Expected type is long`);
  }
  return id;
}

/** In parts of one, so that who does not follow the links sees too little. */
function spaces(wiki: Wiki, asked: Asked, base: string): Given {
  const known = { keys: ANY, limit: LIMIT, cursor: NUMBER, status: /^(current|archived)$/, sort: /^-?(id|key|name)$/ };
  const { keys, cursor = '0', limit } = expectQuery(asked, known);
  const all = [...wiki.spaces].filter(([key]) => keys === undefined || keys.split(',').includes(key));
  const [first, ...left] = all.slice(Number(cursor));
  const query = new URLSearchParams({ ...(limit && { limit }), cursor: String(Number(cursor) + 1) });
  const results = first === undefined ? [] : [first];
  return ok({
    results: results.map(([key, { id, name }]) => ({
      ...{ id, key, name, type: 'global', status: 'current', homepageId: '1' },
      _links: { webui: `/spaces/${key}` },
    })),
    _links: { ...(left.length > 0 && { next: `/wiki/api/v2/spaces?${query.toString()}` }), base },
  });
}

/** By default those that are current or archived. */
function found(wiki: Wiki, asked: Asked) {
  const query = expectQuery(asked, { 'space-id': NUMBER, title: ANY, 'body-format': /^storage$/, limit: LIMIT });
  return [...wiki.pages.values()]
    .filter(({ status, title }) => status !== 'trashed' && title === query.title)
    .filter(({ spaceKey }) => wiki.space(spaceKey).id === query['space-id'])
    .map((page) => pageJson(wiki, page));
}

const BODY = { representation: /^storage$/, value: 'text' } as const;

function created(wiki: Wiki, asked: Asked, base: string) {
  expectQuery(asked, {});
  const shape = { spaceId: NUMBER, status: /^current$/, title: 'text', body: BODY, 'parentId?': NUMBER } as const;
  const {
    spaceId,
    title,
    body,
    parentId = null,
  } = expectBody<{
    spaceId: string;
    title: string;
    body: { value: string };
    parentId?: string;
  }>(asked, shape);
  return pageJson(wiki, wiki.create({ spaceKey: wiki.keyOf(spaceId), title, storage: body.value, parentId }), base);
}

/** “For restoration, page contents will not be updated and only the page status will be changed.” */
function updated(wiki: Wiki, asked: Asked, { id, base }: { id: string; base: string }) {
  expectQuery(asked, {});
  const version = { number: 'number', 'message?': 'text' } as const;
  const change = expectBody<{
    id: string;
    title: string;
    body: { value: string };
    version: { number: number; message?: string };
  }>(asked, { id: NUMBER, status: /^current$/, title: 'text', body: BODY, version });
  if (change.id !== id) {
    throw new Refusal(400, 'the id of the body is another one');
  }
  const page = wiki.page(id);
  if (page.status === 'archived') {
    throw new Refusal(400, 'Cannot update an archived page');
  }
  if (page.status === 'trashed') {
    page.status = 'current';
    return pageJson(wiki, page, base);
  }
  const { title, body } = change;
  const { number, message = '' } = change.version;
  return pageJson(wiki, wiki.update(id, { title, storage: body.value, version: number, message }), base);
}

/** A list has the links of its pages without the site's address. */
function pageJson(wiki: Wiki, page: KeptPage, base?: string) {
  const { id, status, title, parentId, spaceKey, version, message, storage } = page;
  return {
    ...{ id, status, title, parentId, spaceId: wiki.space(spaceKey).id, authorId: '5b10a2' },
    version: { number: version, message, minorEdit: false, createdAt: '2026-11-22T10:00:00.000Z' },
    body: { storage: { representation: 'storage', value: storage } },
    _links: { webui: `/spaces/${spaceKey}/pages/${id}/x`, ...(base !== undefined && { base }) },
  };
}

function filesOf(wiki: Wiki, asked: Asked, pageId: string) {
  const { filename } = expectQuery(asked, { filename: ANY, limit: LIMIT });
  wiki.page(pageId);
  return wiki.filesOf(pageId, filename).map(({ id, fileName, comment, mediaType, content, version }) => ({
    ...{ id, status: 'current', title: fileName, pageId, mediaType, comment, fileSize: content.length },
    version: { number: version },
  }));
}

/** “If the attachment already exists for the content, then the attachment is updated.” What is too large is a 404. */
function uploaded(wiki: Wiki, asked: Asked, pageId: string) {
  expectQuery(asked, {});
  const sent = expectUpload(asked, 'nocheck');
  if (sent.content.length > wiki.largestFileBytes) {
    throw new Refusal(404, 'The attachment exceeds the maximum configured attachment size');
  }
  const [former] = wiki.filesOf(pageId, sent.fileName);
  return fileJson(former === undefined ? wiki.addFile(pageId, sent) : wiki.changeFile(pageId, former.id, sent));
}

/** As API v1 of both kinds says it. */
export function fileJson({ id, fileName, comment, mediaType, content, version }: KeptFile) {
  return {
    ...{ id, type: 'attachment', status: 'current', title: fileName, version: { number: version } },
    ...{ metadata: { comment, mediaType }, extensions: { mediaType, fileSize: content.length, comment } },
  };
}

export function labelsOf(asked: Asked): string[] {
  expectQuery(asked, {});
  const labels = expectBody<Array<{ name: string }>>(asked, [{ prefix: /^(global|my|team)$/, name: 'text' }]);
  return labels.map(({ name }) => name);
}
