import { createSocket } from 'node:dgram';
import { setTimeout as wait } from 'node:timers/promises';

import { readConsole } from '../console-text.ts';
import { readGenerator } from '../generator/generator-samples.ts';
import { PROCESS_FILES } from '../run-files.ts';
import type { Execution, ExecutionEnd, MeasuredGenerator } from '../runner.ts';
import { GeneratorSampler } from './generator-sampler.ts';
import { isProcessOfRun, processesOfRun, readNumber, readText } from './process-files.ts';

const POLL_MS = 200;
/** A launcher writes its id within milliseconds; this long without it means that it never lived. */
const LAUNCH_TIMEOUT_MS = 10_000;
/** Between java's end and the launcher's last line. */
const EXIT_CODE_TIMEOUT_MS = 2_000;

/** How long each rung of the stop ladder may take. */
export interface StopGraces {
  readonly shutdownMs: number;
  readonly stopNowMs: number;
  readonly terminateMs: number;
}

type Rung = 'Shutdown' | 'StopTestNow' | 'SIGTERM' | 'SIGKILL';

/**
 * Watches one JMeter through its process and the files of its directory. It makes no difference whether this process
 * of the sidecar started it or an earlier one: there is no child handle, only what any process can see.
 */
export class LocalExecution implements Execution {
  readonly loadStarted: Promise<number | undefined>;
  readonly ended: Promise<ExecutionEnd>;
  private end: ExecutionEnd | undefined;
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly directory: string,
    private readonly graces: StopGraces,
    plannedSeconds: number
  ) {
    const sampler = new GeneratorSampler(directory, plannedSeconds);
    this.ended = this.watchEnd().finally(() => sampler.stop());
    this.loadStarted = this.watchStart();
  }

  stop(): Promise<void> {
    this.stopping ??= this.climbDown();
    return this.stopping;
  }

  generator(): Promise<MeasuredGenerator | null> {
    return readGenerator(this.directory);
  }

  private async watchStart(): Promise<number | undefined> {
    for (;;) {
      const { loadStartedMs } = readConsole(await readText(this.directory, PROCESS_FILES.console));
      if (loadStartedMs !== null || this.end !== undefined) {
        return loadStartedMs ?? undefined;
      }
      await wait(POLL_MS, undefined, { ref: false });
    }
  }

  private async watchEnd(): Promise<ExecutionEnd> {
    await this.awaitLaunch();
    for (;;) {
      const exitCode = await readNumber(this.directory, PROCESS_FILES.exit);
      if (exitCode !== null || !(await this.isAlive())) {
        this.end = await this.endOf(exitCode);
        return this.end;
      }
      await wait(POLL_MS, undefined, { ref: false });
    }
  }

  private async awaitLaunch(): Promise<void> {
    const deadlineMs = Date.now() + LAUNCH_TIMEOUT_MS;
    while (Date.now() < deadlineMs && (await this.groupId()) === null) {
      await wait(20, undefined, { ref: false });
    }
  }

  private async endOf(seenExitCode: number | null): Promise<ExecutionEnd> {
    const exitCode = seenExitCode ?? (await this.lateExitCode());
    const { hasEnded, loadEndedMs } = readConsole(await readText(this.directory, PROCESS_FILES.console));
    const isAccounted = exitCode !== null || hasEnded;
    return { cause: isAccounted ? 'exited' : 'lost', exitCode, endedAtMs: loadEndedMs ?? Date.now() };
  }

  private async lateExitCode(): Promise<number | null> {
    const deadlineMs = Date.now() + EXIT_CODE_TIMEOUT_MS;
    for (;;) {
      const exitCode = await readNumber(this.directory, PROCESS_FILES.exit);
      if (exitCode !== null || Date.now() > deadlineMs) {
        return exitCode;
      }
      await wait(50, undefined, { ref: false });
    }
  }

  /** The launcher or java lives. (Java alone does when somebody killed the launcher.) */
  private async isAlive(): Promise<boolean> {
    const groupId = await this.groupId();
    if (groupId !== null && (await isProcessOfRun(groupId, this.directory))) {
      return true;
    }
    return (await processesOfRun(this.directory)).length > 0;
  }

  private groupId(): Promise<number | null> {
    return readNumber(this.directory, PROCESS_FILES.pid);
  }

  private async climbDown(): Promise<void> {
    const ladder: Array<[Rung, number]> = [
      ['Shutdown', this.graces.shutdownMs],
      ['StopTestNow', this.graces.stopNowMs],
      ['SIGTERM', this.graces.terminateMs],
    ];
    for (const [rung, graceMs] of ladder) {
      await this.apply(rung);
      if (await this.endsWithin(graceMs)) {
        return;
      }
    }
    await this.apply('SIGKILL');
    await this.ended;
  }

  private async apply(rung: Rung): Promise<void> {
    if (rung === 'SIGTERM' || rung === 'SIGKILL') {
      await this.signal(rung);
      return;
    }
    const port = await readNumber(this.directory, PROCESS_FILES.port);
    if (port !== null) {
      await sendDatagram(rung, port);
    }
  }

  /** To the whole group; where its id is unknown, to each process of the run. */
  private async signal(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const groupId = await this.groupId();
    if (groupId !== null && (await this.isAlive())) {
      trySignal(-groupId, signal);
      return;
    }
    for (const pid of await processesOfRun(this.directory)) {
      trySignal(pid, signal);
    }
  }

  private async endsWithin(graceMs: number): Promise<boolean> {
    const timeout = new AbortController();
    const isLate = wait(graceMs, false, { signal: timeout.signal }).catch(() => false);
    const hasEnded = await Promise.race([this.ended.then(() => true), isLate]);
    timeout.abort();
    return hasEnded;
  }
}

function trySignal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
      throw error;
    }
  }
}

/** JMeter takes its stop commands as plain datagrams from the loopback. */
function sendDatagram(command: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.send(command, port, '127.0.0.1', (error) => {
      socket.close();
      return error === null ? resolve() : reject(error);
    });
  });
}
