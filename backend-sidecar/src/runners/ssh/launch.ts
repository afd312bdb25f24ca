import { AppError } from '../../kernel/errors.ts';
import { jmeterArguments, propertiesText, RESULT_PROPERTIES } from '../jmeter-arguments.ts';
import { COLLECTION_ARGUMENTS } from '../generator/generator-collections.ts';
import { PROCESS_FILES } from '../run-files.ts';
import type { ExecutionPlan } from '../runner.ts';
import type { RemoteFiles } from './remote-files.ts';
import { FAILURES_FILE } from './remote-paths.ts';
import { shellCommand } from './shell-words.ts';
import type { SshConnection } from './ssh-connection.ts';

/** What a run's processes leave in its directory there, beside what every runner leaves. */
export const REMOTE_FILES = {
  ...PROCESS_FILES,
  /** A directory: whoever makes it starts JMeter, and nobody after. */
  started: 'process.started',
  java: 'process.java',
  boot: 'process.boot',
  launcher: 'launch.sh',
} as const;

const LARGEST_FAILURES_KIB = 16 * 1024;
const COMPLETE = '#complete';

/**
 * Runs in a session of its own, so that a connection that is lost kills nothing; JMeter's standard input comes through
 * it. It notes who it is first and java's exit code last. A signal to the group interrupts its wait, not the noting.
 */
const LAUNCHER = `trap : TERM INT HUP
LC_ALL=C.UTF-8; export LC_ALL
cat /proc/sys/kernel/random/boot_id > ${REMOTE_FILES.boot} 2> /dev/null
echo $$ > ${REMOTE_FILES.pid}.part && mv ${REMOTE_FILES.pid}.part ${REMOTE_FILES.pid}
( while sleep 2 && kill -0 $$ 2> /dev/null; do
  size=$(du -kL ${FAILURES_FILE} 2> /dev/null | cut -f1)
  [ "\${size:-0}" -le ${LARGEST_FAILURES_KIB} ] || : > ${FAILURES_FILE}
done ) < /dev/null > /dev/null 2>&1 &
guard=$!
exec 3<&0
cat <&3 | "$@" &
java=$!
exec 3<&-
echo $java > ${REMOTE_FILES.java}
while :; do
  wait $java
  code=$?
  kill -0 $java 2> /dev/null || break
done
kill $guard 2> /dev/null
echo $code > ${REMOTE_FILES.exit}.part && mv ${REMOTE_FILES.exit}.part ${REMOTE_FILES.exit}
`;

/**
 * $1 the run's directory, $2 a directory in memory, then java and its arguments; on standard input the secrets. They must have come whole: a
 * connection that was cut must not start a test with half of them. Starts at most once, whoever asks how often.
 */
const START = `umask 077
cd "$1" || exit 90
memory=$2
shift 2
secrets=$(cat)
case "$secrets" in *"${COMPLETE}") ;; *) exit 91 ;; esac
mkdir ${REMOTE_FILES.started} 2> /dev/null || exit 92
mkdir -m 700 "$memory" 2> /dev/null && ln -s "$memory/${FAILURES_FILE}" ${FAILURES_FILE}
printf '%s\\n' "$secrets" | setsid nohup sh ./${REMOTE_FILES.launcher} "$@" > ${REMOTE_FILES.console} 2> ${REMOTE_FILES.consoleErrors} &
tries=0
while [ ! -s ${REMOTE_FILES.pid} ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
[ -s ${REMOTE_FILES.pid} ] || exit 93`;

const ALREADY_STARTED = 92;

/** What is known of the generator before JMeter is started there. */
export interface LaunchSettings {
  readonly java: string;
  readonly jmeterHome: string;
  readonly jvmArguments: readonly string[];
  /** Whether this java can log its collections. */
  readonly logsCollections: boolean;
  /** A UDP port that is free there; JMeter takes its stop commands at it. */
  readonly stopPort: number;
}

/**
 * Starts JMeter, or finds that it was started.
 *
 * @param plan with its paths as they are there
 * @param memory a directory that is made for failed requests, where the host has files in memory
 * @throws AppError RUN_JMETER_START
 */
export async function launch(
  connection: SshConnection,
  files: RemoteFiles,
  { plan, memory, settings }: { plan: ExecutionPlan; memory: string; settings: LaunchSettings }
): Promise<void> {
  const inRun = (name: string) => `${plan.directory}/${name}`;
  await files.write(inRun(REMOTE_FILES.properties), propertiesText({ ...plan.properties, ...RESULT_PROPERTIES }));
  await files.write(inRun(REMOTE_FILES.port), `${settings.stopPort}\n`);
  await files.write(inRun(REMOTE_FILES.launcher), LAUNCHER);
  const collections = settings.logsCollections ? COLLECTION_ARGUMENTS : [];
  const argumentsOfJava = jmeterArguments({
    ...{ plan, home: settings.jmeterHome, stopPort: settings.stopPort },
    jvmArguments: [...collections, ...settings.jvmArguments],
    propertiesPath: inRun(REMOTE_FILES.properties),
  });
  const { code, stderr } = await connection.run(
    shellCommand(START, plan.directory, memory, settings.java, ...argumentsOfJava),
    { input: `${propertiesText(plan.secrets)}${COMPLETE}\n` }
  );
  if (code !== 0 && code !== ALREADY_STARTED) {
    throw new AppError('RUN_JMETER_START', `the generator’s shell ended with ${code ?? 'a signal'}; ${stderr.trim()}`);
  }
}
