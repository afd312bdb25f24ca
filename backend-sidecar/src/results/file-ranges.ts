import { open, type FileHandle } from 'node:fs/promises';

const LF = 0x0a;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
/** Enough to know columns and time stamps by. */
const HEAD_BYTES = 256 * 1024;
/** A cut is looked for in so many bytes. */
const LOOK_BYTES = 64 * 1024;
/** A thread needs as long to be started as some megabytes to be read. */
export const LEAST_RANGE_BYTES = 16 * 1024 * 1024;

/** A part of a file, from a place where a line begins, up to another or the file's end. */
export interface FileRange {
  readonly fromByte: number;
  readonly toByte: number;
}

/**
 * Cuts a file of lines into its head and ranges of nearly equal size, where lines begin that look like rows. A line may
 * begin within a quoted field all the same: who reads a range must find out whether the one before it ended with a record.
 *
 * @returns an empty list where the file is too small
 */
export async function fileRanges(path: string, ranges: number, leastBytes = LEAST_RANGE_BYTES): Promise<FileRange[]> {
  const file = await open(path, 'r');
  try {
    const sizeBytes = (await file.stat()).size;
    const count = Math.min(ranges, Math.floor(sizeBytes / leastBytes));
    const headEnd = count > 1 ? await lineBeginBefore(file, Math.min(HEAD_BYTES, Math.floor(sizeBytes / 2))) : 0;
    return headEnd === 0 ? [] : toRanges(await cutsOf(file, { headEnd, sizeBytes, count }));
  } finally {
    await file.close();
  }
}

async function cutsOf(
  file: FileHandle,
  { headEnd, sizeBytes, count }: { headEnd: number; sizeBytes: number; count: number }
) {
  const cuts = [0, headEnd];
  for (let range = 1; range < count; range++) {
    const about = headEnd + Math.floor(((sizeBytes - headEnd) * range) / count);
    cuts.push(await rowBeginFrom(file, about));
  }
  // One that was not found stands before another.
  return [...cuts, sizeBytes].filter((cut, index, all) => index === 0 || cut > (all[index - 1] ?? 0));
}

function toRanges(cuts: readonly number[]): FileRange[] {
  return cuts.slice(1).map((toByte, index) => ({ fromByte: cuts[index] ?? 0, toByte }));
}

/** @returns 0 where there is none */
async function lineBeginBefore(file: FileHandle, end: number): Promise<number> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(end), 0, end, 0);
  return buffer.subarray(0, bytesRead).lastIndexOf(LF) + 1;
}

/** @returns 0 where there is none */
async function rowBeginFrom(file: FileHandle, start: number): Promise<number> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOK_BYTES), 0, LOOK_BYTES, start);
  const bytes = buffer.subarray(0, bytesRead);
  for (let lineEnd = bytes.indexOf(LF); lineEnd >= 0; lineEnd = bytes.indexOf(LF, lineEnd + 1)) {
    const first = bytes[lineEnd + 1] ?? 0;
    // Time stamps of any format begin with a digit, and mostly they are the first column.
    if (first >= DIGIT_0 && first <= DIGIT_9) {
      return start + lineEnd + 1;
    }
  }
  const anyEnd = bytes.indexOf(LF);
  return anyEnd < 0 ? 0 : start + anyEnd + 1;
}
