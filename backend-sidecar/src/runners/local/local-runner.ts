import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { closeSync, openSync } from 'node:fs';
import { statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { AppError } from '../../kernel/errors.ts';
import { jmeterArguments, propertiesText, RESULT_PROPERTIES } from '../jmeter-arguments.ts';
import { PROCESS_FILES } from '../run-files.ts';
import type { Execution, ExecutionPlan, Readiness, Runner } from '../runner.ts';
import { spaceCheck } from './free-space.ts';
import { jmeterEnvironment } from './jmeter-environment.ts';
import { jmeterVersion } from './jmeter-home.ts';
import { LocalExecution, type StopGraces } from './local-execution.ts';
import { processesOfRun, readNumber } from './process-files.ts';

/**
 * Starts java and outlives neither more nor less than java: it notes its own id first, and java's exit code last, so
 * that both are known to a sidecar that was not there. The trap keeps it alive for that when the group gets a signal;
 * unlike an ignored signal, a trap is not inherited by java. `cat` makes a pipe of its input, which comes from Node as a
 * socket: `/dev/stdin`, from which JMeter reads the secrets, cannot be opened when it is one.
 */
const LAUNCHER = `trap : TERM INT HUP
echo $$ > "$1/${PROCESS_FILES.pid}"
directory="$1"
guard=
if [ -n "$2" ]; then
  /bin/sh -c "$4" failures-guard "$2" "$3" $$ < /dev/null > /dev/null 2>&1 &
  guard=$!
fi
shift 4
cat | "$@"
code=$?
[ -z "$guard" ] || kill "$guard" 2> /dev/null
echo $code > "$directory/${PROCESS_FILES.exit}.part" && mv "$directory/${PROCESS_FILES.exit}.part" "$directory/${PROCESS_FILES.exit}"
`;

/**
 * Empties the file of failed requests when it becomes too large, for the time in which no sidecar does. It asks for the
 * room that the file takes: its length still grows after it was emptied, because JMeter keeps its place in it. A process
 * of its own with arguments of its own, so that nobody takes it for JMeter; it ends with the launcher.
 */
const FAILURES_GUARD = `while sleep 2 && kill -0 "$3" 2> /dev/null; do
  size=$(du -k "$1" 2> /dev/null | cut -f1)
  [ "\${size:-0}" -le "$2" ] || : > "$1"
done`;
const LARGEST_FAILURES_KIB = 256 * 1024;

export interface LocalRunnerOptions {
  /** Asked at each start, because settings may have changed. Throws RUN_JMETER_NOT_FOUND. */
  findHome: () => string;
  java: () => string;
  jvmArguments: () => string[];
  /** What makes this java log its garbage collections, before the arguments above. */
  collectionArguments: () => Promise<string[]>;
  graces: StopGraces;
  /** Where results are written, and how much must be free there before a test starts. */
  space: () => { readonly directory: string; readonly minimumFreeMb: number };
}

/** Runs JMeter on this host, each in a process group of its own that lives on when the sidecar dies. */
export class LocalRunner implements Runner {
  constructor(private readonly options: LocalRunnerOptions) {}

  jmeterVersion(): Promise<string> {
    return jmeterVersion(this.options.findHome(), this.options.java());
  }

  async readiness(): Promise<Readiness> {
    return { checks: [await spaceCheck(this.options.space())], jmeterVersion: null };
  }

  async start(plan: ExecutionPlan): Promise<Execution> {
    const home = this.options.findHome();
    const stopPort = await freeUdpPort();
    const propertiesPath = join(plan.directory, PROCESS_FILES.properties);
    await writeFile(propertiesPath, propertiesText({ ...plan.properties, ...RESULT_PROPERTIES }));
    await writeFile(join(plan.directory, PROCESS_FILES.port), `${stopPort}\n`);
    const jvmArguments = [...(await this.options.collectionArguments()), ...this.options.jvmArguments()];
    const argumentsOfJava = jmeterArguments({ plan, home, jvmArguments, stopPort, propertiesPath });
    await this.spawnDetached(plan, [this.options.java(), ...argumentsOfJava]);
    return this.follow(plan);
  }

  async reattach(plan: ExecutionPlan): Promise<Execution | null> {
    const wasStarted =
      (await readNumber(plan.directory, PROCESS_FILES.pid)) !== null ||
      (await processesOfRun(plan.directory)).length > 0;
    return wasStarted ? this.follow(plan) : null;
  }

  private follow(plan: ExecutionPlan): Execution {
    return new LocalExecution(plan.directory, this.options.graces, plan.durationSeconds);
  }

  private async spawnDetached(plan: ExecutionPlan, command: string[]): Promise<void> {
    // Files, not pipes: a pipe that nobody reads any more would freeze JMeter.
    const console = openSync(join(plan.directory, PROCESS_FILES.console), 'w');
    const consoleErrors = openSync(join(plan.directory, PROCESS_FILES.consoleErrors), 'w');
    try {
      const guard = [plan.failuresPath ?? '', await largestFailuresKib(plan.failuresPath), FAILURES_GUARD];
      const child = spawn('/bin/sh', ['-c', LAUNCHER, 'jmeter', plan.directory, ...guard, ...command], {
        cwd: plan.directory,
        detached: true,
        stdio: ['pipe', console, consoleErrors],
        env: jmeterEnvironment(process.env),
      });
      child.unref();
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(propertiesText(plan.secrets));
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', (cause) => reject(new AppError('RUN_JMETER_START', String(cause), { cause })));
      });
    } finally {
      closeSync(console);
      closeSync(consoleErrors);
    }
  }
}

/** At most half of what is free where the file lies: memory, in a container often little of it. */
async function largestFailuresKib(path: string | undefined): Promise<string> {
  if (path === undefined) {
    return '0';
  }
  const { bavail, bsize } = await statfs(dirname(path));
  return String(Math.min(LARGEST_FAILURES_KIB, Math.floor((bavail * bsize) / 2048)));
}

/** A UDP port that is free now; JMeter takes it as its only one, so that no other JMeter gets our stop command. */
function freeUdpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
