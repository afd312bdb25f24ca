import { request as requestPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestTls } from 'node:https';
import { finished } from 'node:stream/promises';

import { AnswerTooLong, limitedText } from '../../kernel/limited-text.ts';
import { networkFault } from '../../kernel/network-fault.ts';

/** A call of another system, all placeholders filled. */
export interface HttpCall {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly timeoutSeconds: number;
  /** How much of the answer is kept; `none`: it is read to its end and thrown away. */
  readonly answer: 'text' | 'none';
}

/** `failed` says what happened, without anything of the request. */
export type HttpOutcome = { kind: 'answered'; status: number; text: string } | { kind: 'failed'; why: string };

export type HttpCaller = (call: HttpCall, signal: AbortSignal) => Promise<HttpOutcome>;

const ANSWER_LIMIT_BYTES = 256 * 1024;

/**
 * Calls once; redirects are not followed. Not `fetch`: that gives up after five minutes without an answer, and a hook
 * may have an hour.
 *
 * @throws the signal's reason when it was aborted
 */
export async function callHttp(call: HttpCall, signal: AbortSignal): Promise<HttpOutcome> {
  signal.throwIfAborted();
  const refusal = refusalOf(call.url);
  if (refusal !== undefined) {
    return { kind: 'failed', why: refusal };
  }
  const limit = AbortSignal.timeout(call.timeoutSeconds * 1000);
  try {
    return await answered(await send(call, AbortSignal.any([signal, limit])), call);
  } catch (error) {
    signal.throwIfAborted();
    const why = limit.aborted ? `it timed out after ${call.timeoutSeconds} s` : whatHappened(error);
    return { kind: 'failed', why };
  }
}

function refusalOf(url: string): string | undefined {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    return 'with its values filled in, this is no address';
  }
  const { username, password } = new URL(url);
  return username + password === '' ? undefined : 'the address holds a user or password; send them in a header field';
}

function send({ method, url, headers, body }: HttpCall, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.startsWith('https:') ? requestTls : requestPlain;
  const options: RequestOptions = {
    method,
    signal,
    agent: false,
    headers: { accept: '*/*', 'user-agent': 'perftest-automation', ...lengthOf(body), ...headers },
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, options, resolve);
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}

/** Said before the body is sent: some servers refuse a body in pieces. */
function lengthOf(body: string | null): Record<string, string> {
  return body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
}

async function answered(message: IncomingMessage, { answer }: HttpCall): Promise<HttpOutcome> {
  const status = message.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    message.destroy();
    const target = message.headers.location ?? 'elsewhere';
    return { kind: 'failed', why: `it answered ${status} and points to ${target}; redirects are not followed` };
  }
  return { kind: 'answered', status, text: await textOf(message, answer) };
}

function textOf(message: IncomingMessage, answer: HttpCall['answer']): Promise<string> {
  return answer === 'text' ? limitedText(message, ANSWER_LIMIT_BYTES) : readAway(message);
}

async function readAway(message: IncomingMessage): Promise<''> {
  message.resume();
  await finished(message);
  return '';
}

function whatHappened(error: unknown): string {
  return error instanceof AnswerTooLong
    ? `the answer is longer than ${ANSWER_LIMIT_BYTES / 1024} KB`
    : networkFault(error);
}
