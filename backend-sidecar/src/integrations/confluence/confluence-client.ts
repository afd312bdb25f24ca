import { CloudClient } from './cloud-client.ts';
import type { ConfluenceAnswer, ConfluenceKind, ConfluenceTarget, Upload } from './confluence-http.ts';
import { DataCenterClient } from './data-center-client.ts';

export interface Space {
  readonly key: string;
  readonly name: string;
  readonly url: string | null;
}

export interface WikiPage {
  readonly id: string;
  readonly title: string;
  readonly spaceKey: string | null;
  /** Archived and trashed pages can be found, and not be changed. */
  readonly status: 'current' | 'archived' | 'trashed';
  readonly version: number;
  readonly versionMessage: string;
  readonly storage: string;
  readonly url: string;
}

export interface NewPage {
  readonly spaceKey: string;
  readonly parentPageId: string | null;
  readonly title: string;
  readonly storage: string;
}

export interface PageChange {
  readonly id: string;
  readonly title: string;
  readonly storage: string;
  /** The one after that which was read: another writer in between makes Confluence answer with a conflict. */
  readonly version: number;
  readonly message: string;
}

export interface WikiAttachment {
  readonly id: string;
  readonly fileName: string;
  readonly comment: string;
}

/** What publishing needs of a Confluence, the same for Cloud and Data Center. Each call asks once. */
export interface ConfluenceClient {
  /** Who the token belongs to; null: to nobody, the calls are anonymous. */
  whoAmI(signal: AbortSignal): Promise<ConfluenceAnswer<string | null>>;
  spaces(signal: AbortSignal): Promise<ConfluenceAnswer<Space[]>>;
  findSpace(key: string, signal: AbortSignal): Promise<ConfluenceAnswer<Space | null>>;
  /** Titles are unique in a space. */
  findPage(place: Pick<NewPage, 'spaceKey' | 'title'>, signal: AbortSignal): Promise<ConfluenceAnswer<WikiPage | null>>;
  /** null: it is not there, or may not be seen. */
  page(id: string, signal: AbortSignal): Promise<ConfluenceAnswer<WikiPage | null>>;
  createPage(page: NewPage, signal: AbortSignal): Promise<ConfluenceAnswer<WikiPage>>;
  updatePage(change: PageChange, signal: AbortSignal): Promise<ConfluenceAnswer<WikiPage>>;
  findAttachment(
    pageId: string,
    fileName: string,
    signal: AbortSignal
  ): Promise<ConfluenceAnswer<WikiAttachment | null>>;
  /** @param former a file of this name that the page has: it gets a new version */
  attach(
    pageId: string,
    upload: Upload,
    former: WikiAttachment | null,
    signal: AbortSignal
  ): Promise<ConfluenceAnswer<WikiAttachment>>;
  addLabels(pageId: string, labels: readonly string[], signal: AbortSignal): Promise<ConfluenceAnswer<null>>;
}

export function confluenceClient(target: ConfluenceTarget): ConfluenceClient {
  return target.kind === 'cloud' ? new CloudClient(target) : new DataCenterClient(target);
}

/** Atlassian's own hosts are the Cloud. */
export function kindOf(url: string): ConfluenceKind {
  const { hostname } = new URL(url);
  return /(^|\.)(atlassian\.net|api\.atlassian\.com|jira\.com)$/i.test(hostname) ? 'cloud' : 'data center';
}

/** The address below which the paths lie; people leave the Cloud's `/wiki` out. */
export function baseOf(url: string, kind: ConfluenceKind): string {
  const { origin, pathname } = new URL(url);
  const base = `${origin}${pathname.replace(/\/+$/, '')}`;
  return kind === 'cloud' && !base.endsWith('/wiki') ? `${base}/wiki` : base;
}
