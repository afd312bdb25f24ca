/** An answer was longer than any that is meant. */
export class AnswerTooLong extends Error {}

/** Reads UTF-8 text; whatever answers there, no more is read. @throws AnswerTooLong */
export async function limitedText(body: AsyncIterable<Uint8Array> | null, limitBytes: number): Promise<string> {
  return (await limitedBytes(body, limitBytes)).toString('utf8');
}

/** Whatever answers there, no more is read. @throws AnswerTooLong */
export async function limitedBytes(body: AsyncIterable<Uint8Array> | null, limitBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) {
      throw new AnswerTooLong();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
