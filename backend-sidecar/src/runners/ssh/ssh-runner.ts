import { randomInt } from 'node:crypto';
import { posix } from 'node:path';

import { AppError } from '../../kernel/errors.ts';
import type { Execution, ExecutionPlan, Readiness, Runner } from '../runner.ts';
import { sendFiles } from './content-store.ts';
import { askGenerator, type GeneratorFacts, type GeneratorPlaces } from './generator-facts.ts';
import { askJMeterVersion } from './jmeter-version.ts';
import { launch } from './launch.ts';
import { isOwn, readinessOf, releaseOf } from './readiness.ts';
import { endedExecution } from './noted-end.ts';
import { persistently } from './persistently.ts';
import { RemoteExecution, type StopGraces } from './remote-execution.ts';
import { FAILURES_FILE, OWN_MARK, remotePlan, remotePlaces } from './remote-paths.ts';
import { readState, sendStop } from './remote-process.ts';
import { shellCommand } from './shell-words.ts';
import { SshConnection } from './ssh-connection.ts';
import { SshLink } from './ssh-link.ts';
import type { KnownHosts, SshTarget } from './ssh-target.ts';

export interface SshRunnerOptions {
  readonly target: SshTarget;
  readonly knownHosts: KnownHosts;
  readonly places: GeneratorPlaces;
  readonly jvmArguments: readonly string[];
  readonly minimumFreeMb: number;
  /** Whether a run's directory there is removed once all of it is here. */
  readonly removesFiles: boolean;
  /** Tells this sidecar from others that use the same account. */
  readonly owner: string;
  readonly graces: StopGraces;
  readonly patienceMs: number;
  /** What happened to a run on its way, in one sentence. */
  readonly note: (runId: number, text: string) => void;
}

/** How long a start is tried; JMeter is started at most once all the same. */
const START_PATIENCE_MS = 2 * 60_000;

/** $1 the run's directory, $2 the mark that we made it, $3 its directory in memory, $4 whether the first goes, too. */
const REMOVE = `[ -f "$1/$2" ] || exit 0
[ -L "$1/${FAILURES_FILE}" ] && rm -rf "$3"
rm -f "$1/${FAILURES_FILE}"
[ "$4" = yes ] && rm -rf "$1"
:`;

/** Runs JMeter on a host that is reached by SSH. A lost connection ends nothing there. */
export class SshRunner implements Runner {
  private readonly link: SshLink;
  private readonly executions = new Set<RemoteExecution>();
  private readonly versions = new Map<string, string>();
  private isClosed = false;

  constructor(private readonly options: SshRunnerOptions) {
    this.link = new SshLink(() => SshConnection.open(options.target, options.knownHosts));
  }

  async jmeterVersion(): Promise<string> {
    return this.link.use(async (connection) => this.versionOf(connection, await this.facts(connection)));
  }

  readiness(): Promise<Readiness> {
    return this.link
      .useOwn((connection) => this.readinessBy(connection))
      .catch((error: unknown) => ({ checks: [failedCheck(error)], jmeterVersion: null }));
  }

  failuresFile(): string {
    return FAILURES_FILE;
  }

  async start(plan: ExecutionPlan): Promise<Execution> {
    const directory = await this.persistently(START_PATIENCE_MS, async (connection) => {
      const facts = await this.facts(connection);
      await this.stopLeftovers(connection, facts);
      const places = remotePlaces(facts.root, this.options.owner, plan.runId);
      const files = await connection.files();
      await sendFiles(connection, files, { places, directory: plan.directory, names: plan.files });
      const settings = this.launchSettings(facts);
      await launch(connection, files, { plan: remotePlan(plan, places.run), memory: places.memory, settings });
      return places.run;
    });
    return this.follow(plan, directory);
  }

  async reattach(plan: ExecutionPlan): Promise<Execution | null> {
    const ended = await endedExecution(plan.directory);
    if (ended !== null) {
      return ended;
    }
    const patienceMs = plan.durationSeconds * 1000 + this.options.patienceMs;
    const directory = await this.persistently(patienceMs, async (connection) => {
      const { root } = await this.facts(connection);
      const { run } = remotePlaces(root, this.options.owner, plan.runId);
      const state = await readState(await connection.files(), run);
      return state.kind === 'not started' ? null : run;
    });
    return directory === null ? null : this.follow(plan, directory);
  }

  async cleanUp(plan: ExecutionPlan): Promise<void> {
    await this.link.use(async (connection) => {
      const { root } = await this.facts(connection);
      const { run, memory } = remotePlaces(root, this.options.owner, plan.runId);
      const goes = this.options.removesFiles ? 'yes' : 'no';
      await connection.run(shellCommand(REMOVE, run, OWN_MARK, memory, goes));
    });
  }

  close(): void {
    this.isClosed = true;
    this.executions.forEach((execution) => execution.close());
    this.link.close();
  }

  /** Each step can be repeated: a connection that is lost meanwhile is opened again. */
  private persistently<T>(patienceMs: number, work: (connection: SshConnection) => Promise<T>): Promise<T> {
    return persistently(() => this.link.use(work), { patienceMs, isClosed: () => this.isClosed });
  }

  private follow(plan: ExecutionPlan, directory: string): Execution {
    const { graces, patienceMs, note } = this.options;
    const execution = new RemoteExecution({
      ...{ link: this.link, plan, directory, graces, patienceMs },
      note: (text) => note(plan.runId, text),
    });
    this.executions.add(execution);
    void execution.ended.finally(() => this.executions.delete(execution));
    return execution;
  }

  private facts(connection: SshConnection): Promise<GeneratorFacts> {
    return askGenerator(connection, this.options.places);
  }

  private async readinessBy(connection: SshConnection): Promise<Readiness> {
    const facts = await this.facts(connection);
    const checks = readinessOf(facts, this.options);
    try {
      const version = await this.versionOf(connection, facts);
      const detail = `Apache JMeter ${version} in ${facts.jmeterHome ?? ''}`;
      return { checks: [...checks, { name: 'JMeter', state: 'works', detail }], jmeterVersion: version };
    } catch (error) {
      return { checks: [...checks, { ...failedCheck(error), name: 'JMeter' }], jmeterVersion: null };
    }
  }

  /** Asked once for each JMeter: it takes java's start. */
  private async versionOf(connection: SshConnection, facts: GeneratorFacts): Promise<string> {
    const key = `${facts.java ?? ''} ${facts.jmeterHome ?? ''} ${facts.jmeterStamp}`;
    const known = this.versions.get(key);
    if (known !== undefined) {
      return known;
    }
    const version = await askJMeterVersion(connection, facts);
    this.versions.set(key, version);
    return version;
  }

  private launchSettings({ java, javaVersion, jmeterHome, stopPort }: GeneratorFacts) {
    if (java === null || jmeterHome === null) {
      throw new AppError('RUN_JMETER_NOT_FOUND', java === null ? 'no java on the generator' : 'none on the generator');
    }
    return {
      ...{ java, jmeterHome, jvmArguments: this.options.jvmArguments },
      logsCollections: (releaseOf(javaVersion) ?? 0) >= 9,
      stopPort: stopPort ?? randomInt(20_000, 50_000),
    };
  }

  /** A generator runs one test at a time: what lives of an earlier run of ours was given up and must not add load. */
  private async stopLeftovers(connection: SshConnection, { livingRuns }: GeneratorFacts): Promise<void> {
    for (const directory of livingRuns.filter((one) => isOwn(one, this.options.owner))) {
      await sendStop(connection, directory, 'KILL');
      this.options.note(
        Number(posix.basename(directory).split('-').at(-1)),
        'Its JMeter was still there and was stopped'
      );
    }
  }
}

function failedCheck(error: unknown): Readiness['checks'][number] {
  const detail = error instanceof AppError ? `${error.message}. ${error.hint}` : String(error);
  return { name: 'Connection', state: 'fails', detail };
}
