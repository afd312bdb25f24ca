import { readFile } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { readConsole } from '../console-text.ts';
import { readGenerator } from '../generator/generator-samples.ts';
import { PROCESS_FILES } from '../run-files.ts';
import type { Execution, ExecutionEnd, ExecutionPlan, MeasuredGenerator } from '../runner.ts';
import { bringWhole } from './bring-whole.ts';
import { noteEnd } from './noted-end.ts';
import { measureClock } from './generator-facts.ts';
import { RemoteMirror } from './remote-mirror.ts';
import { FAILURES_FILE } from './remote-paths.ts';
import { readState, sendStop, type RemoteState, type StopRung } from './remote-process.ts';
import { RemoteSampler } from './remote-sampler.ts';
import type { SshConnection } from './ssh-connection.ts';
import type { SshLink } from './ssh-link.ts';

const POLL_MS = 250;
/** Whether the process lives is asked less often than whether its files have grown. */
const STATE_EVERY = 4;
const LONGEST_RETRY_MS = 15_000;
/** Whoever has begun to start a JMeter says so within seconds. */
const LAUNCH_TIMEOUT_MS = 30_000;
/** Between java's end and the launcher's last line. */
const EXIT_CODE_TIMEOUT_MS = 3_000;
/** Raw failed requests are many and large; what is kept of them are the first of each label. */
const MAX_FAILURES_BYTES = 64 * 1024 * 1024;

/** How long each rung of the stop ladder may take. */
export interface StopGraces {
  readonly shutdownMs: number;
  readonly stopNowMs: number;
  readonly terminateMs: number;
}

export interface RemoteExecutionOptions {
  readonly link: SshLink;
  readonly plan: ExecutionPlan;
  /** The run's directory there. */
  readonly directory: string;
  readonly graces: StopGraces;
  /** How long after the planned end a generator that cannot be reached is waited for. */
  readonly patienceMs: number;
  /** Told when the connection is lost for a while, and when it is back. */
  readonly note: (text: string) => void;
}

/**
 * Follows a JMeter on another host through the files of its directory there. It makes no difference who started it, nor
 * how often the connection was lost meanwhile: all that counts lies there, and what is here is its beginning.
 */
export class RemoteExecution implements Execution {
  readonly loadStarted: Promise<number | undefined>;
  readonly ended: Promise<ExecutionEnd>;
  private readonly mirror: RemoteMirror;
  private readonly sampler: RemoteSampler;
  private hasEnded = false;
  private isResultReplaced = false;
  private isClosed = false;
  private stopping: Promise<void> | undefined;
  private offsetMs = 0;
  /** The connection by which the clocks were compared. */
  private compared: SshConnection | undefined;
  private lostSinceMs: number | null = null;
  private polls = 0;
  private readonly beganAtMs = Date.now();

  constructor(private readonly options: RemoteExecutionOptions) {
    const { plan, directory } = options;
    this.mirror = new RemoteMirror(mirroredFiles(plan, directory));
    this.sampler = new RemoteSampler({ here: plan.directory, there: directory }, plan.durationSeconds);
    this.ended = this.watchEnd();
    this.loadStarted = this.watchStart();
  }

  stop(): Promise<void> {
    this.stopping ??= this.climbDown();
    return this.stopping;
  }

  generator(): Promise<MeasuredGenerator | null> {
    return readGenerator(this.options.plan.directory);
  }

  clockOffsetMs(): number {
    return this.offsetMs;
  }

  hasReplacedResult(): boolean {
    return this.isResultReplaced;
  }

  close(): void {
    this.isClosed = true;
  }

  private async watchStart(): Promise<number | undefined> {
    for (;;) {
      const { loadStartedMs } = readConsole(await this.console());
      if (loadStartedMs !== null || this.hasEnded) {
        return loadStartedMs ?? undefined;
      }
      await pause(POLL_MS);
    }
  }

  private async watchEnd(): Promise<ExecutionEnd> {
    let failures = 0;
    while (!this.isClosed) {
      const look = await this.look().catch((error: unknown) => this.giveUpOrNull(error));
      if (look !== null && look !== 'runs') {
        this.hasEnded = true;
        return look;
      }
      failures = look === 'runs' ? 0 : failures + 1;
      await pause(failures === 0 ? POLL_MS : retryMs(failures));
    }
    return new Promise<never>(() => undefined);
  }

  /** What has come since the last time, and whether JMeter has ended. */
  private look(): Promise<ExecutionEnd | 'runs'> {
    return this.options.link.use(async (connection) => {
      await this.compareClocks(connection);
      const files = await connection.files();
      await this.mirror.pull(files);
      this.reached();
      await this.sampler.sample(connection, Date.now());
      this.polls += 1;
      if (this.polls % STATE_EVERY !== 1) {
        return 'runs';
      }
      const state = await readState(files, this.options.directory);
      return this.isOver(state) ? this.end(connection, state) : 'runs';
    });
  }

  private isOver(state: RemoteState): boolean {
    return state.kind === 'ended' || (state.kind !== 'runs' && Date.now() > this.beganAtMs + LAUNCH_TIMEOUT_MS);
  }

  /** Everything is fetched and compared before anybody hears of the end. */
  private async end(connection: SshConnection, state: RemoteState): Promise<ExecutionEnd> {
    const files = await connection.files();
    const last = await this.withExitCode(connection, state);
    await this.mirror.pullAll(files);
    const { plan, directory } = this.options;
    this.isResultReplaced = (await bringWhole(connection, { plan, directory })).includes(plan.resultPath);
    const { hasEnded, loadEndedMs } = readConsole(await this.console());
    const exitCode = last.kind === 'ended' ? last.exitCode : null;
    const isAccounted = exitCode !== null || hasEnded;
    const why = last.kind === 'ended' ? last.why : 'it never began on the generator';
    return noteEnd(plan.directory, {
      cause: isAccounted ? 'exited' : 'lost',
      exitCode,
      endedAtMs: loadEndedMs ?? Date.now() + this.offsetMs,
      ...(isAccounted || why === null ? {} : { why }),
    });
  }

  /** The launcher writes it a moment after java's end. */
  private async withExitCode(connection: SshConnection, state: RemoteState): Promise<RemoteState> {
    const files = await connection.files();
    const deadlineMs = Date.now() + EXIT_CODE_TIMEOUT_MS;
    let last = state;
    while (last.kind === 'ended' && last.exitCode === null && Date.now() < deadlineMs) {
      await pause(100);
      last = await readState(files, this.options.directory);
    }
    return last;
  }

  /** Once for each connection: a clock may be set while nobody is there. */
  private async compareClocks(connection: SshConnection): Promise<void> {
    if (this.compared !== connection) {
      this.offsetMs = (await measureClock(connection)) ?? 0;
      this.compared = connection;
    }
  }

  private reached(): void {
    if (this.lostSinceMs !== null) {
      const seconds = Math.round((Date.now() - this.lostSinceMs) / 1000);
      this.options.note(`The generator could not be reached for ${seconds} s; the test went on there`);
      this.lostSinceMs = null;
    }
  }

  /** The test goes on there, so it is waited for: until long after it should have ended. */
  private giveUpOrNull(error: unknown): ExecutionEnd | null {
    const nowMs = Date.now();
    this.lostSinceMs ??= nowMs;
    const { plan, patienceMs } = this.options;
    const givesUpAtMs = Math.max(this.lostSinceMs, this.beganAtMs + plan.durationSeconds * 1000) + patienceMs;
    if (nowMs < givesUpAtMs) {
      return null;
    }
    const minutes = Math.round((nowMs - this.lostSinceMs) / 60_000);
    const cause = error instanceof Error ? error.message : String(error);
    const why = `the generator could not be reached for ${minutes} minutes (${cause})`;
    return { cause: 'lost', exitCode: null, endedAtMs: nowMs + this.offsetMs, why };
  }

  private console(): Promise<string> {
    return readFile(join(this.options.plan.directory, PROCESS_FILES.console), 'utf8').catch(() => '');
  }

  private async climbDown(): Promise<void> {
    const { shutdownMs, stopNowMs, terminateMs } = this.options.graces;
    const ladder: Array<[StopRung, number]> = [
      ['Shutdown', shutdownMs],
      ['StopTestNow', stopNowMs],
      ['TERM', terminateMs],
    ];
    for (const [rung, graceMs] of ladder) {
      await this.send(rung);
      if (await this.endsWithin(graceMs)) {
        return;
      }
    }
    while (!(await this.endsWithin(0))) {
      await this.send('KILL');
      await this.endsWithin(terminateMs);
    }
  }

  /** As soon as the generator can be reached, or until it has ended. */
  private async send(rung: StopRung): Promise<void> {
    const { link, directory } = this.options;
    for (let tries = 0; !this.hasEnded && !this.isClosed; tries += 1) {
      const isSent = await link
        .use((connection) => sendStop(connection, directory, rung))
        .then(
          () => true,
          () => false
        );
      if (isSent) {
        return;
      }
      await this.endsWithin(retryMs(tries));
    }
  }

  private async endsWithin(graceMs: number): Promise<boolean> {
    const timeout = new AbortController();
    const isLate = wait(graceMs, false, { signal: timeout.signal, ref: false }).catch(() => false);
    const hasEnded = await Promise.race([this.ended.then(() => true), isLate]);
    timeout.abort();
    return hasEnded;
  }
}

function retryMs(failures: number): number {
  return Math.min(LONGEST_RETRY_MS, 500 * 2 ** failures);
}

function pause(forMs: number): Promise<void> {
  return wait(forMs, undefined, { ref: false });
}

function mirroredFiles(plan: ExecutionPlan, directory: string) {
  const names = [PROCESS_FILES.console, PROCESS_FILES.consoleErrors, PROCESS_FILES.log];
  const failures =
    plan.failuresPath === undefined
      ? []
      : [
          {
            remotePath: posix.join(directory, FAILURES_FILE),
            localPath: plan.failuresPath,
            maxBytes: MAX_FAILURES_BYTES,
          },
        ];
  return [
    { remotePath: posix.join(directory, basename(plan.resultPath)), localPath: plan.resultPath },
    ...names.map((name) => ({ remotePath: posix.join(directory, name), localPath: join(plan.directory, name) })),
    ...failures,
  ];
}
