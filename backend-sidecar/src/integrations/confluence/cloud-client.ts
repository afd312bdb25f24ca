import { asked, firstOf, orNull, readAttachment, readPage, readSpace } from './answers.ts';
import type { ConfluenceClient, NewPage, PageChange, Space, WikiAttachment, WikiPage } from './confluence-client.ts';
import {
  askConfluence,
  fault,
  fieldsOf,
  type ConfluenceAnswer,
  type ConfluenceRequest,
  type ConfluenceTarget,
  type Upload,
} from './confluence-http.ts';

const SPACES_A_PAGE = '250';
const MOST_ANSWERS = 20;

/**
 * Confluence Cloud: pages and spaces by REST API v2, attachments and labels by v1, which v2 cannot write.
 * https://developer.atlassian.com/cloud/confluence/rest/v2/
 * https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-content---attachments/
 */
export class CloudClient implements ConfluenceClient {
  constructor(private readonly target: ConfluenceTarget) {}

  async whoAmI(signal: AbortSignal): Promise<ConfluenceAnswer<string | null>> {
    const path = 'rest/api/user/current';
    const answer = await this.ask({ method: 'GET', path, purpose: 'say who the token belongs to' }, signal);
    return asked(answer, readUser);
  }

  async spaces(signal: AbortSignal): Promise<ConfluenceAnswer<Space[]>> {
    const spaces: Space[] = [];
    let query: Record<string, string> | undefined = { limit: SPACES_A_PAGE, status: 'current', sort: 'name' };
    for (let answers = 0; query !== undefined && answers < MOST_ANSWERS; answers++) {
      const answer = await this.ask({ method: 'GET', path: 'api/v2/spaces', query, purpose: 'list spaces' }, signal);
      if (answer.kind === 'fault') {
        return answer;
      }
      spaces.push(...this.spacesOf(answer.value));
      query = nextQuery(answer.value);
    }
    return { kind: 'done', value: spaces };
  }

  async findSpace(key: string, signal: AbortSignal): Promise<ConfluenceAnswer<Space | null>> {
    const found = await this.spaceOf(key, signal);
    return found.kind === 'fault' || found.value === null
      ? (found as ConfluenceAnswer<null>)
      : { kind: 'done', value: found.value.space };
  }

  async findPage(
    { spaceKey, title }: Pick<NewPage, 'spaceKey' | 'title'>,
    signal: AbortSignal
  ): Promise<ConfluenceAnswer<WikiPage | null>> {
    const space = await this.expectSpace(spaceKey, signal);
    if (space.kind === 'fault') {
      return space;
    }
    const query = { 'space-id': space.value, title, 'body-format': 'storage', limit: '5' };
    const purpose = 'look for the page';
    const answer = await this.ask({ method: 'GET', path: 'api/v2/pages', query, purpose }, signal);
    return answer.kind === 'fault' ? answer : firstOf(answer.value, (one) => readPage(one, this.target.url));
  }

  async page(id: string, signal: AbortSignal): Promise<ConfluenceAnswer<WikiPage | null>> {
    const path = `api/v2/pages/${encodeURIComponent(id)}`;
    const query = { 'body-format': 'storage' };
    const answer = await this.ask({ method: 'GET', path, query, purpose: 'read the page' }, signal);
    return orNull(this.readPage(answer));
  }

  async createPage(page: NewPage, signal: AbortSignal): Promise<ConfluenceAnswer<WikiPage>> {
    const { spaceKey, parentPageId, title, storage } = page;
    const space = await this.expectSpace(spaceKey, signal);
    if (space.kind === 'fault') {
      return space;
    }
    const body = {
      ...{ spaceId: space.value, status: 'current', title, body: { representation: 'storage', value: storage } },
      ...(parentPageId === null ? {} : { parentId: parentPageId }),
    };
    const purpose = `make a page in the space ${spaceKey}${parentPageId === null ? '' : ` below page ${parentPageId}`}`;
    return this.readPage(await this.ask({ method: 'POST', path: 'api/v2/pages', body, purpose }, signal));
  }

  async updatePage(change: PageChange, signal: AbortSignal): Promise<ConfluenceAnswer<WikiPage>> {
    const { id, title, storage, version, message } = change;
    const body = {
      ...{ id, status: 'current', title, body: { representation: 'storage', value: storage } },
      version: { number: version, message },
    };
    const path = `api/v2/pages/${encodeURIComponent(id)}`;
    return this.readPage(await this.ask({ method: 'PUT', path, body, purpose: 'change the page' }, signal));
  }

  async findAttachment(
    pageId: string,
    filename: string,
    signal: AbortSignal
  ): Promise<ConfluenceAnswer<WikiAttachment | null>> {
    const path = `api/v2/pages/${encodeURIComponent(pageId)}/attachments`;
    const query = { filename, limit: '5' };
    const answer = await this.ask({ method: 'GET', path, query, purpose: 'look for the page’s files' }, signal);
    return answer.kind === 'fault' ? answer : firstOf(answer.value, readAttachment);
  }

  /** PUT makes a new file or a new version of it. */
  async attach(
    pageId: string,
    upload: Upload,
    _former: WikiAttachment | null,
    signal: AbortSignal
  ): Promise<ConfluenceAnswer<WikiAttachment>> {
    const path = `rest/api/content/${encodeURIComponent(pageId)}/child/attachment`;
    const purpose = `take the file ${upload.fileName}`;
    const answer = await this.ask({ method: 'PUT', path, upload, purpose }, signal);
    return asked(answer, (value) => readAttachment((fieldsOf(value).results as unknown[] | undefined)?.[0]));
  }

  async addLabels(pageId: string, labels: readonly string[], signal: AbortSignal): Promise<ConfluenceAnswer<null>> {
    const path = `rest/api/content/${encodeURIComponent(pageId)}/label`;
    const body = labels.map((name) => ({ prefix: 'global', name }));
    return asked(await this.ask({ method: 'POST', path, body, purpose: 'label the page' }, signal), () => null);
  }

  private ask(request: ConfluenceRequest, signal: AbortSignal) {
    return askConfluence(this.target, request, signal);
  }

  private readPage(answer: ConfluenceAnswer<unknown>): ConfluenceAnswer<WikiPage> {
    return asked(answer, (value) => readPage(value, this.target.url));
  }

  private spacesOf(value: unknown): Space[] {
    const { results } = fieldsOf(value);
    return Array.isArray(results) ? results.flatMap((one) => readSpace(one, this.target.url)) : [];
  }

  /** v2 wants the number of a space where people know its key. */
  private async spaceOf(
    key: string,
    signal: AbortSignal
  ): Promise<ConfluenceAnswer<{ id: string; space: Space } | null>> {
    const query = { keys: key, limit: '1' };
    const purpose = `look for the space ${key}`;
    const answer = await this.ask({ method: 'GET', path: 'api/v2/spaces', query, purpose }, signal);
    return answer.kind === 'fault'
      ? answer
      : firstOf(answer.value, (one) => {
          const [space] = readSpace(one, this.target.url);
          const { id } = fieldsOf(one);
          return space === undefined || typeof id !== 'string' ? undefined : { id, space };
        });
  }

  private async expectSpace(key: string, signal: AbortSignal): Promise<ConfluenceAnswer<string>> {
    const found = await this.spaceOf(key, signal);
    if (found.kind === 'fault') {
      return found;
    }
    return found.value === null ? noSpace(key) : { kind: 'done', value: found.value.id };
  }
}

export function noSpace(key: string) {
  return fault('missing', `Confluence has no space ${key}, or the account of the token may not see it.`);
}

/** Everybody may ask: a token that is not known makes an anonymous answer in some set-ups. */
export function readUser(value: unknown): string | null | undefined {
  const { type, displayName, publicName, email, username } = fieldsOf(value);
  if (type === 'anonymous') {
    return null;
  }
  const name = [displayName, publicName, username, email].find((text) => typeof text === 'string' && text !== '');
  return typeof name === 'string' ? name : undefined;
}

/** Only the query of the link to the next part is taken, so that it leads nowhere else. */
function nextQuery(value: unknown): Record<string, string> | undefined {
  const { next } = fieldsOf(fieldsOf(value)._links);
  return typeof next === 'string' && URL.canParse(next, 'http://localhost')
    ? Object.fromEntries(new URL(next, 'http://localhost').searchParams)
    : undefined;
}
