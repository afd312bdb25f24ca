import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import type { Logger } from 'pino';

import type { Config } from './config/config.ts';
import { DataDirectory } from './config/data-directory.ts';
import { lockDirectory } from './config/directory-lock.ts';
import { SECRET_SETTINGS } from './config/setting-definitions.ts';
import { sshGeneratorOf } from './config/ssh-generator.ts';
import { Settings } from './config/settings.ts';
import { callHttp } from './environments/calls/http-call.ts';
import { buildApp, type App } from './http/app.ts';
import { Audit } from './http/audit.ts';
import { IdentityReader } from './http/identity.ts';
import { registerAnnotationRoutes } from './http/routes/annotations.ts';
import { registerAnalysisRoutes } from './http/routes/analysis.ts';
import { registerBaselineRoutes } from './http/routes/baselines.ts';
import { registerBatchRoutes, registerQueueRoutes } from './http/routes/batches.ts';
import { registerEnvironmentRoutes, registerHoldRoutes } from './http/routes/environments.ts';
import { registerFailureRoutes } from './http/routes/failures.ts';
import { registerGeneratorRoutes } from './http/routes/generators.ts';
import { registerHealthRoutes } from './http/routes/health.ts';
import { registerImportRoutes } from './http/routes/imports.ts';
import { registerCommentRoutes, registerDecisionRoutes, registerHistoryRoutes } from './http/routes/history.ts';
import { registerInfluxRoutes } from './http/routes/influxdb.ts';
import { registerLiveRoutes } from './http/routes/live.ts';
import {
  registerGrafanaTestRoute,
  registerPicturePresetRoutes,
  registerPictureRoutes,
} from './http/routes/pictures.ts';
import { registerPublishingRoutes } from './http/routes/publishing.ts';
import { registerReconciliationRoutes } from './http/routes/reconciliation.ts';
import { registerReportRoutes } from './http/routes/reports.ts';
import { registerRepeatRoute, registerRunFileRoutes, registerRunRoutes } from './http/routes/runs.ts';
import {
  registerScenarioExchangeRoutes,
  registerScenarioRoutes,
  registerTestTypeRoutes,
  registerVersionRoutes,
} from './http/routes/scenarios.ts';
import { registerRevisionRoutes, registerScriptRoutes, registerScriptUploadRoutes } from './http/routes/scripts.ts';
import { registerDashboardRoutes, registerSettingsRoutes, registerSystemRoutes } from './http/routes/system.ts';
import { drawChart } from './reports/charts/draw-chart.ts';
import { SecretBox } from './kernel/secret-box.ts';
import { LiveHub } from './live/live-hub.ts';
import { AnnotationStore } from './persistence/annotation-store.ts';
import { AuditStore } from './persistence/audit-store.ts';
import { BaselineStore } from './persistence/baseline-store.ts';
import { BatchStore } from './persistence/batch-store.ts';
import { CommentStore } from './persistence/comment-store.ts';
import { DashboardStore } from './persistence/dashboard-store.ts';
import { openDatabase, type Database } from './persistence/database.ts';
import { DecisionStore } from './persistence/decision-store.ts';
import { EnvironmentStore } from './persistence/environment-store.ts';
import { EvidenceStore } from './persistence/evidence-store.ts';
import { FailureStore } from './persistence/failure-store.ts';
import { GeneratorStore } from './persistence/generator-store.ts';
import { HistoryStore } from './persistence/history-store.ts';
import { HoldStore } from './persistence/hold-store.ts';
import { ImportStore } from './persistence/import-store.ts';
import { KnownLabelStore } from './persistence/known-label-store.ts';
import { NameStore } from './persistence/name-store.ts';
import { KnownHostStore } from './persistence/known-host-store.ts';
import { LaneStore } from './persistence/lane-store.ts';
import { PictureStore } from './persistence/picture-store.ts';
import { PublicationStore } from './persistence/publication-store.ts';
import { PublishTemplateStore } from './persistence/publish-template-store.ts';
import { ReportStore } from './persistence/report-store.ts';
import { ResultStore } from './persistence/result-store.ts';
import { RunInfluxStore } from './persistence/run-influx-store.ts';
import { RunStore } from './persistence/run-store.ts';
import { ScenarioStore } from './persistence/scenario-store.ts';
import { ScriptStore } from './persistence/script-store.ts';
import { resealSecrets } from './persistence/secret-rotation.ts';
import { SettingsStore } from './persistence/settings-store.ts';
import { TestTypeStore } from './persistence/test-type-store.ts';
import { VersionStore } from './persistence/version-store.ts';
import { findClasses } from './runners/local/class-index.ts';
import { collectionArguments } from './runners/local/java-abilities.ts';
import { findJMeterHome } from './runners/local/jmeter-home.ts';
import { LocalRunner } from './runners/local/local-runner.ts';
import type { Runner } from './runners/runner.ts';
import { SshRunner } from './runners/ssh/ssh-runner.ts';
import { BaselineMaking } from './workflow/history/baseline-making.ts';
import { RunAnnotations } from './workflow/annotations/run-annotations.ts';
import { BatchControl } from './workflow/batches/batch-control.ts';
import { BatchCourse } from './workflow/batches/batch-course.ts';
import { Batches } from './workflow/batches/batches.ts';
import { Comparisons } from './workflow/history/comparisons.ts';
import { CompanionLines } from './workflow/scripts/companion-lines.ts';
import { Dispatcher } from './workflow/runs/dispatcher.ts';
import { EndOfRun } from './workflow/runs/end-of-run.ts';
import { EnvironmentCalls } from './workflow/lanes/environment-calls.ts';
import { FailureKeeping } from './workflow/runs/failure-keeping.ts';
import { GeneratorWatch } from './workflow/generators/generator-watch.ts';
import { Generators, type SshGenerator } from './workflow/generators/generators.ts';
import { Histories } from './workflow/history/histories.ts';
import { Imports } from './workflow/imports/imports.ts';
import { Backfills } from './workflow/influxdb/backfills.ts';
import { InfluxTargets } from './workflow/influxdb/influx-targets.ts';
import { RunInflux } from './workflow/influxdb/run-influx.ts';
import { LaneChecks } from './workflow/lanes/lane-checks.ts';
import { LaneHolds } from './workflow/lanes/lane-holds.ts';
import { Preflights, type JMeterClasses } from './workflow/scripts/preflights.ts';
import { QueueView } from './workflow/lanes/queue-view.ts';
import { Reconciliations } from './workflow/analysis/reconciliation.ts';
import { References } from './workflow/history/references.ts';
import { Pictures } from './workflow/pictures/pictures.ts';
import { Publishing } from './workflow/publishing/publishing.ts';
import { EvidencePacks } from './workflow/reports/evidence-pack.ts';
import { Reporting } from './workflow/reports/reporting.ts';
import { RunAnalysis } from './workflow/analysis/run-analysis.ts';
import { RunNotes } from './workflow/runs/run-notes.ts';
import { RunControl } from './workflow/runs/run-control.ts';
import { RunDecisions } from './workflow/history/run-decisions.ts';
import { RunPipeline } from './workflow/runs/run-pipeline.ts';
import { RunRequests } from './workflow/runs/run-requests.ts';
import { ScenarioExchange } from './workflow/scenarios/scenario-exchange.ts';
import { ScriptLibrary } from './workflow/scripts/script-library.ts';
import { ConnectionTests } from './workflow/connections/connection-tests.ts';
import { SetupChecklist } from './workflow/setup.ts';
import { SloChecks } from './workflow/analysis/slo-checks.ts';
import { Trends } from './workflow/history/trends.ts';

export interface SidecarOptions {
  config: Config;
  environment: NodeJS.ProcessEnv;
  migrationsDirectory: string;
  version: string;
  log: Logger;
}

export interface Sidecar {
  app: App;
  /** Begins to work: takes over what an earlier sidecar left, then the queue. */
  start(): Promise<string>;
  /** Lets go of everything; JMeter goes on and is taken over at the next start. */
  stop(): Promise<void>;
}

const STOP_GRACES = { shutdownMs: 10_000, stopNowMs: 10_000, terminateMs: 10_000 };
/** How long after its planned end a run on a generator that cannot be reached is waited for. */
const GENERATOR_PATIENCE_MS = 60 * 60_000;

/** The composition: config → database → adapters → workflow → HTTP. Nothing runs before `start`. */
export async function createSidecar(options: SidecarOptions): Promise<Sidecar> {
  const { config, log } = options;
  const clock = () => Date.now();
  const files = new DataDirectory(config.dataDirectory);
  files.create();
  const unlock = lockDirectory(join(config.dataDirectory, 'db', 'sidecar.lock'));
  const { db, copyPath, close } = openDatabase({
    path: files.databasePath,
    migrationsDirectory: options.migrationsDirectory,
    nowMs: clock(),
  });
  if (copyPath !== null) {
    log.info({ copyPath }, 'database copied before its migration');
  }
  const release = () => {
    close();
    unlock();
  };
  const secretBox = whileStarting(release, () => openSecrets({ config, files, db, log }));
  const stores = createStores(db, secretBox);
  stores.testTypes.addDefaults();
  const settings = new Settings(stores.savedSettings, options.environment, secretBox);
  const hub = new LiveHub();
  const runner = createRunner(settings, { environment: options.environment, files });
  const { environment } = options;
  const grafanaUrl = () => settings.text('grafana.url');
  const base = { ...stores, environment, settings, hub, runner, files, clock, log, grafanaUrl };
  const generatorHosts = whileStarting(release, () => createGenerators(base));
  const shared = { ...base, generatorHosts, runnerOf: (name: string) => generatorHosts.runnerOf(name) };
  const workflow = createWorkflow(shared);
  const app = await createApp(options, { ...shared, ...workflow });

  return {
    app,
    async start() {
      await workflow.library.sweep();
      workflow.failureKeeping.sweep();
      await workflow.resultImports.resume();
      workflow.backfills.resume();
      workflow.endOfRun.catchUp();
      workflow.runPictures.resume();
      workflow.runAnnotations.start();
      workflow.publishing.start();
      workflow.dispatcher.start();
      workflow.generatorWatch.start();
      return app.listen({ host: config.host, port: config.port });
    },
    async stop() {
      hub.closeAll();
      await app.close();
      await workflow.dispatcher.stop();
      await workflow.generatorWatch.stop();
      generatorHosts.close();
      await workflow.laneHolds.stop();
      await workflow.resultImports.stop();
      await workflow.backfills.stop();
      await workflow.runPictures.stop();
      await workflow.reporting.stop();
      await workflow.endOfRun.settled();
      await workflow.runAnnotations.stop();
      await workflow.publishing.stop();
      release();
    },
  };
}

/** A sidecar that cannot start holds nothing. */
function whileStarting<T>(release: () => void, step: () => T): T {
  try {
    return step();
  } catch (error) {
    release();
    throw error;
  }
}

/** Every stored secret opens with the key from here on. */
function openSecrets({ config, files, db, log }: { config: Config; files: DataDirectory; db: Database; log: Logger }) {
  const key = files.secretsKey(config.secretsKey);
  const { resealed, forgotten } = resealSecrets(db, {
    key,
    formerKeys: files.formerSecretsKeys(config.formerSecretsKey),
    secretSettings: SECRET_SETTINGS,
    forgetsLost: config.forgetsLostSecrets,
  });
  if (resealed > 0) {
    log.info({ resealed }, 'secrets sealed anew; the former key is no longer needed, except for older backups');
  }
  if (forgotten.length > 0) {
    log.warn({ forgotten }, 'secrets that no key opened were thrown away');
  }
  return new SecretBox(key);
}

function createStores(db: Database, secretBox: SecretBox) {
  const runs = new RunStore(db);
  const results = new ResultStore(db);
  const baselines = new BaselineStore(db);
  const versions = new VersionStore(db);
  const history = new HistoryStore(db);
  return {
    runs,
    results,
    failures: new FailureStore(db),
    decisions: new DecisionStore(db),
    runInflux: new RunInfluxStore(db),
    annotations: new AnnotationStore(db),
    evidence: new EvidenceStore(db),
    holds: new HoldStore(db, runs),
    imports: new ImportStore(db),
    baselines,
    references: new References({ runs, baselines, results, versions, history }),
    history,
    comments: new CommentStore(db),
    batchStore: new BatchStore(db),
    laneStore: new LaneStore(db),
    reports: new ReportStore(db),
    pictures: new PictureStore(db),
    publications: new PublicationStore(db),
    templates: new PublishTemplateStore(db),
    scenarios: new ScenarioStore(db),
    testTypes: new TestTypeStore(db),
    versions,
    names: new NameStore(db),
    labels: new KnownLabelStore(db),
    environments: new EnvironmentStore(db, secretBox),
    generators: new GeneratorStore(db, secretBox),
    knownHosts: new KnownHostStore(db, () => Date.now()),
    scripts: new ScriptStore(db),
    savedSettings: new SettingsStore(db),
    auditStore: new AuditStore(db),
    dashboard: new DashboardStore(db, runs),
  };
}

function homeOf(settings: Settings, environment: NodeJS.ProcessEnv): string {
  return findJMeterHome({
    jmeterHome: settings.text('runner.jmeterHome'),
    jmeterPath: settings.text('runner.jmeterPath'),
    searchPath: environment.PATH ?? '',
  });
}

function createRunner(
  settings: Settings,
  { environment, files }: { environment: NodeJS.ProcessEnv; files: DataDirectory }
): LocalRunner {
  const java = () => settings.text('runner.javaPath') ?? 'java';
  return new LocalRunner({
    findHome: () => homeOf(settings, environment),
    java,
    collectionArguments: () => collectionArguments(java()),
    jvmArguments: () => words(settings.text('runner.jvmArguments') ?? ''),
    graces: STOP_GRACES,
    space: () => ({ directory: files.root, minimumFreeMb: settings.number('runner.minimumFreeMb') }),
  });
}

function createGenerators(base: Base): Generators {
  const { generators, knownHosts, settings, runs, log } = base;
  const notes = new RunNotes(runs, log);
  const owner = ownerOf(base);
  const makeSshRunner = ({ ssh, secrets }: SshGenerator) => {
    const agent = ssh.usesAgent ? base.environment.SSH_AUTH_SOCK : undefined;
    const credentials = { ...secrets, ...(agent === undefined ? {} : { agent }) };
    const { host, port, username, jump, workDirectory, jmeterHome, javaPath, minimumFreeMb, removesFiles } = ssh;
    const ownArguments = words(ssh.jvmArguments);
    return new SshRunner({
      target: { host, port, username, credentials, jump: jump === null ? null : { ...jump, credentials } },
      knownHosts,
      places: { workDirectory, jmeterHome, javaPath },
      jvmArguments: ownArguments.length > 0 ? ownArguments : words(settings.text('runner.jvmArguments') ?? ''),
      ...{ minimumFreeMb, removesFiles, owner, graces: STOP_GRACES, patienceMs: GENERATOR_PATIENCE_MS },
      note: (runId, text) => notes.add(runId, text),
    });
  };
  return new Generators({
    ...{ generators, knownHosts, local: base.runner, makeSshRunner },
    given: sshGeneratorOf(base.environment),
  });
}

/** Tells this sidecar from others that use the same account of a generator; it goes with the database. */
function ownerOf({ savedSettings, clock }: Base): string {
  const known = savedSettings.get('system', 'owner');
  if (typeof known === 'string') {
    return known;
  }
  const owner = randomBytes(6).toString('hex');
  savedSettings.set('system', 'owner', owner, clock());
  return owner;
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** Nothing is known of classes where no JMeter is found; that the run will say. */
async function jmeterClasses(shared: Shared, jarPaths: readonly string[]): Promise<JMeterClasses | null> {
  try {
    const { settings, runner } = shared;
    const home = homeOf(settings, shared.environment);
    const [version, classes] = await Promise.all([runner.jmeterVersion(), findClasses(home, jarPaths)]);
    return { version, classes };
  } catch {
    return null;
  }
}

type Shared = Base & { generatorHosts: Generators; runnerOf: (generator: string) => Runner };

type Base = ReturnType<typeof createStores> & {
  settings: Settings;
  hub: LiveHub;
  runner: LocalRunner;
  environment: NodeJS.ProcessEnv;
  files: DataDirectory;
  clock: () => number;
  log: Logger;
  grafanaUrl: () => string | null;
};

function createWorkflow(shared: Shared) {
  const { runs, environments, settings, clock, log } = shared;
  const queue = new QueueView(runs, shared.laneStore, clock, (runId) => shared.hub.total(runId));
  const batches = new Batches({ ...shared, batches: shared.batchStore, queue });
  // Reports are read elsewhere: their links lead to Grafana as people's browsers reach it.
  const browserUrl = () => shared.settings.text('grafana.browserUrl') ?? shared.grafanaUrl();
  const publishing = new Publishing(shared);
  const runPictures = new Pictures({ ...shared, draw: ({ data, ...chart }) => drawChart({ ...data, ...chart }) });
  const reporting = new Reporting({
    ...shared,
    picturesOf: (runIds) => runPictures.ofRuns(runIds),
    grafanaUrl: browserUrl,
    batches,
    onMade: (report) => publishing.reportMade(report),
    generatorCpuLimitPercent: () => settings.number('runner.generatorCpuLimitPercent'),
  });
  const course = new BatchCourse(shared);
  const runAnnotations = new RunAnnotations(shared);
  const capturePictures = (runId: number) => runPictures.ofEndedRun(runId);
  const onOver = (runId: number) => runAnnotations.ended(runId);
  const endOfRun = new EndOfRun({ ...shared, course, batches, reporting, onOver, capturePictures });
  const laneChecks = new LaneChecks({ ...shared, calls: new EnvironmentCalls({ environments, call: callHttp }) });
  const failureKeeping = new FailureKeeping({ ...shared, maskPatterns: () => settings.lines('runner.maskPatterns') });
  const influxTargets = new InfluxTargets({ settings, environments });
  const influx = new RunInflux({ ...shared, influxTargets });
  const pipeline = new RunPipeline({
    ...shared,
    influx,
    laneChecks,
    failureKeeping,
    onLoadStarted: (runId) => runAnnotations.loadStarted(runId),
    deadlineGraceSeconds: () => settings.number('runner.deadlineGraceSeconds'),
    generatorCpuLimitPercent: () => settings.number('runner.generatorCpuLimitPercent'),
  });
  const dispatcher = new Dispatcher({
    runs,
    environments,
    carryOut: (runId, signal) => pipeline.carryOut(runId, signal),
    onEnded: (runId) => endOfRun.handle(runId),
    settleBatch: (batchId) => course.settle(batchId),
    clock,
    log,
  });
  const settleBatch = (batchId: number) => endOfRun.settleBatch(batchId);
  const control = new RunControl({
    ...shared,
    pipeline,
    wake: () => dispatcher.wake(),
    onEnded: (runId) => endOfRun.handle(runId),
    onDelete: (runId, choice) => runAnnotations.runDeleted(runId, choice),
    settleBatch,
  });
  const preflights = new Preflights({
    ...shared,
    companionLines: new CompanionLines(shared.files),
    influxTargets,
    jmeterClasses: (jarPaths) => jmeterClasses(shared, jarPaths),
  });
  const requests = new RunRequests({ ...shared, batches: shared.batchStore, preflights, queue });
  const histories = new Histories(shared);
  const laneHolds = new LaneHolds({
    ...shared,
    laneChecks,
    cancelRun: (runId, by) => control.cancel(runId, by),
    wake: () => dispatcher.wake(),
  });
  return {
    failureKeeping,
    runAnnotations,
    runPictures,
    publishing,
    evidencePacks: new EvidencePacks(shared),
    backfills: new Backfills({ ...shared, influxTargets }),
    influx,
    laneChecks,
    laneHolds,
    queue,
    batches,
    reporting,
    endOfRun,
    dispatcher,
    control,
    generatorWatch: new GeneratorWatch({ ...shared, wake: () => dispatcher.wake() }),
    batchControl: new BatchControl({ ...shared, control, settleBatch }),
    preflights,
    requests,
    library: new ScriptLibrary(shared.scripts, shared.files, clock),
    exchange: new ScenarioExchange(shared),
    resultImports: new Imports({ ...shared, onReportDue: (runId) => endOfRun.handle(runId) }),
    sloChecks: new SloChecks(shared),
    baselineMaking: new BaselineMaking(shared),
    runDecisions: new RunDecisions(shared),
    histories,
    trends: new Trends({ ...shared, histories }),
    comparisons: new Comparisons(shared),
    reconciliations: new Reconciliations(shared),
    analysis: new RunAnalysis(shared),
    audit: new Audit(shared.auditStore, clock),
    setup: new SetupChecklist({ ...shared, jmeterVersion: () => shared.runner.jmeterVersion() }),
  };
}

async function createApp(
  { config, log, version }: SidecarOptions,
  deps: Shared & ReturnType<typeof createWorkflow>
): Promise<App> {
  const identities = new IdentityReader({
    organisationId: config.organisationId,
    grafanaUrl: deps.grafanaUrl,
    anonymousMayRead: () => deps.settings.isOn('general.anonymousMayRead'),
  });
  const connectionTests = new ConnectionTests({
    ...deps,
    organisationId: config.organisationId,
    jmeterVersion: (settings) => createRunner(settings, deps).jmeterVersion(),
  });
  const app = await buildApp({ logger: log, sidecarKey: config.sidecarKey, identities, version });
  registerHealthRoutes(app, deps);
  const systemDeps = { ...deps, identities, connectionTests, version };
  registerSystemRoutes(app, systemDeps);
  registerSettingsRoutes(app, systemDeps);
  registerDashboardRoutes(app, systemDeps);
  registerScenarioRoutes(app, deps);
  registerScenarioExchangeRoutes(app, deps);
  registerTestTypeRoutes(app, deps);
  registerVersionRoutes(app, deps);
  registerEnvironmentRoutes(app, deps);
  registerGeneratorRoutes(app, deps);
  registerScriptRoutes(app, deps);
  registerScriptUploadRoutes(app, deps);
  registerRevisionRoutes(app, deps);
  registerRunRoutes(app, deps);
  registerRepeatRoute(app, deps);
  registerAnalysisRoutes(app, deps);
  registerFailureRoutes(app, deps);
  registerImportRoutes(app, { ...deps, imports: deps.resultImports });
  registerRunFileRoutes(app, deps);
  registerInfluxRoutes(app, deps);
  registerAnnotationRoutes(app, deps);
  registerLiveRoutes(app, deps);
  registerBatchRoutes(app, deps);
  registerQueueRoutes(app, deps);
  registerHoldRoutes(app, deps);
  registerBaselineRoutes(app, deps);
  registerDecisionRoutes(app, deps);
  registerHistoryRoutes(app, deps);
  registerCommentRoutes(app, deps);
  registerReconciliationRoutes(app, deps);
  registerReportRoutes(app, deps);
  registerPictureRoutes(app, deps);
  registerPicturePresetRoutes(app, deps);
  registerGrafanaTestRoute(app, { connectionTests });
  registerPublishingRoutes(app, deps);
  await app.ready();
  return app;
}
