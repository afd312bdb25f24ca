import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Writes a file so that after a crash it is there completely or not at all. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.part`;
  await writeFile(part, content);
  await flush(part);
  await rename(part, path);
}

/**
 * Compresses the result file and removes the original once its copy is safely on disk. Repeated after a crash it ends in
 * the same place.
 *
 * @returns the compressed file's path
 */
export async function compressResult(resultPath: string): Promise<string> {
  if (resultPath.endsWith('.gz')) {
    return resultPath;
  }
  const compressedPath = `${resultPath}.gz`;
  if (!(await exists(resultPath))) {
    return (await exists(compressedPath)) ? compressedPath : resultPath;
  }
  const part = `${compressedPath}.part`;
  await pipeline(createReadStream(resultPath), createGzip({ level: 6 }), createWriteStream(part));
  await flush(part);
  await rename(part, compressedPath);
  return compressedPath;
}

/** The result file where it now lies: as JMeter wrote it, or compressed. */
export async function presentResult(resultPath: string): Promise<string> {
  const plain = resultPath.replace(/\.gz$/, '');
  return (await exists(plain)) ? plain : `${plain}.gz`;
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false
  );
}

export async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null
  );
}

/** The end of a text file, at most `maxBytes`. */
export async function readEnd(path: string, maxBytes: number): Promise<{ text: string; sizeBytes: number }> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) {
    return { text: '', sizeBytes: 0 };
  }
  try {
    const { size } = await file.stat();
    const length = Math.min(size, maxBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return { text: buffer.toString('utf8', 0, bytesRead), sizeBytes: size };
  } finally {
    await file.close();
  }
}

/** What jmeter.log says against a run without samples. */
export async function logComplaint(directory: string): Promise<string | null> {
  const { text } = await readEnd(join(directory, 'jmeter.log'), 256 * 1024);
  const lines = text.split('\n').filter((line) => / ERROR |must exist and be readable|Invalid duration/.test(line));
  return lines.length === 0 ? null : lines.slice(0, 3).join(' ').slice(0, 1000);
}

export async function removeDirectory(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

/** Empty if there is no such file. */
export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
