import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { AppError } from '../../kernel/errors.ts';
import type { RemoteFiles } from './remote-files.ts';
import { OWN_MARK, type RemotePlaces } from './remote-paths.ts';
import { shellCommand } from './shell-words.ts';
import type { CommandEnd, SshConnection } from './ssh-connection.ts';

const PLACE_TIMEOUT_MS = 10 * 60_000;
/** A content that no run has used for so long is removed. */
const KEPT_DAYS = 30;

/** Files of a run that are to lie on the other host, by their names below the run's directory. */
export interface Sending {
  readonly places: RemotePlaces;
  /** The run's directory here. */
  readonly directory: string;
  readonly names: readonly string[];
}

/** $1 mark, $2 contents, $3 run, then a hash for each content: prints the hashes of those that are there and whole. */
const LOOK = `umask 077
mark=$1; contents=$2; run=$3; shift 3
mkdir -p "$contents" "$run" || exit 1
: > "$contents/$mark" && : > "$run/$mark" || exit 1
cd "$contents" || exit 1
find . -type f -mtime +${KEPT_DAYS} ! -name "$mark" -exec rm -f {} +
for hash in "$@"; do
  [ -f "$hash" ] && touch "$hash" && sha256sum "$hash"
done
:`;

/** $1 contents, $2 name it came under, $3 hash: takes it in if it is what it should be. */
const TAKE_IN = `cd "$1" || exit 1
[ "$(sha256sum "$2" | cut -c1-64)" = "$3" ] || { rm -f "$2"; exit 3; }
mv "$2" "$3"`;

/** $1 contents, $2 run, then hash and name of each file: copies, because a test may write into its data. */
const PLACE = `umask 077
contents=$1; run=$2; shift 2
while [ $# -gt 1 ]; do
  mkdir -p "$(dirname "$run/$2")" && cp "$contents/$1" "$run/$2.part" && mv "$run/$2.part" "$run/$2" || exit 1
  shift 2
done`;

/**
 * Lays a run's files into its directory there. What was sent before is not sent again; what was sent is compared by its
 * hash before it is used. Can be repeated. @throws AppError GENERATOR_TRANSFER, or what the connection says
 */
export async function sendFiles(connection: SshConnection, files: RemoteFiles, sending: Sending): Promise<void> {
  const { places, directory, names } = sending;
  const hashes = await Promise.all(names.map((name) => hashOfFile(join(directory, name))));
  const look = await connection.run(shellCommand(LOOK, OWN_MARK, places.contents, places.run, ...hashes), {
    timeoutMs: PLACE_TIMEOUT_MS,
  });
  expectDone(look, `the directory ${places.root} cannot be made or written to`);
  const whole = new Set(look.stdout.split('\n').flatMap((line) => intactHash(line)));
  for (const [index, hash] of hashes.entries()) {
    if (!whole.has(hash)) {
      await sendContent(connection, files, { path: join(directory, names[index] ?? ''), hash, places });
      whole.add(hash);
    }
  }
  const pairs = names.flatMap((name, index) => [hashes[index] ?? '', name]);
  const placed = await connection.run(shellCommand(PLACE, places.contents, places.run, ...pairs), {
    timeoutMs: PLACE_TIMEOUT_MS,
  });
  expectDone(placed, 'the files of the run cannot be laid into its directory');
}

async function sendContent(
  connection: SshConnection,
  files: RemoteFiles,
  { path, hash, places }: { path: string; hash: string; places: RemotePlaces }
): Promise<void> {
  const name = `${hash}.${randomBytes(6).toString('hex')}`;
  await files.send(path, posix.join(places.contents, name));
  const taken = await connection.run(shellCommand(TAKE_IN, places.contents, name, hash), {
    timeoutMs: PLACE_TIMEOUT_MS,
  });
  expectDone(taken, taken.code === 3 ? `${path} did not arrive as it was sent` : `${path} was not taken in`);
}

function expectDone({ code, stderr }: CommandEnd, what: string): void {
  if (code !== 0) {
    throw new AppError('GENERATOR_TRANSFER', [what, stderr.trim().slice(0, 500)].filter(Boolean).join(': '));
  }
}

/** `HASH  NAME`, where both are the same: the content is what its name says. */
function intactHash(line: string): string[] {
  const [, hash, name] = /^([0-9a-f]{64}) [ *]([0-9a-f]{64})$/.exec(line) ?? [];
  return hash !== undefined && hash === name ? [hash] : [];
}

export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
