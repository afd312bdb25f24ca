import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip, crc32 } from 'node:zlib';

import yauzl, { type Entry, type ZipFile } from 'yauzl';

import { AppError } from '../kernel/errors.ts';

/** One result file: by itself, or a member of a zip file. Its chunks are valid until the next one is asked for. */
export interface ResultMember {
  readonly name: string;
  readonly isArchived: boolean;
  /** Where its bytes stand as they are; null where they are packed. */
  readonly plainPath: string | null;
  readonly chunks: AsyncIterable<Buffer>;
}

export interface UnpackLimits {
  readonly mostMembers: number;
  /** Of all members together, unpacked. Nothing of it is stored, so it only bounds the time. */
  readonly mostBytes: number;
  /** Unpacked over packed, of what is larger than `freeBytes`: no result file comes near it. */
  readonly largestRatio: number;
  readonly freeBytes: number;
}

export const UNPACK_LIMITS: UnpackLimits = {
  mostMembers: 1_000,
  mostBytes: 256 * 1024 ** 3,
  largestRatio: 200,
  freeBytes: 64 * 1024 ** 2,
};

const CHUNK_BYTES = 1024 * 1024;
const ZIP_MARK = 0x04034b50;
const EMPTY_ZIP_MARK = 0x06054b50;
const GZIP_MARK = 0x8b1f;
/** Folders, what macOS adds, and hidden files. */
const NO_MEMBER = /\/$|^__MACOSX\/|(?:^|\/)\.[^/]*$/;

/**
 * What a file holds: itself, decompressed when it is compressed by gzip, or the members of a zip file one after another.
 * Its bytes tell, not its name.
 *
 * @throws AppError RESULT_UNREADABLE when it cannot be read, is damaged, encrypted, or a bomb
 */
export async function* resultMembers(
  path: string,
  name: string,
  limits: UnpackLimits = UNPACK_LIMITS
): AsyncGenerator<ResultMember> {
  const { mark, sizeBytes } = await beginningOf(path);
  if (mark === ZIP_MARK || mark === EMPTY_ZIP_MARK) {
    yield* zipMembers(path, limits);
    return;
  }
  const isPacked = (mark & 0xffff) === GZIP_MARK;
  const chunks = isPacked ? gunzipped(path, new UnpackMeter(sizeBytes, limits)) : fileChunks(path, 0, Infinity);
  yield { name, isArchived: false, plainPath: isPacked ? null : path, chunks };
}

/** The bytes from `start` up to `end`, or to where the file ends. */
export async function* fileChunks(path: string, start: number, end: number): AsyncGenerator<Buffer> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(error);
  });
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let at = start;
  try {
    while (at < end) {
      const { bytesRead } = await file.read(chunk, 0, Math.min(CHUNK_BYTES, end - at), at);
      if (bytesRead === 0) {
        return;
      }
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Whether its beginning says that the file is compressed or an archive. */
export async function isPacked(path: string): Promise<boolean> {
  const { mark } = await beginningOf(path);
  return mark === ZIP_MARK || mark === EMPTY_ZIP_MARK || (mark & 0xffff) === GZIP_MARK;
}

export function unreadable(cause: unknown): AppError {
  if (cause instanceof AppError) {
    return cause;
  }
  const code = codeOf(cause);
  const detail = code === 'ENOENT' ? 'it does not exist' : `reading it failed (${code})`;
  return new AppError('RESULT_UNREADABLE', detail, { cause });
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : messageOf(error);
}

/** Counts while unpacking: what an archive says of itself is not trusted. */
class UnpackMeter {
  private unpackedBytes = 0;

  constructor(
    private readonly packedBytes: number,
    private readonly limits: UnpackLimits
  ) {}

  count(bytes: number): void {
    const { mostBytes, freeBytes, largestRatio } = this.limits;
    this.unpackedBytes += bytes;
    if (this.unpackedBytes > mostBytes) {
      throw damaged(`unpacked it is larger than ${Math.round(mostBytes / 1024 ** 2)} MB`);
    }
    if (this.unpackedBytes > freeBytes && this.unpackedBytes > this.packedBytes * largestRatio) {
      throw damaged(`unpacked it is more than ${largestRatio} times as large`);
    }
  }
}

async function beginningOf(path: string): Promise<{ mark: number; sizeBytes: number }> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
      return { mark: buffer.readUInt32LE(0), sizeBytes: (await file.stat()).size };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(error);
  }
}

async function* gunzipped(path: string, meter: UnpackMeter): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  file.on('error', (error) => gunzip.destroy(error));
  yield* metered(file.pipe(gunzip), meter);
}

async function* metered(stream: Readable, meter: UnpackMeter): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      meter.count(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw unreadable(error);
  } finally {
    stream.on('error', () => undefined);
    stream.destroy();
  }
}

async function* zipMembers(path: string, limits: UnpackLimits): AsyncGenerator<ResultMember> {
  const archive = await openArchive(path);
  const meter = new UnpackMeter(archive.fileSize, limits);
  let members = 0;
  try {
    for await (const entry of entriesOf(archive)) {
      if (NO_MEMBER.test(entry.fileName)) {
        continue;
      }
      members++;
      checkEntry(entry, members, limits);
      yield { name: entry.fileName, isArchived: true, plainPath: null, chunks: entryChunks(archive, entry, meter) };
    }
  } finally {
    archive.close();
  }
  if (members === 0) {
    throw damaged('it is an archive without a file');
  }
}

function checkEntry(entry: Entry, members: number, limits: UnpackLimits): void {
  if (entry.isEncrypted()) {
    throw damaged(`“${entry.fileName}” in it is encrypted`);
  }
  if (members > limits.mostMembers) {
    throw damaged(`it has more than ${limits.mostMembers} files`);
  }
}

async function* entryChunks(archive: ZipFile, entry: Entry, meter: UnpackMeter): AsyncGenerator<Buffer> {
  let checksum = 0;
  for await (const chunk of metered(await openEntry(archive, entry), meter)) {
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (checksum !== entry.crc32) {
    throw damaged(`“${entry.fileName}” in it is damaged: its checksum differs`);
  }
}

function openArchive(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, archive) =>
      error === null ? resolve(archive) : reject(damaged(`it is a damaged zip file: ${messageOf(error)}`, error))
    );
  });
}

/** One after another: the next is read when the one before was dealt with. */
async function* entriesOf(archive: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await nextEntry(archive);
    if (entry === null) {
      return;
    }
    yield entry;
  }
}

function nextEntry(archive: ZipFile): Promise<Entry | null> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      archive.removeAllListeners();
      act();
    };
    archive.once('entry', (entry: Entry) => settle(() => resolve(entry)));
    archive.once('end', () => settle(() => resolve(null)));
    archive.once('error', (error: unknown) =>
      settle(() => reject(damaged(`it is a damaged zip file: ${messageOf(error)}`, error)))
    );
    archive.readEntry();
  });
}

function openEntry(archive: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    archive.openReadStream(entry, (error, stream) =>
      error === null ? resolve(stream) : reject(damaged(`“${entry.fileName}” in it: ${messageOf(error)}`, error))
    );
  });
}

function damaged(detail: string, cause?: unknown): AppError {
  return new AppError('RESULT_UNREADABLE', detail, { cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
