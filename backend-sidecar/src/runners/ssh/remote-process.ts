import { posix } from 'node:path';

import { AppError } from '../../kernel/errors.ts';
import { REMOTE_FILES } from './launch.ts';
import type { RemoteFiles } from './remote-files.ts';
import { shellCommand } from './shell-words.ts';
import type { SshConnection } from './ssh-connection.ts';

/** What the files and processes of a run's directory there say. */
export type RemoteState =
  | { readonly kind: 'not started' }
  /** Somebody has begun to start it. */
  | { readonly kind: 'starts' }
  | { readonly kind: 'runs' }
  /** `why`: it is gone without a word. */
  | { readonly kind: 'ended'; readonly exitCode: number | null; readonly why: string | null };

export async function readState(files: RemoteFiles, directory: string): Promise<RemoteState> {
  const [exit, pid, java, boot, bootNow] = await Promise.all([
    ...[REMOTE_FILES.exit, REMOTE_FILES.pid, REMOTE_FILES.java, REMOTE_FILES.boot].map((name) =>
      files.text(posix.join(directory, name))
    ),
    files.text('/proc/sys/kernel/random/boot_id'),
  ]);
  if (isNumberLine(exit)) {
    return { kind: 'ended', exitCode: Number(exit), why: null };
  }
  if (!isNumberLine(pid)) {
    return { kind: (await files.isThere(posix.join(directory, REMOTE_FILES.started))) ? 'starts' : 'not started' };
  }
  if (boot && bootNow && boot !== bootNow) {
    return { kind: 'ended', exitCode: null, why: 'the generator was restarted' };
  }
  const pids = [pid, java].filter(isNumberLine).map(Number);
  const alive = await Promise.all(pids.map((one) => isOfRun(files, one, directory)));
  return alive.includes(true)
    ? { kind: 'runs' }
    : { kind: 'ended', exitCode: null, why: 'its process is gone from the generator' };
}

/** Process ids are given again: only a command line that names the run's directory is the run's. */
async function isOfRun(files: RemoteFiles, pid: number, directory: string): Promise<boolean> {
  const commandLine = await files.text(`/proc/${pid}/cmdline`).catch(() => null);
  return commandLine?.includes(`${directory}/`) ?? false;
}

function isNumberLine(text: string | null | undefined): text is string {
  return typeof text === 'string' && /^\d+\n$/.test(text);
}

/** $1 the run's directory, $2 the command: JMeter's own program sends it, with the java that runs the test. */
const ASK_TO_STOP = `cd "$1" || exit 1
pid=$(cat ${REMOTE_FILES.java}) && port=$(cat ${REMOTE_FILES.port}) || exit 1
java=$(tr '\\0' '\\n' < "/proc/$pid/cmdline" | head -n 1)
jar=$(tr '\\0' '\\n' < "/proc/$pid/cmdline" | grep '/ApacheJMeter.jar$' | head -n 1)
[ -n "$jar" ] && "$java" -Xmx16m -cp "$jar" org.apache.jmeter.util.ShutdownClient "$2" "$port"`;

/** $1 the run's directory, $2 the signal: to the group that its launcher leads, if a process of the run is in it. */
const SIGNAL = `group=$(cat "$1/${REMOTE_FILES.pid}") || exit 1
for pid in $group $(cat "$1/${REMOTE_FILES.java}" 2> /dev/null); do
  if tr '\\0' '\\n' < "/proc/$pid/cmdline" 2> /dev/null | grep -qF "$1/"; then
    kill "-$2" -- "-$group"
    exit
  fi
done
exit 2`;

export type StopRung = 'Shutdown' | 'StopTestNow' | 'TERM' | 'KILL';

/** @throws AppError GENERATOR_STOP where the host refuses; that nothing runs any more is no fault */
export async function sendStop(connection: SshConnection, directory: string, rung: StopRung): Promise<void> {
  const isSignal = rung === 'TERM' || rung === 'KILL';
  const { code, stderr } = await connection.run(shellCommand(isSignal ? SIGNAL : ASK_TO_STOP, directory, rung));
  if (isSignal && code === 1 && stderr !== '') {
    throw new AppError('GENERATOR_STOP', stderr.trim().slice(0, 500));
  }
}
