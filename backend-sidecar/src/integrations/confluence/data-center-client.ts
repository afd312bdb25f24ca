import { asked, firstOf, orNull, readAttachment, readPage, readSpace } from './answers.ts';
import { noSpace, readUser } from './cloud-client.ts';
import type { ConfluenceClient, NewPage, PageChange, Space, WikiAttachment, WikiPage } from './confluence-client.ts';
import {
  askConfluence,
  fieldsOf,
  notConfluence,
  type ConfluenceAnswer,
  type ConfluenceRequest,
  type ConfluenceTarget,
  type Upload,
} from './confluence-http.ts';

const SPACES_A_PAGE = 200;
const MOST_ANSWERS = 25;
const WHOLE = 'body.storage,version,space';

/**
 * Confluence Data Center and Server (7.9 and later, which have personal access tokens).
 * https://developer.atlassian.com/server/confluence/rest/v1000/
 */
export class DataCenterClient implements ConfluenceClient {
  constructor(private readonly target: ConfluenceTarget) {}

  async whoAmI(signal: AbortSignal): Promise<ConfluenceAnswer<string | null>> {
    const path = 'rest/api/user/current';
    const answer = await this.ask({ method: 'GET', path, purpose: 'say who the token belongs to' }, signal);
    return asked(answer, readUser);
  }

  async spaces(signal: AbortSignal): Promise<ConfluenceAnswer<Space[]>> {
    const spaces: Space[] = [];
    for (let answers = 0; answers < MOST_ANSWERS; answers++) {
      const query = { start: String(answers * SPACES_A_PAGE), limit: String(SPACES_A_PAGE), status: 'current' };
      const answer = await this.ask({ method: 'GET', path: 'rest/api/space', query, purpose: 'list spaces' }, signal);
      if (answer.kind === 'fault') {
        return answer;
      }
      const { results, _links } = fieldsOf(answer.value);
      if (!Array.isArray(results)) {
        return notConfluence();
      }
      spaces.push(...results.flatMap((one) => readSpace(one, this.target.url)));
      if (results.length === 0 || fieldsOf(_links).next === undefined) {
        break;
      }
    }
    return { kind: 'done', value: spaces };
  }

  async findSpace(key: string, signal: AbortSignal): Promise<ConfluenceAnswer<Space | null>> {
    const path = `rest/api/space/${encodeURIComponent(key)}`;
    const answer = await this.ask({ method: 'GET', path, purpose: `look for the space ${key}` }, signal);
    return orNull(asked(answer, (value) => readSpace(value, this.target.url)[0]));
  }

  async findPage(
    { spaceKey, title }: Pick<NewPage, 'spaceKey' | 'title'>,
    signal: AbortSignal
  ): Promise<ConfluenceAnswer<WikiPage | null>> {
    const query = { type: 'page', spaceKey, title, expand: WHOLE, limit: '5' };
    const purpose = 'look for the page';
    const answer = await this.ask({ method: 'GET', path: 'rest/api/content', query, purpose }, signal);
    return answer.kind === 'fault' ? answer : firstOf(answer.value, (one) => readPage(one, this.target.url));
  }

  async page(id: string, signal: AbortSignal): Promise<ConfluenceAnswer<WikiPage | null>> {
    const path = `rest/api/content/${encodeURIComponent(id)}`;
    const answer = await this.ask({ method: 'GET', path, query: { expand: WHOLE }, purpose: 'read the page' }, signal);
    return orNull(this.readPage(answer));
  }

  async createPage(page: NewPage, signal: AbortSignal): Promise<ConfluenceAnswer<WikiPage>> {
    const { spaceKey, parentPageId, title, storage } = page;
    const body = {
      ...{ type: 'page', title, space: { key: spaceKey } },
      body: { storage: { value: storage, representation: 'storage' } },
      ...(parentPageId === null ? {} : { ancestors: [{ id: parentPageId }] }),
    };
    const purpose = `make a page in the space ${spaceKey}${parentPageId === null ? '' : ` below page ${parentPageId}`}`;
    const query = { expand: WHOLE };
    const created = await this.ask({ method: 'POST', path: 'rest/api/content', query, body, purpose }, signal);
    const isSpaceMissing = created.kind === 'fault' && created.fault.kind === 'missing' && parentPageId === null;
    return isSpaceMissing ? noSpace(spaceKey) : this.readPage(created);
  }

  async updatePage(change: PageChange, signal: AbortSignal): Promise<ConfluenceAnswer<WikiPage>> {
    const { id, title, storage, version, message } = change;
    const body = {
      ...{ id, type: 'page', title, version: { number: version, message } },
      body: { storage: { value: storage, representation: 'storage' } },
    };
    const path = `rest/api/content/${encodeURIComponent(id)}`;
    const query = { expand: WHOLE };
    return this.readPage(await this.ask({ method: 'PUT', path, query, body, purpose: 'change the page' }, signal));
  }

  async findAttachment(
    pageId: string,
    filename: string,
    signal: AbortSignal
  ): Promise<ConfluenceAnswer<WikiAttachment | null>> {
    const path = this.attachmentsOf(pageId);
    const query = { filename, limit: '5' };
    const answer = await this.ask({ method: 'GET', path, query, purpose: 'look for the page’s files' }, signal);
    return answer.kind === 'fault' ? answer : firstOf(answer.value, readAttachment);
  }

  /** A name that the page has already is refused by POST: its new version goes to the attachment itself. */
  async attach(
    pageId: string,
    upload: Upload,
    former: WikiAttachment | null,
    signal: AbortSignal
  ): Promise<ConfluenceAnswer<WikiAttachment>> {
    const path = this.attachmentsOf(pageId) + (former === null ? '' : `/${encodeURIComponent(former.id)}/data`);
    const purpose = `take the file ${upload.fileName}`;
    const answer = await this.ask({ method: 'POST', path, upload, purpose }, signal);
    return asked(answer, (value) =>
      readAttachment(former === null ? (fieldsOf(value).results as unknown[] | undefined)?.[0] : value)
    );
  }

  async addLabels(pageId: string, labels: readonly string[], signal: AbortSignal): Promise<ConfluenceAnswer<null>> {
    const path = `rest/api/content/${encodeURIComponent(pageId)}/label`;
    const body = labels.map((name) => ({ prefix: 'global', name }));
    return asked(await this.ask({ method: 'POST', path, body, purpose: 'label the page' }, signal), () => null);
  }

  private attachmentsOf(pageId: string): string {
    return `rest/api/content/${encodeURIComponent(pageId)}/child/attachment`;
  }

  private ask(request: ConfluenceRequest, signal: AbortSignal) {
    return askConfluence(this.target, request, signal);
  }

  private readPage(answer: ConfluenceAnswer<unknown>): ConfluenceAnswer<WikiPage> {
    return asked(answer, (value) => readPage(value, this.target.url));
  }
}
