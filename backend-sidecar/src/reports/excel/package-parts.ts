import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';

import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { ZipFile as NewZipFile } from 'yazl';

/** The parts of a package (ECMA-376 part 2), by name, in their order. */
export type PackageParts = Map<string, Buffer>;

export async function readParts(file: Buffer): Promise<PackageParts> {
  const zip = await open(file);
  const parts: PackageParts = new Map();
  const done = once(zip, 'end');
  zip.on('entry', (entry: Entry) => {
    if (entry.fileName.endsWith('/')) {
      zip.readEntry(); // A folder is no part.
      return;
    }
    void readEntry(zip, entry).then(
      (content) => {
        parts.set(entry.fileName, content);
        zip.readEntry();
      },
      (error: unknown) => zip.emit('error', error)
    );
  });
  zip.readEntry();
  await done;
  return parts;
}

/** @param madeAt of each part, so that the same report makes the same file */
export async function writeParts(parts: PackageParts, madeAt: Date): Promise<Buffer> {
  const zip = new NewZipFile();
  for (const [name, content] of parts) {
    zip.addBuffer(content, name, { mtime: madeAt, mode: 0o100644, compress: !name.endsWith('.png') });
  }
  zip.end();
  return buffer(zip.outputStream);
}

function open(file: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(file, { lazyEntries: true }, (error, zip) => (error === null ? resolve(zip) : reject(error)));
  });
}

function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error === null ? resolve(buffer(stream)) : reject(error)));
  });
}
