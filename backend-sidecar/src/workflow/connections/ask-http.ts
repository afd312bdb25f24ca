import { networkFault } from '../../kernel/network-fault.ts';

export type HttpAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: Headers; readonly text: string }
  | { readonly kind: 'failed'; readonly why: string };

interface Question {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeLimitMs: number;
}

const ANSWER_LIMIT_BYTES = 4 * 1024 * 1024;

/** Asks once. Redirects are not followed: credentials go nowhere else. */
export async function askHttp({ url, headers = {}, timeLimitMs }: Question): Promise<HttpAnswer> {
  const limit = AbortSignal.timeout(timeLimitMs);
  try {
    const answer = await fetch(url, { redirect: 'manual', headers, signal: limit });
    return { kind: 'answered', status: answer.status, headers: answer.headers, text: await limitedText(answer) };
  } catch (error) {
    const why = limit.aborted ? `it did not answer within ${timeLimitMs / 1000} s` : networkFault(error);
    return { kind: 'failed', why };
  }
}

async function limitedText(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    sizeBytes += chunk.length;
    if (sizeBytes > ANSWER_LIMIT_BYTES) {
      break;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
