import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import type { SshGeneratorSettings } from '../../backend-sidecar/src/contract/generators.ts';
import type { Page } from '../../backend-sidecar/src/contract/common.ts';
import type { Queue, Run, RunInput, RunSummary } from '../../backend-sidecar/src/contract/runs.ts';
import type { Environment, Scenario, Script, TestType, Version } from '../../backend-sidecar/src/contract/scenarios.ts';
import { freePort } from '../../scripts/demo/pages-host.ts';
import { startSidecarProcess, type SidecarProcess } from '../../scripts/demo/sidecar-process.ts';
import { assembleJMeter } from '../../scripts/jmeter/assemble-jmeter.mjs';
import { waitUntil } from '../browser/wait-until.ts';
import { builtSidecarRoot } from './built-sidecar.ts';
import { isAlive, javaBelow, processesBelow } from './processes.ts';
import { SidecarApi } from './sidecar-api.ts';
import { SshServer } from './ssh-server.ts';
import { startTestTarget, type TestTarget } from './test-target.ts';

/** Small and quick to start: what is measured here is not how fast JMeter is. */
const JVM_ARGUMENTS = '-Xms64m -Xmx192m -XX:+UseSerialGC -XX:TieredStopAtLevel=1';
const ENDED: ReadonlyArray<Run['status']> = ['completed', 'failed', 'cancelled'];

export interface ScenarioSpec {
  /** The JMX text. */
  readonly plan: string;
  readonly companions?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly environmentId?: number;
  readonly durationSeconds?: number;
  readonly userCount?: number;
  readonly rampUpSeconds?: number;
  readonly cooldownSeconds?: number;
  readonly threadGroups?: string[] | null;
}

/** Which way JMeter is run: on the sidecar's host, or on one that is reached by SSH (this one, over the loopback). */
export type RunnerKind = 'local' | 'ssh';

/** Of the tests that name none: RUNNER=ssh runs the same tests on the other runner. */
const RUNNER: RunnerKind = process.env.RUNNER === 'ssh' ? 'ssh' : 'local';
/** The generator of a bed whose runner is `ssh`. */
export const FAR = 'far';

/** The built sidecar as a process of its own on a folder of its own, with the real JMeter and a target to load. */
export class TestBed {
  private running: SidecarProcess | undefined;
  /** Of another bed, whose target it shares. */
  private isGuest = false;
  private count = 0;
  testTypeId = 0;
  /** The version of runs that name none. */
  versionId = 0;
  /** The environment of scenarios that name none. */
  environmentId = 0;

  private constructor(
    readonly folder: string,
    readonly api: SidecarApi,
    readonly target: TestTarget,
    readonly jmeterHome: string,
    /** Null where JMeter runs on the sidecar's own host. */
    readonly sshServer: SshServer | null,
    private readonly start: () => Promise<SidecarProcess>
  ) {}

  static async open(environment: NodeJS.ProcessEnv = {}, runner = RUNNER): Promise<TestBed> {
    const jmeterHome = process.env.JMETER_HOME ?? (await assembleJMeter());
    const folder = mkdtempSync(join(tmpdir(), 'test-bed-'));
    const { api, start } = await sidecarOn(folder, { JMETER_HOME: jmeterHome, ...environment });
    const sshServer = runner === 'ssh' ? await SshServer.start(join(folder, 'sshd')) : null;
    const bed = new TestBed(folder, api, await startTestTarget(), jmeterHome, sshServer, start);
    await bed.startSidecar();
    await bed.addBasics();
    return bed;
  }

  /** A second sidecar, on the folder `data` below this one; what it asks is this bed's target. */
  async besides(folder: string): Promise<TestBed> {
    const { api, start } = await sidecarOn(folder, { JMETER_HOME: this.jmeterHome });
    const other = new TestBed(folder, api, this.target, this.jmeterHome, null, start);
    other.isGuest = true;
    await other.startSidecar();
    return other;
  }

  get dataDirectory(): string {
    return join(this.folder, 'data');
  }

  /** 0: none runs. */
  get sidecarPid(): number {
    return this.running?.child.pid ?? 0;
  }

  async startSidecar(): Promise<void> {
    this.running = await this.start();
  }

  /** As an administrator stops it. */
  async stopSidecar(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }

  /** As the kernel ends it when memory is short. */
  async killSidecar(): Promise<void> {
    const child = this.running?.child;
    this.running = undefined;
    if (child !== undefined && child.exitCode === null) {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await exited;
    }
  }

  addEnvironment(name: string, secrets: Record<string, string> = {}): Promise<Environment> {
    const properties = { port: String(this.target.port) };
    const generator = this.sshServer === null ? 'local' : FAR;
    return this.api.post<Environment>('/environments', { name, generator, properties, secrets });
  }

  /** How the sidecar reaches the host of `sshServer`. */
  farSettings(changes: Partial<SshGeneratorSettings> = {}): SshGeneratorSettings {
    return {
      ...{ host: '127.0.0.1', port: this.sshServer?.port ?? 22, username: this.sshServer?.username ?? '' },
      ...{ privateKeyPath: null, usesAgent: false, jump: null, workDirectory: this.farDirectory, javaPath: null },
      ...{ jmeterHome: this.jmeterHome, jvmArguments: '', minimumFreeMb: 10, removesFiles: true },
      ...changes,
    };
  }

  /** What the sidecar makes on the other host. */
  get farDirectory(): string {
    return join(this.folder, FAR);
  }

  addVersion(version: string): Promise<Version> {
    return this.api.post<Version>('/versions', { version });
  }

  /** @param companions files that lie beside the plan when it runs: their names and texts */
  async addScript(plan: string, companions: Readonly<Record<string, string>> = {}): Promise<Script> {
    const form = new FormData();
    form.append('name', `plan ${++this.count}`);
    for (const [name, content] of Object.entries({ 'plan.jmx': plan, ...companions })) {
      form.append('file', new Blob([content]), name);
    }
    return this.api.upload<Script>('/scripts/upload', form);
  }

  async addScenario(spec: ScenarioSpec): Promise<Scenario> {
    const script = await this.addScript(spec.plan, spec.companions);
    const name = spec.name ?? `scenario ${this.count}`;
    const load = {
      testTypeId: this.testTypeId,
      userCount: spec.userCount ?? 2,
      durationSeconds: spec.durationSeconds ?? 3,
      rampUpSeconds: spec.rampUpSeconds ?? 0,
      properties: {},
    };
    const threadGroups = spec.threadGroups ?? null;
    return this.api.post<Scenario>('/scenarios', {
      ...{ name, displayName: name, description: '', properties: {}, slos: [], keyLabels: null, isActive: true },
      testType: threadGroups === null ? 'standalone' : 'combined',
      scriptId: script.id,
      environmentId: spec.environmentId ?? this.environmentId,
      enabledThreadGroups: threadGroups,
      loads: [load],
      cooldownSeconds: spec.cooldownSeconds ?? 0,
      minimumSamples: 0,
    });
  }

  queue(scenario: Scenario, changes: Partial<RunInput> = {}): Promise<Run> {
    const { testTypeId, versionId } = this;
    return this.api.post<Run>('/tests', { scenarioId: scenario.id, testTypeId, versionId, start: true, ...changes });
  }

  run(id: number): Promise<Run> {
    return this.api.get<Run>(`/tests/${id}`);
  }

  /** Runs it to its end. */
  async carryOut(spec: ScenarioSpec, changes: Partial<RunInput> = {}): Promise<Run> {
    const { id } = await this.queue(await this.addScenario(spec), changes);
    return this.untilEnded(id);
  }

  untilEnded(id: number): Promise<Run> {
    return this.until(id, 'it has ended', ({ status }) => ENDED.includes(status));
  }

  until(id: number, what: string, isDone: (run: Run) => boolean): Promise<Run> {
    return waitUntil({ what: `run ${id}: ${what}`, timeoutMs: 90_000, read: () => this.run(id), isDone });
  }

  /** JMeter makes load: so many rows are in the result file. */
  async untilLoaded(id: number, rows = 5): Promise<void> {
    await waitUntil({
      what: `run ${id} has ${rows} rows`,
      timeoutMs: 30_000,
      read: async () => this.writtenRows(id),
      isDone: (written) => written >= rows,
    });
  }

  /** Complete lines behind the header of the result file that JMeter is writing. */
  writtenRows(id: number): number {
    return rowsIn(this.generatorDirectory(id));
  }

  /** Those of them that are here already. */
  receivedRows(id: number): number {
    return rowsIn(this.runDirectory(id));
  }

  lanes(): Promise<Queue> {
    return this.api.get<Queue>('/queue');
  }

  /** What is in a file of the run; nothing if there is none. */
  runFile(id: number, name: string): string {
    const path = join(this.runDirectory(id), name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  /** The result file of a run that has ended. */
  resultText(id: number): string {
    const name = readdirSync(this.runDirectory(id)).find((file) => file.endsWith('.csv.gz')) ?? '';
    return gunzipSync(readFileSync(join(this.runDirectory(id), name))).toString('utf8');
  }

  /** What is in a file of the run on the host that makes the load; nothing if there is none. */
  generatorFile(id: number, name: string): string {
    const path = join(this.generatorDirectory(id), name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  private generatorDirectory(id: number): string {
    const runs = join(this.farDirectory, 'runs');
    const own = existsSync(runs) ? readdirSync(runs).find((name) => name.endsWith(`-${id}`)) : undefined;
    return own === undefined ? this.runDirectory(id) : join(runs, own);
  }

  runDirectory(id: number): string {
    return join(this.dataDirectory, 'results', `run-${id}`);
  }

  /** Process ids of the living JMeters of this bed. */
  java(): number[] {
    return [...new Set([...javaBelow(this.dataDirectory), ...javaBelow(this.farDirectory)])];
  }

  async untilJavaRuns(): Promise<number> {
    const [pid] = await waitUntil({
      what: 'JMeter runs',
      timeoutMs: 30_000,
      read: async () => this.java(),
      isDone: ({ length }) => length > 0,
    });
    return pid ?? 0;
  }

  sidecarLog(): string {
    return readFileSync(join(this.dataDirectory, 'sidecar.log'), 'utf8');
  }

  /** Ends what is left. Throws when a process outlives that, or a file of nobody is left. */
  async close(): Promise<void> {
    if (this.running !== undefined) {
      await this.cancelAll();
    }
    await this.stopSidecar();
    if (!this.isGuest) {
      await this.target.close();
    }
    await this.sshServer?.stop();
    const left = this.killLeftovers();
    const files = readdirSync(join(this.folder, 'tmp'));
    rmSync(this.folder, { recursive: true, force: true });
    if (left.length > 0 || files.length > 0) {
      throw new Error(`Left behind: ${[...left, ...files].join('\n')}`);
    }
  }

  private async cancelAll(): Promise<void> {
    const { items } = await this.api.get<Page<RunSummary>>('/tests?pageSize=500');
    const open = items.filter(({ status }) => !ENDED.includes(status));
    await Promise.all(open.map(({ id }) => this.api.attempt('POST', `/tests/${id}/cancel`)));
    await Promise.all(open.map(({ id }) => this.untilEnded(id)));
  }

  private killLeftovers(): string[] {
    const seen = [...processesBelow(this.dataDirectory), ...processesBelow(this.farDirectory)];
    const left = seen.filter(({ pid }) => isAlive(pid));
    left.forEach(({ pid }) => process.kill(pid, 'SIGKILL'));
    return left.map(({ pid, commandLine }) => `${pid} ${commandLine.replaceAll('\0', ' ')}`);
  }

  private async addBasics(): Promise<void> {
    if (this.sshServer !== null) {
      const secrets = { privateKey: this.sshServer.key('user_key') };
      await this.api.post('/generators', { name: FAR, ssh: this.farSettings(), secrets });
    }
    const testTypes = await this.api.get<TestType[]>('/test-types');
    this.testTypeId = testTypes.find(({ name }) => name === 'load')?.id ?? 0;
    this.versionId = (await this.addVersion('1.0')).id;
    this.environmentId = (await this.addEnvironment('first')).id;
  }
}

function rowsIn(folder: string): number {
  const name = existsSync(folder) ? readdirSync(folder).find((file) => file.endsWith('.csv')) : undefined;
  return name === undefined ? 0 : Math.max(0, readFileSync(join(folder, name), 'utf8').split('\n').length - 2);
}

/** How a sidecar is started on a folder, and how it is asked. */
async function sidecarOn(folder: string, environment: NodeJS.ProcessEnv) {
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  const port = await freePort(0);
  const key = randomBytes(16).toString('hex');
  const given: NodeJS.ProcessEnv = {
    ...process.env,
    JMETER_JVM_ARGS: JVM_ARGUMENTS,
    TMPDIR: join(folder, 'tmp'),
    // What is tested runs on the generator too, and others' tests may.
    RUN_GENERATOR_CPU_LIMIT_PERCENT: '100',
    ...environment,
  };
  const options = { root: builtSidecarRoot(), dataDirectory: join(folder, 'data'), port, key, environment: given };
  return { api: new SidecarApi(`http://127.0.0.1:${port}`, key), start: () => startSidecarProcess(options) };
}
