import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';

import { ZipFile } from 'yazl';

/** A zip with the folder itself as its only entry at the top; names in order, one time, the same rights for all. */
export async function zipFolder({ folder, path, seconds }) {
  const zip = new ZipFile();
  const mtime = new Date(seconds * 1000);
  for (const file of filesBelow(folder)) {
    zip.addFile(file, relative(dirname(folder), file), { mtime, mode: 0o100644, forceDosTimestamp: true });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

/** Likewise a tarball, by GNU tar. What may be executed stays so. */
export function tarFolder({ folder, path, seconds }) {
  const options = ['--sort=name', '--format=ustar', '--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX'];
  const tar = execFileSync('tar', ['-c', ...options, `--mtime=@${seconds}`, '-C', dirname(folder), basename(folder)], {
    maxBuffer: 2 ** 30,
  });
  writeFileSync(path, gzipSync(tar, { level: 9 }));
  return path;
}

export function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function filesBelow(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
}
