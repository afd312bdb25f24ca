import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import yazl from 'yazl';

import { ARCHIVE_LIMITS, unpackArchive, type ArchiveLimits } from './unpack-archive.ts';

const KB = 1024;
const LIMITS: ArchiveLimits = { mostFiles: 3, mostBytes: 200 * KB, largestRatio: 20, freeBytes: 100 * KB };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perftest-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function archive(entries: Record<string, Buffer>, isPacked = true): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(entries)) {
    zip.addBuffer(content, name, { compress: isPacked });
  }
  zip.end();
  return buffer(zip.outputStream);
}

async function unpack(packed: Buffer, limits = LIMITS): Promise<string[]> {
  const path = join(folder, 'a.zip');
  writeFileSync(path, packed);
  return unpackArchive(path, join(folder, 'out'), limits);
}

const refusal = (detail: string) => ({ code: 'SCRIPT_ARCHIVE', detail: expect.stringContaining(detail) as string });

/** The places of the headers of one file: in front of its content, and in the directory at the end. */
function headersOf(packed: Buffer): { local: number; central: number } {
  return {
    local: packed.indexOf(Buffer.from('PK\u0003\u0004')),
    central: packed.indexOf(Buffer.from('PK\u0001\u0002')),
  };
}

describe('an archive', () => {
  it('is unpacked up to its limits', async () => {
    const content = Buffer.alloc(60 * KB, 'some text ');
    expect(await unpack(await archive({ 'a.csv': content, 'sub/b.csv': content, 'c.csv': content }, false))).toEqual([
      'a.csv',
      'sub/b.csv',
      'c.csv',
    ]);
    expect(await readFile(join(folder, 'out', 'sub', 'b.csv'))).toEqual(content);
  });

  it('of too many files is refused', async () => {
    const entries = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, Buffer.from(name)]));
    await expect(unpack(await archive(entries))).rejects.toMatchObject(refusal('more than 3 files'));
  });

  it('that is too large in all is refused', async () => {
    const content = Buffer.alloc(101 * KB);
    const packed = await archive({ 'a.csv': content, 'b.csv': content }, false);
    await expect(unpack(packed)).rejects.toMatchObject(refusal('unpacked it is larger than'));
  });

  it('that grows too much is refused', async () => {
    const packed = await archive({ 'zeros.csv': Buffer.alloc(150 * KB) });
    expect(packed.length * LIMITS.largestRatio).toBeLessThan(150 * KB);
    await expect(unpack(packed)).rejects.toMatchObject(refusal('more than 20 times as large'));
  });

  it('that says less than it holds is refused', async () => {
    const packed = await archive({ 'zeros.csv': Buffer.alloc(90 * KB) });
    const { local, central } = headersOf(packed);
    // The unpacked size: 22 bytes into the header in front of the content, 24 into that of the directory.
    packed.writeUInt32LE(10, local + 22);
    packed.writeUInt32LE(10, central + 24);
    await expect(unpack(packed, ARCHIVE_LIMITS)).rejects.toMatchObject(refusal('it is damaged'));
  });

  it('that is encrypted is refused', async () => {
    const packed = await archive({ 'a.csv': Buffer.from('secret') });
    const { local, central } = headersOf(packed);
    // Bit 0 of the flags says so: 6 bytes into the one header, 8 into the other.
    packed.writeUInt16LE(packed.readUInt16LE(local + 6) | 1, local + 6);
    packed.writeUInt16LE(packed.readUInt16LE(central + 8) | 1, central + 8);
    await expect(unpack(packed)).rejects.toMatchObject(refusal('“a.csv” is encrypted'));
  });

  it('in which a file stands where another one needs a folder is refused', async () => {
    const packed = await archive({ data: Buffer.from('x'), 'data/a.csv': Buffer.from('y') });
    await expect(unpack(packed)).rejects.toMatchObject(refusal('it is damaged'));
  });
});
