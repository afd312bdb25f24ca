import type { Space, WikiAttachment, WikiPage } from './confluence-client.ts';
import { fieldsOf, notConfluence, type ConfluenceAnswer } from './confluence-http.ts';

/** What Confluence says, made sure of field by field; undefined: that is no such thing. */
export function readPage(value: unknown, base: string): WikiPage | undefined {
  const { id, title, status, version, body, space, _links } = fieldsOf(value);
  const { number, message } = fieldsOf(version);
  const { value: storage } = fieldsOf(fieldsOf(body).storage);
  if (typeof id !== 'string' || typeof title !== 'string' || typeof number !== 'number') {
    return undefined;
  }
  const { key } = fieldsOf(space);
  return {
    ...{ id, title, version: number, versionMessage: textOf(message), storage: textOf(storage) },
    spaceKey: typeof key === 'string' ? key : null,
    status: status === 'archived' || status === 'trashed' ? status : 'current',
    url: linkOf(_links, base) ?? `${base}/pages/viewpage.action?pageId=${encodeURIComponent(id)}`,
  };
}

export function readSpace(value: unknown, base: string): Space[] {
  const { key, name, _links } = fieldsOf(value);
  return typeof key === 'string' ? [{ key, name: textOf(name, key), url: linkOf(_links, base) }] : [];
}

export function readAttachment(value: unknown): WikiAttachment | undefined {
  const { id, title, comment, metadata } = fieldsOf(value);
  return typeof id === 'string' && typeof title === 'string'
    ? { id, fileName: title, comment: textOf(comment, textOf(fieldsOf(metadata).comment)) }
    : undefined;
}

/** The first of a list that is one. */
export function firstOf<T>(value: unknown, read: (one: unknown) => T | undefined): ConfluenceAnswer<T | null> {
  const { results } = fieldsOf(value);
  if (!Array.isArray(results)) {
    return notConfluence();
  }
  return { kind: 'done', value: results.map(read).find((one) => one !== undefined) ?? null };
}

export function asked<T>(
  answer: ConfluenceAnswer<unknown>,
  read: (value: unknown) => T | undefined
): ConfluenceAnswer<T> {
  if (answer.kind === 'fault') {
    return answer;
  }
  const value = read(answer.value);
  return value === undefined ? notConfluence() : { kind: 'done', value };
}

/** What is not there is no fault where one only looks. */
export function orNull<T>(answer: ConfluenceAnswer<T>): ConfluenceAnswer<T | null> {
  return answer.kind === 'fault' && answer.fault.kind === 'missing' ? { kind: 'done', value: null } : answer;
}

/** A link that a page may show: of the address that was asked, or of another that Confluence calls its own. */
function linkOf(links: unknown, base: string): string | null {
  const { base: own, webui } = fieldsOf(links);
  if (typeof webui !== 'string' || webui === '') {
    return null;
  }
  const link = `${typeof own === 'string' && /^https?:\/\//.test(own) ? own.replace(/\/+$/, '') : base}${webui}`;
  return URL.canParse(link) ? link : null;
}

function textOf(value: unknown, otherwise = ''): string {
  return typeof value === 'string' ? value : otherwise;
}
