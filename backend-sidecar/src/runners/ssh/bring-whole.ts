import { rename, rm } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';

import { PROCESS_FILES } from '../run-files.ts';
import type { ExecutionPlan } from '../runner.ts';
import { AppError } from '../../kernel/errors.ts';
import { hashOfFile } from './content-store.ts';
import { shellCommand } from './shell-words.ts';
import type { SshConnection } from './ssh-connection.ts';

/** $1 the run's directory, then names: hash and name of each that is there, and of java's logs of its collections. */
const HASHES = `cd "$1" || exit 1
shift
for name in "$@" gc.log gc.log.[0-9]*; do
  [ -f "$name" ] && sha256sum "$name"
done
:`;

const HASH_TIMEOUT_MS = 15 * 60_000;

/**
 * When nobody writes there any more: what differs from what is here, or is not here yet, is fetched whole and put in its
 * place.
 *
 * @returns the paths here of what was here before and is another now
 * @throws AppError GENERATOR_TRANSFER when a file does not arrive as it is there
 */
export async function bringWhole(
  connection: SshConnection,
  { plan, directory }: { plan: ExecutionPlan; directory: string }
): Promise<string[]> {
  const files = await connection.files();
  const localPaths = new Map([
    [basename(plan.resultPath), plan.resultPath],
    ...[PROCESS_FILES.console, PROCESS_FILES.consoleErrors, PROCESS_FILES.log].map(
      (name) => [name, join(plan.directory, name)] as const
    ),
  ]);
  const { stdout } = await connection.run(shellCommand(HASHES, directory, ...localPaths.keys()), {
    timeoutMs: HASH_TIMEOUT_MS,
  });
  const replaced: string[] = [];
  for (const [, hash, name] of stdout.matchAll(/^([0-9a-f]{64}) [ *](.+)$/gm)) {
    const localPath = localPaths.get(name ?? '') ?? join(plan.directory, basename(name ?? ''));
    const present = await hashOfFile(localPath).catch(() => null);
    if (present !== hash) {
      replaced.push(...(present === null ? [] : [localPath]));
      await fetchAnew({ remotePath: posix.join(directory, name ?? ''), localPath, hash: hash ?? '' });
    }
  }
  return replaced;

  async function fetchAnew(wanted: { remotePath: string; localPath: string; hash: string }): Promise<void> {
    const part = `${wanted.localPath}.part`;
    await files.fetch(wanted.remotePath, part);
    if ((await hashOfFile(part)) !== wanted.hash) {
      await rm(part, { force: true });
      throw new AppError('GENERATOR_TRANSFER', `${wanted.remotePath} did not arrive as it is there`);
    }
    await rename(part, wanted.localPath);
  }
}
