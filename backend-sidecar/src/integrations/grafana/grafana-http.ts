import { AnswerTooLong, limitedText } from '../../kernel/limited-text.ts';
import { networkFault } from '../../kernel/network-fault.ts';

/** Grafana as the sidecar reaches it, with the token of a service account. */
export interface GrafanaTarget {
  readonly url: string;
  readonly token: string;
}

export interface GrafanaFault {
  readonly kind: 'unreachable' | 'credentials' | 'forbidden' | 'missing' | 'refused' | 'failing';
  /** A whole sentence for people. */
  readonly why: string;
}

export type GrafanaAnswer<T> =
  { readonly kind: 'done'; readonly value: T } | { readonly kind: 'fault'; readonly fault: GrafanaFault };

export interface GrafanaRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below Grafana's address, without a slash before it. */
  readonly path: string;
  readonly query?: ReadonlyArray<readonly [string, string]>;
  readonly body?: unknown;
  /** Where it may take longer than what is usual. */
  readonly timeLimitMs?: number;
}

const TIME_LIMIT_MS = 10_000;
/** A dashboard is the largest thing that is read. */
const ANSWER_LIMIT_BYTES = 16 * 1024 * 1024;
const MOST_QUOTED = 200;

/**
 * Asks Grafana's API once. Redirects are not followed, so that the token goes nowhere else. Only `signal` makes it
 * reject.
 */
export async function askGrafana(
  { url, token }: GrafanaTarget,
  { method, path, query = [], body, timeLimitMs = TIME_LIMIT_MS }: GrafanaRequest,
  signal: AbortSignal
): Promise<GrafanaAnswer<unknown>> {
  const limit = AbortSignal.timeout(timeLimitMs);
  try {
    const answer = await fetch(addressOf(url, path, query), {
      method,
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit]),
      headers: { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return read(answer.status, await limitedText(answer.body, ANSWER_LIMIT_BYTES), url);
  } catch (error) {
    signal.throwIfAborted();
    return fault('unreachable', `Grafana at ${url} cannot be reached: ${happened(error, limit.aborted, timeLimitMs)}.`);
  }
}

export function fault(kind: GrafanaFault['kind'], why: string): { kind: 'fault'; fault: GrafanaFault } {
  return { kind: 'fault', fault: { kind, why } };
}

export function addressOf(url: string, path: string, query: ReadonlyArray<readonly [string, string]>): URL {
  const address = new URL(path, url.endsWith('/') ? url : `${url}/`);
  query.forEach(([name, value]) => address.searchParams.append(name, value));
  return address;
}

/** One part of a sentence: why there was no whole answer. */
export function happened(error: unknown, isTooLate: boolean, limitMs: number): string {
  if (isTooLate) {
    return `it did not answer within ${limitMs / 1000} s`;
  }
  return error instanceof AnswerTooLong ? 'its answer is longer than any of Grafana’s' : networkFault(error);
}

function read(status: number, text: string, url: string): GrafanaAnswer<unknown> {
  const content = contentOf(text);
  if (status >= 200 && status < 300) {
    return content === undefined
      ? fault('refused', `What answers at ${url} is no Grafana: its answer is not JSON.`)
      : { kind: 'done', value: content };
  }
  return faultOf(status, saidBy(content), url);
}

export function faultOf(status: number, said: string, url: string): GrafanaAnswer<never> {
  switch (status) {
    case 401:
      return fault('credentials', `Grafana does not know the service account’s token, or it has expired (401)${said}.`);
    case 403:
      return fault('forbidden', `The service account may not do this; give it the role Editor (403)${said}.`);
    case 404:
      return fault('missing', `Grafana has no such thing (404)${said}.`);
    case 429:
      return fault('failing', 'Grafana wants fewer requests (429).');
    default:
      break;
  }
  if (status >= 300 && status < 400) {
    return fault('refused', `${url} leads elsewhere (${status}): the settings need the address that it leads to.`);
  }
  return status >= 500
    ? fault('failing', `Grafana failed (${status})${said}.`)
    : fault('refused', `Grafana refused it (${status})${said}.`);
}

/** Grafana’s own words; nothing of another server's page. */
function saidBy(content: unknown): string {
  const { message = firstQueryError(content) } = fieldsOf(content);
  return typeof message === 'string' && message !== '' ? `: “${message.slice(0, MOST_QUOTED)}”` : '';
}

/** An answer to queries tells of each what went wrong. */
function firstQueryError(content: unknown): unknown {
  return Object.values(fieldsOf(fieldsOf(content).results))
    .map((result) => fieldsOf(result).error)
    .find((error) => typeof error === 'string');
}

export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function contentOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
