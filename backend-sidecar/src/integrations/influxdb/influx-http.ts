import { AnswerTooLong, limitedText } from '../../kernel/limited-text.ts';
import { networkFault } from '../../kernel/network-fault.ts';
import type { InfluxAnswer, InfluxCredentials, InfluxFault } from './influx-target.ts';

/** One request of InfluxDB's API. */
export interface InfluxRequest {
  readonly url: URL;
  readonly body: string;
  readonly contentType: string;
  readonly accept?: string;
  readonly timeLimitMs: number;
}

export interface InfluxResponse {
  readonly status: number;
  readonly text: string;
}

/** What is asked for is small; whatever answers at that address, no more is read. */
const ANSWER_LIMIT_BYTES = 1024 * 1024;
const MOST_QUOTED = 200;

/** Posts once; redirects are not followed, so that credentials go nowhere else. */
export async function postToInflux(
  request: InfluxRequest,
  credentials: InfluxCredentials,
  signal: AbortSignal
): Promise<InfluxAnswer<InfluxResponse>> {
  const limit = AbortSignal.timeout(request.timeLimitMs);
  try {
    const answer = await fetch(request.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit]),
      headers: {
        'content-type': request.contentType,
        accept: request.accept ?? 'application/json',
        ...authorization(credentials),
      },
      body: request.body,
    });
    return { kind: 'done', value: { status: answer.status, text: await limitedText(answer.body, ANSWER_LIMIT_BYTES) } };
  } catch (error) {
    signal.throwIfAborted();
    const why = limit.aborted ? `it did not answer within ${request.timeLimitMs / 1000} s` : whatHappened(error);
    return faulty('unreachable', `InfluxDB at ${request.url.host} cannot be reached: ${why}.`);
  }
}

export function faulty(kind: InfluxFault['kind'], why: string): { kind: 'fault'; fault: InfluxFault } {
  return { kind: 'fault', fault: { kind, why } };
}

/** What InfluxDB says is wrong, shortened; of another server's page only its status. */
export function saidBy({ status, text }: InfluxResponse): string {
  const said = errorOf(text);
  return said === null ? `it answered ${status}` : `“${said.slice(0, MOST_QUOTED)}” (${status})`;
}

function errorOf(text: string): string | null {
  try {
    const { error, message } = JSON.parse(text) as { error?: unknown; message?: unknown };
    const said = [message, error].find((one) => typeof one === 'string' && one !== '');
    return typeof said === 'string' ? said : null;
  } catch {
    return null;
  }
}

function authorization(credentials: InfluxCredentials): Record<string, string> {
  switch (credentials.kind) {
    case 'user': {
      const { username, password } = credentials;
      return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
    }
    case 'token':
      return { authorization: `Token ${credentials.token}` };
    default:
      return {};
  }
}

function whatHappened(error: unknown): string {
  return error instanceof AnswerTooLong ? 'its answer is longer than any of InfluxDB’s' : networkFault(error);
}
