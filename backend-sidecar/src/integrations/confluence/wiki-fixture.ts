import { randomUUID } from 'node:crypto';

import { wrongStorage } from './storage-rules-fixture.ts';

export interface KeptPage {
  readonly id: string;
  readonly spaceKey: string;
  parentId: string | null;
  title: string;
  status: 'current' | 'archived' | 'trashed';
  storage: string;
  version: number;
  message: string;
  readonly labels: Set<string>;
}

export interface KeptFile {
  readonly id: string;
  readonly pageId: string;
  readonly fileName: string;
  mediaType: string;
  comment: string;
  content: Buffer;
  version: number;
}

export interface SentFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly comment: string;
  readonly content: Buffer;
}

/** What Confluence says no to. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string
  ) {
    super(message);
  }
}

const LONGEST_TITLE = 255;
/** https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/#api-pages-post: 413 above 5 MB. */
const LARGEST_PAGE_BYTES = 5 * 1024 * 1024;
/** https://docs.adaptavist.com/sr4c/latest/features/macros/built-in-macros/add-label names what Atlassian forbids. */
const FORBIDDEN_IN_LABELS = /[:;.,?&[\]()#^*@!'`<>\s]/;
const LONGEST_LABEL = 255;

/** Spaces, pages, files and labels as both kinds of Confluence keep them, and what they refuse. */
export class Wiki {
  readonly spaces = new Map([
    ['PERF', { id: '98306', name: 'Performance' }],
    ['TEAM', { id: '98307', name: 'Team <one> & all' }],
  ]);
  readonly pages = new Map<string, KeptPage>();
  readonly files: KeptFile[] = [];
  /** Every text that a reader could have seen of a page. */
  readonly seen: Array<{ pageId: string; storage: string; fileNames: string[] }> = [];
  largestFileBytes = 100 * 1024 * 1024;
  private nextId = 425_001;

  space(key: string) {
    const space = this.spaces.get(key);
    if (space === undefined) {
      throw new Refusal(404, `No space with key : ${key}`);
    }
    return space;
  }

  keyOf(spaceId: string): string {
    const found = [...this.spaces].find(([, { id }]) => id === spaceId);
    if (found === undefined) {
      throw new Refusal(404, `No space with id : ${spaceId}`);
    }
    return found[0];
  }

  /** In any state. */
  page(id: string): KeptPage {
    const page = this.pages.get(id);
    if (page === undefined) {
      throw new Refusal(404, `No content found with id: ContentId{id=${id}}`);
    }
    return page;
  }

  /** https://confluence.atlassian.com/doc/create-and-edit-pages-139476.html: a title is in a space but once. */
  private expectFreeTitle(spaceKey: string, title: string, ownId?: string): void {
    if (title.trim() === '' || title.length > LONGEST_TITLE) {
      throw new Refusal(400, 'Title must be between 1 and 255 characters');
    }
    const same = (one: KeptPage) =>
      one.id !== ownId &&
      one.status !== 'trashed' &&
      one.spaceKey === spaceKey &&
      one.title.toLowerCase() === title.toLowerCase();
    if ([...this.pages.values()].some(same)) {
      throw new Refusal(400, `A page with this title already exists: ${title} in the space ${spaceKey}`);
    }
  }

  create(given: { spaceKey: string; parentId: string | null; title: string; storage: string }): KeptPage {
    this.space(given.spaceKey);
    this.expectStorage(given.storage);
    if (given.parentId !== null) {
      const parent = this.page(given.parentId);
      if (parent.status !== 'current' || parent.spaceKey !== given.spaceKey) {
        throw new Refusal(404, `The parent ${given.parentId} does not exist in the space`);
      }
    }
    this.expectFreeTitle(given.spaceKey, given.title);
    const page: KeptPage = {
      ...given,
      ...{ id: this.newId(), status: 'current', storage: stored(given.storage), version: 1, message: '' },
      labels: new Set(),
    };
    this.pages.set(page.id, page);
    this.look(page);
    return page;
  }

  update(id: string, change: { title: string; storage: string; version: number; message: string }): KeptPage {
    const page = this.page(id);
    this.expectStorage(change.storage);
    if (change.version !== page.version + 1) {
      throw new Refusal(409, `Version must be incremented on update. Current version is: ${page.version}`);
    }
    this.expectFreeTitle(page.spaceKey, change.title, id);
    Object.assign(page, { ...change, storage: stored(change.storage) });
    this.look(page);
    return page;
  }

  /** As a person does it with the editor. */
  edit(id: string, change: (storage: string) => string, title?: string): void {
    const { version, storage, title: former } = this.page(id);
    this.update(id, { title: title ?? former, storage: change(storage), version: version + 1, message: '' });
  }

  filesOf(pageId: string, fileName?: string): KeptFile[] {
    return this.files.filter((one) => one.pageId === pageId && (fileName === undefined || one.fileName === fileName));
  }

  addFile(pageId: string, sent: SentFile): KeptFile {
    this.expectFile(pageId, sent);
    if (this.filesOf(pageId, sent.fileName).length > 0) {
      const why = `Cannot add a new attachment with same file name as an existing attachment: ${sent.fileName}`;
      throw new Refusal(400, why);
    }
    const file = { ...sent, id: `att${this.newId()}`, pageId, version: 1 };
    this.files.push(file);
    this.look(this.page(pageId));
    return file;
  }

  changeFile(pageId: string, fileId: string, sent: SentFile): KeptFile {
    this.expectFile(pageId, sent);
    const file = this.filesOf(pageId).find(({ id }) => id === fileId);
    if (file === undefined) {
      throw new Refusal(404, `No attachment found with id ${fileId}`);
    }
    const { mediaType, comment, content } = sent;
    Object.assign(file, { mediaType, comment, content, version: file.version + 1 });
    return file;
  }

  addLabels(pageId: string, labels: readonly string[]): void {
    const page = this.expectCurrent(pageId);
    const wrong = labels.find(
      (one) => one === '' || one.length > LONGEST_LABEL || FORBIDDEN_IN_LABELS.test(one) || one !== one.toLowerCase()
    );
    if (wrong !== undefined) {
      throw new Refusal(400, `invalid label “${wrong}”`);
    }
    labels.forEach((one) => page.labels.add(one));
  }

  expectCurrent(id: string): KeptPage {
    const page = this.page(id);
    if (page.status !== 'current') {
      throw new Refusal(404, `No content found with id: ContentId{id=${id}} and status current`);
    }
    return page;
  }

  private expectStorage(storage: string): void {
    if (Buffer.byteLength(storage) > LARGEST_PAGE_BYTES) {
      throw new Refusal(413, 'The request is larger than 5 MB');
    }
    const why = wrongStorage(storage);
    if (why !== undefined) {
      throw new Refusal(400, why);
    }
  }

  private expectFile(pageId: string, { content }: SentFile): void {
    this.expectCurrent(pageId);
    if (content.length > this.largestFileBytes) {
      throw new Refusal(413, 'The file is larger than attachments may be');
    }
  }

  private newId(): string {
    return String(this.nextId++);
  }

  private look({ id, storage }: KeptPage): void {
    this.seen.push({ pageId: id, storage, fileNames: this.filesOf(id).map(({ fileName }) => fileName) });
  }
}

/** Confluence gives each macro a number when it is saved; all else stays as it was written. */
function stored(storage: string): string {
  return storage.replace(/<ac:structured-macro(?![^>]*ac:macro-id)/g, () => {
    return `<ac:structured-macro ac:macro-id="${randomUUID()}"`;
  });
}
