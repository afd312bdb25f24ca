import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { pino } from 'pino';

import { DataDirectory } from '../config/data-directory.ts';
import { Settings } from '../config/settings.ts';
import { callHttp } from '../environments/calls/http-call.ts';
import { SecretBox } from '../kernel/secret-box.ts';
import { LiveHub } from '../live/live-hub.ts';
import { AnnotationStore } from '../persistence/annotation-store.ts';
import { BaselineStore } from '../persistence/baseline-store.ts';
import { BatchStore } from '../persistence/batch-store.ts';
import { openDatabase } from '../persistence/database.ts';
import { CommentStore } from '../persistence/comment-store.ts';
import { DecisionStore } from '../persistence/decision-store.ts';
import { EnvironmentStore } from '../persistence/environment-store.ts';
import { LaneStore } from '../persistence/lane-store.ts';
import { EvidenceStore } from '../persistence/evidence-store.ts';
import { FailureStore } from '../persistence/failure-store.ts';
import { HistoryStore } from '../persistence/history-store.ts';
import { HoldStore } from '../persistence/hold-store.ts';
import { ReportStore } from '../persistence/report-store.ts';
import { ResultStore } from '../persistence/result-store.ts';
import { RunStore } from '../persistence/run-store.ts';
import { RunInfluxStore } from '../persistence/run-influx-store.ts';
import { SettingsStore } from '../persistence/settings-store.ts';
import { ScenarioStore } from '../persistence/scenario-store.ts';
import { ScriptStore } from '../persistence/script-store.ts';
import { TestTypeStore } from '../persistence/test-type-store.ts';
import { VersionStore } from '../persistence/version-store.ts';
import type { Execution, ExecutionEnd, ExecutionPlan, ReadinessCheck, Runner } from '../runners/runner.ts';
import { RunAnnotations } from './annotations/run-annotations.ts';
import { BatchControl } from './batches/batch-control.ts';
import { BatchCourse } from './batches/batch-course.ts';
import { Batches } from './batches/batches.ts';
import { CompanionLines } from './scripts/companion-lines.ts';
import { Dispatcher } from './runs/dispatcher.ts';
import { EndOfRun } from './runs/end-of-run.ts';
import { EnvironmentCalls } from './lanes/environment-calls.ts';
import { FailureKeeping } from './runs/failure-keeping.ts';
import { InfluxTargets } from './influxdb/influx-targets.ts';
import { RunInflux } from './influxdb/run-influx.ts';
import { LaneChecks } from './lanes/lane-checks.ts';
import { LaneHolds } from './lanes/lane-holds.ts';
import { Preflights } from './scripts/preflights.ts';
import { QueueView } from './lanes/queue-view.ts';
import { References } from './history/references.ts';
import { Reporting } from './reports/reporting.ts';
import { RunControl } from './runs/run-control.ts';
import { RunPipeline } from './runs/run-pipeline.ts';
import { RunRequests } from './runs/run-requests.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));
const PLAN = fileURLToPath(new URL('../../../tests/fixtures/plans/java-test.jmx', import.meta.url));

const HEADER =
  'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,' +
  'grpThreads,allThreads,URL,Latency,IdleTime,Connect\n';

/** JMeter as its files show it, without JMeter: it outlives the sidecar that started it, as the real one does. */
export class FakeJMeter {
  readonly started: number[] = [];
  readonly stops: number[] = [];
  /** What the generator says of itself before each run. */
  checks: ReadinessCheck[] = [];
  /** Called when a run was started or taken over. */
  onFollow: (runId: number) => void = () => undefined;
  private readonly processes = new Map<number, FakeExecution>();

  constructor(private readonly nowMs: () => number) {}

  runner(): Runner {
    return {
      jmeterVersion: async () => '5.6.3',
      readiness: async () => ({ checks: [...this.checks], jmeterVersion: null }),
      start: async (plan) => {
        this.started.push(plan.runId);
        this.processes.set(plan.runId, new FakeExecution(plan, this.nowMs(), () => this.stops.push(plan.runId)));
        return this.followed(plan.runId);
      },
      reattach: async (plan) => (this.processes.has(plan.runId) ? this.followed(plan.runId) : null),
    };
  }

  /** JMeter ends in an orderly way with this many samples. */
  end(runId: number, samples: number): void {
    this.processes.get(runId)?.end(samples);
  }

  private followed(runId: number): Execution {
    const execution = this.processes.get(runId);
    if (execution === undefined) {
      throw new Error(`run ${runId} was never started`);
    }
    queueMicrotask(() => this.onFollow(runId));
    return execution;
  }
}

class FakeExecution implements Execution {
  readonly loadStarted: Promise<number>;
  readonly ended: Promise<ExecutionEnd>;
  private resolve: (end: ExecutionEnd) => void = () => undefined;

  constructor(
    private readonly plan: ExecutionPlan,
    private readonly startedAtMs: number,
    private readonly onStop: () => void
  ) {
    this.loadStarted = Promise.resolve(startedAtMs);
    this.ended = new Promise((resolve) => (this.resolve = resolve));
    mkdirSync(plan.directory, { recursive: true });
    writeFileSync(plan.resultPath, HEADER);
  }

  end(samples: number): void {
    const rows = Array.from({ length: samples }, (_, index) => {
      const startMs = this.startedAtMs + index * 100;
      return `${startMs},${10 + (index % 7)},Home,200,OK,TG 1-1,text,true,,100,50,1,1,http://x/,5,0,1\n`;
    });
    writeFileSync(this.plan.resultPath, HEADER + rows.join(''));
    const count = String(samples).padStart(6);
    writeFileSync(
      join(this.plan.directory, 'console.log'),
      `Starting standalone test @ x (${this.startedAtMs})\nsummary = ${count} in 00:00:10 = 1.0/s\n` +
        `Tidying up ...    @ x (${this.startedAtMs + 10_000})\n... end of run\n`
    );
    this.resolve({ cause: 'exited', exitCode: 0, endedAtMs: this.startedAtMs + 10_000 });
  }

  async stop(): Promise<void> {
    this.onStop();
    this.end(5);
  }
}

/** A sidecar's workflow on a data directory, without HTTP. Several can follow one another on the same directory. */
export function workflowOn(root: string, jmeter: FakeJMeter, nowMs: () => number) {
  // Not in the memory of this host: tests end in the middle of runs.
  const files = new DataDirectory(root, join(root, 'no-memory'));
  files.create();
  const { db, close } = openDatabase({ path: files.databasePath, migrationsDirectory: MIGRATIONS, nowMs: 0 });
  const log = pino({ level: 'silent' });
  const [runs, results, baselines] = [new RunStore(db), new ResultStore(db), new BaselineStore(db)];
  const history = new HistoryStore(db);
  const runner = jmeter.runner();
  const secretBox = new SecretBox(Buffer.alloc(32, 1));
  const settings = new Settings(new SettingsStore(db), {}, secretBox);
  const shared = {
    ...{ runs, results, baselines, files, log, clock: nowMs, hub: new LiveHub(), grafanaUrl: () => null },
    runnerOf: () => runner,
    generatorHosts: { kindOf: () => 'local' as const },
    references: new References({ runs, baselines, results, history, versions: new VersionStore(db) }),
    history,
    failures: new FailureStore(db),
    decisions: new DecisionStore(db),
    comments: new CommentStore(db),
    evidence: new EvidenceStore(db),
    batchStore: new BatchStore(db),
    laneStore: new LaneStore(db),
    holds: new HoldStore(db, runs),
    reports: new ReportStore(db),
    scenarios: new ScenarioStore(db),
    testTypes: new TestTypeStore(db),
    versions: new VersionStore(db),
    runInflux: new RunInfluxStore(db),
    annotations: new AnnotationStore(db),
    environments: new EnvironmentStore(db, secretBox),
    scripts: new ScriptStore(db),
  };
  const queue = new QueueView(runs, shared.laneStore, nowMs);
  const batches = new Batches({ ...shared, batches: shared.batchStore, queue });
  const reporting = new Reporting({ ...shared, batches });
  const course = new BatchCourse(shared);
  const runAnnotations = new RunAnnotations({ ...shared, settings });
  const onOver = (runId: number) => runAnnotations.ended(runId);
  const endOfRun = new EndOfRun({
    ...shared,
    course,
    batches,
    reporting,
    onOver,
    capturePictures: () => Promise.resolve(),
  });
  const calls = new EnvironmentCalls({ ...shared, call: callHttp });
  const influxTargets = new InfluxTargets({ ...shared, settings });
  const influx = new RunInflux({ ...shared, influxTargets });
  const laneChecks = new LaneChecks({ ...shared, calls });
  const failureKeeping = new FailureKeeping({ ...shared, maskPatterns: () => [] });
  const pipeline = new RunPipeline({
    ...{ ...shared, failureKeeping, laneChecks, influx },
    onLoadStarted: (runId) => runAnnotations.loadStarted(runId),
    deadlineGraceSeconds: () => 1_000_000,
  });
  /** Resolves each time a run has ended and what follows from that has begun. */
  const waiters: Array<() => void> = [];
  const onEnded = (runId: number) => {
    endOfRun.handle(runId);
    waiters.splice(0).forEach((wake) => wake());
  };
  const carryOut = (runId: number, signal: AbortSignal) => pipeline.carryOut(runId, signal);
  const dispatcher = new Dispatcher({ ...shared, carryOut, onEnded, settleBatch: (id) => course.settle(id) });
  const settleBatch = (batchId: number) => endOfRun.settleBatch(batchId);
  const onDelete: RunAnnotations['runDeleted'] = (runId, choice) => runAnnotations.runDeleted(runId, choice);
  const wake = () => dispatcher.wake();
  const control = new RunControl({ ...shared, pipeline, wake, onEnded, onDelete, settleBatch });
  const preflights = new Preflights({
    ...shared,
    companionLines: new CompanionLines(files),
    influxTargets,
    jmeterClasses: () => Promise.resolve(null),
  });
  const batchControl = new BatchControl({ ...shared, control, settleBatch });
  const requests = new RunRequests({ ...shared, batches: shared.batchStore, preflights, queue });
  const laneHolds = new LaneHolds({
    ...{ ...shared, laneChecks, wake: () => dispatcher.wake() },
    cancelRun: (runId, by) => control.cancel(runId, by),
  });
  return {
    laneHolds,
    runAnnotations,
    ...{ ...shared, db, queue, batches, endOfRun, reporting, pipeline, dispatcher, control, batchControl, requests },
    influx,
    preflights,
    nextEnd: () => new Promise<void>((resolve) => waiters.push(resolve)),
    stop: async () => {
      await dispatcher.stop();
      await laneHolds.stop();
      await endOfRun.settled();
      await runAnnotations.stop();
      close();
    },
  };
}

export type Workflow = ReturnType<typeof workflowOn>;

/** Two scenarios, prod and rev, in one environment; 15 min of cool-down; load and stress each. */
export function addScenarios({ testTypes, environments, versions, scripts, scenarios, files }: Workflow) {
  testTypes.addDefaults();
  cpSync(PLAN, join(files.uploads, 'plan.jmx'));
  const plan = { name: 'plan.jmx', kind: 'plan' as const, sizeBytes: 1, checksumSha256: '' };
  const script = scripts.create(
    { name: 'plan', description: '', scenarioId: null },
    {
      ...{ directory: 'jmeter-scripts/uploads', fileName: plan.name, sizeBytes: 1, checksumSha256: '' },
      ...{ files: [plan], threadGroups: [], uploadedBy: 'x', uploadedAtMs: 0 },
    }
  );
  const environment = environments.create({ name: 'staging', secrets: { token: 'hush' } });
  const load = { userCount: 1, durationSeconds: 10, rampUpSeconds: 0, properties: {} };
  const [prod, rev] = ['prod', 'rev'].map((name) =>
    scenarios.create({
      ...{ name, displayName: name, description: '', testType: 'standalone', scriptId: script.id, keyLabels: null },
      ...{ environmentId: environment.id, enabledThreadGroups: null, cooldownSeconds: 900, minimumSamples: 1 },
      ...{ properties: {}, slos: [], isActive: true, loads: [1, 2].map((testTypeId) => ({ ...load, testTypeId })) },
    })
  );
  return {
    versionId: versions.create({ version: '14.2.3' }).id,
    environmentId: environment.id,
    prod: prod?.id ?? 0,
    rev: rev?.id ?? 0,
  };
}
