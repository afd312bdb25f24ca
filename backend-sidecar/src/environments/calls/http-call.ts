import { request as requestPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestTls } from 'node:https';

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

class AnswerTooLong extends Error {}

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
  return { kind: 'answered', status, text: await readText(message, answer) };
}

async function readText(message: IncomingMessage, answer: HttpCall['answer']): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    if (answer === 'none') {
      continue;
    }
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > ANSWER_LIMIT_BYTES) {
      throw new AnswerTooLong();
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}

const HAPPENED: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed before the answer was complete',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the host did not answer',
  ERR_INVALID_CHAR: 'a header field holds a character that is not allowed',
};

/** By its code: the text of an error may hold what was sent. */
function whatHappened(error: unknown): string {
  if (error instanceof AnswerTooLong) {
    return `the answer is longer than ${ANSWER_LIMIT_BYTES / 1024} KB`;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'for an unknown reason';
  return HAPPENED[code] ?? `the call failed (${code})`;
}
