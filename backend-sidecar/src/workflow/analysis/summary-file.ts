import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { createGunzip, gunzipSync } from 'node:zlib';

import { AppError } from '../../kernel/errors.ts';
import { HEAD_BYTES, LARGEST_SUMMARY_BYTES, readSummary } from '../../results/summaries/read-summary.ts';
import type { SummaryFormat, SummaryReading } from '../../results/summaries/summary-run.ts';

/** A saved report, plain or compressed. @throws AppError RESULT_UNREADABLE */
export async function readSummaryFile(path: string, format: SummaryFormat): Promise<SummaryReading> {
  const { size } = await stat(path);
  if (size > LARGEST_SUMMARY_BYTES) {
    throw new AppError('RESULT_UNREADABLE', `as ${format} it is too large (${size} bytes)`);
  }
  const bytes = await readFile(path);
  return readSummary(
    textOf(isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: LARGEST_SUMMARY_BYTES }) : bytes),
    format
  );
}

function textOf(bytes: Buffer): string {
  return bytes.toString('utf8');
}

/** The beginning of a file, decompressed where it is compressed. */
export async function headOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    return isGzip(head) ? await headOfGzip(path) : head.toString('utf8');
  } finally {
    await file.close();
  }
}

export async function isCompressed(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return isGzip(buffer);
  } finally {
    await file.close();
  }
}

async function headOfGzip(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  const content = createReadStream(path).pipe(createGunzip());
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      if (chunks.reduce((sum, { length }) => sum + length, 0) >= HEAD_BYTES) {
        break;
      }
    }
  } catch {
    return '';
  }
  return Buffer.concat(chunks).toString('utf8', 0, HEAD_BYTES);
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
