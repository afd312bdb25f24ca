import { AnswerTooLong, limitedText } from '../../kernel/limited-text.ts';
import { networkFault } from '../../kernel/network-fault.ts';

export type ConfluenceKind = 'cloud' | 'data center';

/** Confluence as the sidecar reaches it. */
export interface ConfluenceTarget {
  readonly kind: ConfluenceKind;
  /** Below which its paths lie, without a slash at its end: with `/wiki` in the Cloud. */
  readonly url: string;
  /** The e-mail address of the API token's owner; the Cloud alone asks for it. */
  readonly username: string | null;
  /** API token (Cloud) or personal access token (Data Center). */
  readonly token: string;
}

export interface ConfluenceFault {
  readonly kind:
    | 'unreachable'
    | 'credentials'
    | 'forbidden'
    | 'missing'
    | 'conflict'
    | 'too large'
    | 'limited'
    | 'refused'
    | 'failing';
  /** A whole sentence for people, without secrets. */
  readonly why: string;
  /** How long Confluence wants to be left alone. */
  readonly retryAfterMs?: number;
}

export type ConfluenceAnswer<T> =
  { readonly kind: 'done'; readonly value: T } | { readonly kind: 'fault'; readonly fault: ConfluenceFault };

export interface ConfluenceRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the address, without a slash before it. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly upload?: Upload;
  /** What cannot be done if it fails: “make the page”. */
  readonly purpose: string;
}

export interface Upload {
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
  readonly comment: string;
}

const TIME_LIMIT_MS = 15_000;
/** An upload may go through a slow line. */
const UPLOAD_LIMIT_MS = 180_000;
/** A page is the largest thing that is read: Confluence takes none above 5 MB. */
const ANSWER_LIMIT_BYTES = 16 * 1024 * 1024;
const MOST_QUOTED = 200;
/** Longer than a day nobody means to be left alone. */
const LONGEST_RETRY_AFTER_MS = 86_400_000;

/** Asks Confluence once. Redirects are not followed, so that the token goes nowhere else. Only `signal` makes it reject. */
export async function askConfluence(
  target: ConfluenceTarget,
  request: ConfluenceRequest,
  signal: AbortSignal
): Promise<ConfluenceAnswer<unknown>> {
  const limitMs = request.upload === undefined ? TIME_LIMIT_MS : UPLOAD_LIMIT_MS;
  const limit = AbortSignal.timeout(limitMs);
  try {
    const answer = await fetch(addressOf(target, request), {
      ...{ method: request.method, redirect: 'manual', signal: AbortSignal.any([signal, limit]) },
      ...contentOf(target, request),
    });
    return read(target, request, answer, await limitedText(answer.body, ANSWER_LIMIT_BYTES));
  } catch (error) {
    signal.throwIfAborted();
    const what = limit.aborted ? `it did not answer within ${limitMs / 1000} s` : happened(error);
    return fault('unreachable', `Confluence at ${target.url} cannot be reached: ${what}.`);
  }
}

export function fault(
  kind: ConfluenceFault['kind'],
  why: string,
  retryAfterMs?: number
): { kind: 'fault'; fault: ConfluenceFault } {
  return { kind: 'fault', fault: { kind, why, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } };
}

export function notConfluence(): { kind: 'fault'; fault: ConfluenceFault } {
  return fault('refused', 'What answers is no Confluence, or one of an unknown version.');
}

function addressOf({ url }: ConfluenceTarget, { path, query = {} }: ConfluenceRequest): URL {
  const address = new URL(`${url}/${path}`);
  Object.entries(query).forEach(([name, value]) => address.searchParams.append(name, value));
  return address;
}

function contentOf(
  target: ConfluenceTarget,
  { body, upload }: ConfluenceRequest
): Pick<RequestInit, 'headers' | 'body'> {
  const headers = { authorization: authorizationOf(target), accept: 'application/json' };
  if (upload !== undefined) {
    const { boundary, content } = multipart(upload);
    // Cloud writes it in one word, Data Center with a hyphen since 7.x; each refuses uploads without its own.
    const check = target.kind === 'cloud' ? 'nocheck' : 'no-check';
    const type = `multipart/form-data; boundary=${boundary}`;
    return { headers: { ...headers, 'x-atlassian-token': check, 'content-type': type }, body: content };
  }
  return body === undefined
    ? { headers }
    : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function authorizationOf({ kind, username, token }: ConfluenceTarget): string {
  return kind === 'cloud'
    ? `Basic ${Buffer.from(`${username ?? ''}:${token}`, 'utf8').toString('base64')}`
    : `Bearer ${token}`;
}

/** By hand: a form of `fetch` cannot say the character set of a text field, which the comment needs. */
function multipart({ fileName, mediaType, content, comment }: Upload): {
  boundary: string;
  content: Buffer<ArrayBuffer>;
} {
  const boundary = `----perftest-${crypto.randomUUID()}`;
  const field = (name: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n` +
    `content-type: text/plain; charset=utf-8\r\n\r\n${value}\r\n`;
  const head =
    field('comment', comment) +
    field('minorEdit', 'true') +
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName.replace(/[^\w.-]/g, '_')}"\r\n` +
    `content-type: ${mediaType}\r\n\r\n`;
  return { boundary, content: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]) };
}

function happened(error: unknown): string {
  return error instanceof AnswerTooLong ? 'its answer is longer than any of Confluence’s' : networkFault(error);
}

function read(
  target: ConfluenceTarget,
  request: ConfluenceRequest,
  answer: Response,
  text: string
): ConfluenceAnswer<unknown> {
  const content = parsed(text);
  if (answer.ok) {
    return content === undefined
      ? fault('refused', `What answers at ${target.url} is no Confluence: its answer is not JSON.`)
      : { kind: 'done', value: content };
  }
  const said = saidBy(content, target);
  return faultOf(target, request, { status: answer.status, said, retryAfter: answer.headers.get('retry-after') });
}

interface Refusal {
  readonly status: number;
  readonly said: string;
  readonly retryAfter: string | null;
}

function faultOf(
  target: ConfluenceTarget,
  { purpose, upload }: ConfluenceRequest,
  refusal: Refusal
): ConfluenceAnswer<never> {
  const { status, said, retryAfter } = refusal;
  const could = `Confluence could not ${purpose}`;
  switch (status) {
    case 401:
      return fault('credentials', `${WHO[target.kind]} (401)${said}.`);
    case 403:
      return fault('forbidden', `The account of the token may not ${purpose} (403)${said}.`);
    case 404:
      return fault('missing', `${could}: ${upload === undefined ? GONE : GONE_OR_TOO_LARGE} (404)${said}.`);
    case 409:
      return fault('conflict', `${could}: somebody else changed it at the same time (409)${said}.`);
    case 413:
      return fault('too large', `${could}: it is larger than this Confluence takes (413)${said}.`);
    case 429:
      return fault('limited', `Confluence wants fewer requests (429).`, waitOf(retryAfter));
    default:
      return otherFault(target, could, refusal);
  }
}

const GONE = 'it is not there, or the account of the token may not see it';
/** The Cloud says so of a file above its limit, too. */
const GONE_OR_TOO_LARGE =
  'the page is not there, the account of the token may not see it, or the file is larger than this Confluence takes';

const WHO: Readonly<Record<ConfluenceKind, string>> = {
  cloud: 'Confluence does not know this e-mail address with this API token, or the token has expired',
  'data center': 'Confluence does not know this personal access token, or it has expired',
};

function otherFault({ url }: ConfluenceTarget, could: string, { status, said, retryAfter }: Refusal) {
  if (status >= 300 && status < 400) {
    return fault('refused', `${url} leads elsewhere (${status}): the settings need the address that it leads to.`);
  }
  return status >= 500
    ? fault('failing', `Confluence failed (${status})${said}.`, waitOf(retryAfter))
    : fault('refused', `${could} (${status})${said}.`);
}

/** Seconds, or a date. */
function waitOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null) {
    return undefined;
  }
  const waitMs = /^\d+$/.test(retryAfter.trim()) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(waitMs) ? Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, waitMs)) : undefined;
}

/** Confluence’s own words, of its two APIs; nothing of another server's page. */
function saidBy(content: unknown, target: ConfluenceTarget): string {
  const { message, errors } = fieldsOf(content);
  const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
  const { title, detail } = fieldsOf(first);
  const words = [title, detail, message].find((text) => typeof text === 'string' && text.trim() !== '');
  return typeof words === 'string' ? `: “${withoutSecrets(words, target).slice(0, MOST_QUOTED)}”` : '';
}

/** Some servers and proxies quote what they were sent. */
function withoutSecrets(words: string, target: ConfluenceTarget): string {
  const [, sent = ''] = authorizationOf(target).split(' ');
  return [sent, target.token]
    .filter((secret) => secret !== '')
    .reduce((text, one) => text.replaceAll(one, '***'), words);
}

export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
