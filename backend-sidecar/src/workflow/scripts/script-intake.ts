import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { ScriptFile } from '../../contract/scenarios.ts';
import { AppError } from '../../kernel/errors.ts';
import { checkPath, clashOf, commonFolder, isClutter, kindOfFile } from '../../scripts/script-files.ts';
import { unpackArchive } from './unpack-archive.ts';

/** Folders of uploads that have not come to their end. */
export const PART_ENDING = '.part';

const LARGEST_UPLOAD_BYTES = 4 * 1024 ** 3;

/**
 * The files of one upload while they come in, in a folder of their own. Whatever goes wrong, `discard` leaves nothing;
 * `keep` gives the folder its place in one step.
 */
export class ScriptIntake {
  private readonly folder: string;
  private readonly received: string[] = [];
  private receivedBytes = 0;

  private constructor(
    private readonly uploads: string,
    private readonly limitBytes: number
  ) {
    this.folder = join(uploads, `${randomUUID()}${PART_ENDING}`);
  }

  /** @param limitBytes of all files together, as they come */
  static async begin(uploads: string, limitBytes = LARGEST_UPLOAD_BYTES): Promise<ScriptIntake> {
    const intake = new ScriptIntake(uploads, limitBytes);
    await mkdir(intake.folder, { mode: 0o700 });
    return intake;
  }

  /** Streams one file to disk; a zip file is unpacked in its place. */
  async add(name: string | undefined, content: Readable): Promise<void> {
    const checked = checkPath(plainName(name ?? ''));
    if ('problem' in checked) {
      throw new AppError('SCRIPT_FILES', checked.problem);
    }
    if (isClutter(checked.path)) {
      content.resume();
      return;
    }
    if (checked.path.toLowerCase().endsWith('.zip')) {
      await this.addArchive(content);
      return;
    }
    this.refuseClash(checked.path);
    await this.receive(content, join(this.folder, checked.path));
    this.received.push(checked.path);
  }

  /** Takes over a file of an earlier revision. Files of revisions never change, so both may be the same file on disk. */
  async carryOver(name: string, from: string): Promise<void> {
    this.refuseClash(name);
    const target = join(this.folder, name);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await link(from, target).catch(() => copyFile(from, target));
    this.received.push(name);
  }

  /** With their checksums; every byte is on the disk then. */
  async files(): Promise<ScriptFile[]> {
    const files = [];
    for (const name of [...this.received].sort()) {
      files.push(await describe(this.folder, name));
    }
    return files;
  }

  pathOf(name: string): string {
    return join(this.folder, name);
  }

  /** @returns the folder's place */
  async keep(checksumSha256: string): Promise<string> {
    for (const folder of foldersOf(this.received)) {
      await syncFolder(join(this.folder, folder));
    }
    const place = join(this.uploads, `${checksumSha256.slice(0, 16)}-${randomUUID().slice(0, 8)}`);
    await rename(this.folder, place);
    await syncFolder(this.uploads);
    return place;
  }

  async discard(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private async addArchive(content: Readable): Promise<void> {
    const packed = join(this.uploads, `${randomUUID()}.zip${PART_ENDING}`);
    const unpacked = join(this.folder, `${randomUUID()}${PART_ENDING}`);
    try {
      await this.receive(content, packed);
      const paths = await unpackArchive(packed, unpacked);
      const folder = commonFolder(paths);
      for (const path of paths) {
        await this.takeUnpacked(join(unpacked, path), path.slice(folder.length));
      }
    } finally {
      await rm(packed, { force: true });
      await rm(unpacked, { recursive: true, force: true });
    }
  }

  private async takeUnpacked(from: string, name: string): Promise<void> {
    const checked = checkPath(name);
    if ('problem' in checked) {
      throw new AppError('SCRIPT_ARCHIVE', checked.problem);
    }
    this.refuseClash(name);
    await mkdir(dirname(join(this.folder, name)), { recursive: true, mode: 0o700 });
    await rename(from, join(this.folder, name));
    this.received.push(name);
  }

  private async receive(content: Readable, path: string): Promise<void> {
    const meter = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.receivedBytes += chunk.length;
        done(this.receivedBytes > this.limitBytes ? tooLarge(this.limitBytes) : null, chunk);
      },
    });
    await pipeline(content, meter, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
  }

  private refuseClash(name: string): void {
    const known = clashOf(name, this.received);
    if (known !== undefined) {
      const problem = known === name ? 'was sent twice' : `and “${known}” cannot lie side by side`;
      throw new AppError('SCRIPT_FILES', `“${name}” ${problem}`);
    }
  }
}

function tooLarge(limitBytes: number): AppError {
  return new AppError('REQUEST_TOO_LARGE', `the files of an upload may have ${limitBytes} bytes together`);
}

/** Browsers may send the path on the sender's disk. */
function plainName(name: string): string {
  return name.replaceAll('\\', '/').split('/').at(-1) ?? '';
}

async function describe(folder: string, name: string): Promise<ScriptFile> {
  const path = join(folder, name);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const file = await open(path, 'r+');
  await file.sync();
  await file.close();
  const { size } = await stat(path);
  return { name, kind: kindOfFile(name), sizeBytes: size, checksumSha256: hash.digest('hex') };
}

/** Of files with these paths, `.` for where they begin: a name is on the disk when its folder is. */
function foldersOf(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set(['.']);
  for (const path of paths) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
      folders.add(folder);
    }
  }
  return folders;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}

/** What a sidecar that was killed left of uploads: parts, and folders that no revision names. */
export async function sweepUploads(uploads: string, isUsed: (folderName: string) => boolean): Promise<void> {
  for (const entry of await readdir(uploads, { withFileTypes: true })) {
    const isLeft = entry.name.endsWith(PART_ENDING) || (entry.isDirectory() && !isUsed(entry.name));
    if (isLeft) {
      await rm(join(uploads, entry.name), { recursive: true, force: true });
    }
  }
}
