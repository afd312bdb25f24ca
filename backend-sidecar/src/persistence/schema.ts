import { sql } from 'drizzle-orm';
import { blob, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

import type {
  AuditedThing,
  EnvironmentChecks,
  RunFinding,
  ScenarioConfig,
  StoredGenerator,
  WantedAnnotation,
  WrittenInfluxDb,
} from './stored-json.ts';
import type { AnnotationState } from '../contract/annotations.ts';
import type { RunDecision } from '../contract/history.ts';
import type { EnvironmentInfluxDb, InfluxDbBackfill, InfluxDbDelivery } from '../contract/influxdb.ts';
import type { ImportCandidate, ReadOptions, ResultFormat } from '../contract/imports.ts';
import type {
  BatchStatus,
  FailurePolicy,
  GeneratorLoad,
  Hold,
  LoadFingerprint,
  Pause,
  RunKind,
  RunnerType,
} from '../contract/runs.ts';
import type { PicturePreset, PictureState, SeriesFigures } from '../contract/pictures.ts';
import type { AutoPublish, PublicationState, PublicationStep } from '../contract/publishing.ts';
import type { ArtefactKind, ReportArtefact, ReportInput, ReportType } from '../contract/reports.ts';
import type { AnalysisRules, ScriptFile, ThreadGroupSummary } from '../contract/scenarios.ts';
import type { TransactionTree } from '../contract/analysis.ts';
import type { KeptFailure, StatisticsRow, TimelinePoint } from '../contract/statistics.ts';
import type { PlanInventory } from '../scripts/plan-inventory.ts';
import type { LabelComparison, Verdict, VerdictReason } from '../contract/verdict.ts';

/**
 * Every table. Times are epoch milliseconds (UTC), rates are ratios 0–1, durations are seconds where the name says so.
 * docs/DATABASE.md maps each column of the original plan to these.
 */
const NO_CHECKS: EnvironmentChecks = {
  version: 1,
  versionProbe: null,
  hooksBefore: [],
  hooksAfter: [],
  dashboards: [],
};
const id = () => integer('id').primaryKey({ autoIncrement: true });
const createdAtMs = () =>
  integer('created_at_ms')
    .notNull()
    .default(sql`(cast(unixepoch('subsec') * 1000 as integer))`);

export const testTypes = sqliteTable('test_types', {
  id: id(),
  name: text('name').notNull().unique(),
  displayName: text('display_name').notNull(),
  description: text('description').notNull().default(''),
  position: integer('position').notNull().default(0),
});

export const environments = sqliteTable('environments', {
  id: id(),
  name: text('name').notNull().unique(),
  description: text('description').notNull().default(''),
  generator: text('generator').notNull().default('local'),
  properties: text('properties', { mode: 'json' }).$type<Record<string, string>>().notNull(),
  isActive: integer('is_active', { mode: 'boolean' }).notNull().default(true),
  /** The lane's cool-down; null or past = none. */
  cooldownEndsAtMs: integer('cooldown_ends_at_ms'),
  /** A person's pause of the lane. */
  pause: text('pause', { mode: 'json' }).$type<Pause>(),
  /** A check that failed holds the lane until a person answers. */
  hold: text('hold', { mode: 'json' }).$type<Hold>(),
  checks: text('checks', { mode: 'json' }).$type<EnvironmentChecks>().notNull().default(NO_CHECKS),
  influxDb: text('influx_db', { mode: 'json' }).$type<EnvironmentInfluxDb>().notNull().default({ use: 'settings' }),
  createdAtMs: createdAtMs(),
});

export const environmentSecrets = sqliteTable(
  'environment_secrets',
  {
    environmentId: integer('environment_id')
      .notNull()
      .references(() => environments.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    sealed: text('sealed').notNull(),
  },
  (table) => [primaryKey({ columns: [table.environmentId, table.name] })]
);

/** A script is a name; what it holds are its revisions. The newest is the one with the largest number. */
export const jmxScripts = sqliteTable('jmx_scripts', {
  id: id(),
  name: text('name').notNull(),
  description: text('description').notNull().default(''),
  isDefault: integer('is_default', { mode: 'boolean' }).notNull().default(false),
  scenarioId: integer('scenario_id'),
});

/** The files of a script at one time; never changed. */
export const scriptRevisions = sqliteTable(
  'script_revisions',
  {
    id: id(),
    scriptId: integer('jmx_script_id')
      .notNull()
      .references(() => jmxScripts.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    /** Folder with all files, relative to the data directory. */
    directory: text('directory').notNull(),
    fileName: text('file_name').notNull(),
    sizeBytes: integer('file_size').notNull(),
    checksumSha256: text('checksum').notNull(),
    files: text('files', { mode: 'json' }).$type<ScriptFile[]>().notNull(),
    threadGroups: text('thread_groups', { mode: 'json' }).$type<ThreadGroupSummary[]>().notNull(),
    /** What was read of the plan, for preflight; null for revisions read by an older sidecar. */
    inventory: text('inventory', { mode: 'json' }).$type<PlanInventory>(),
    comment: text('comment').notNull().default(''),
    uploadedBy: text('uploaded_by').notNull(),
    uploadedAtMs: integer('uploaded_at_ms').notNull(),
  },
  (table) => [uniqueIndex('script_revisions_number').on(table.scriptId, table.number)]
);

export const scenarios = sqliteTable('scenarios', {
  id: id(),
  name: text('name').notNull().unique(),
  displayName: text('display_name').notNull(),
  description: text('description').notNull().default(''),
  testType: text('test_type').$type<'combined' | 'standalone'>().notNull(),
  environmentId: integer('environment_id')
    .notNull()
    .references(() => environments.id),
  scriptId: integer('default_jmx_script_id').references(() => jmxScripts.id),
  cooldownSeconds: integer('cooldown_seconds').notNull().default(900),
  config: text('config', { mode: 'json' }).$type<ScenarioConfig>().notNull(),
  /** null = as the settings say. */
  autoPublish: text('auto_publish', { mode: 'json' }).$type<AutoPublish>(),
  isActive: integer('is_active', { mode: 'boolean' }).notNull().default(true),
  position: integer('position').notNull().default(0),
  createdAtMs: createdAtMs(),
});

export const scenarioLoads = sqliteTable(
  'scenario_loads',
  {
    scenarioId: integer('scenario_id')
      .notNull()
      .references(() => scenarios.id, { onDelete: 'cascade' }),
    testTypeId: integer('test_type_id')
      .notNull()
      .references(() => testTypes.id),
    userCount: integer('user_count').notNull(),
    durationSeconds: integer('duration_seconds').notNull(),
    rampUpSeconds: integer('ramp_up_seconds').notNull(),
    appliesLoad: integer('applies_load', { mode: 'boolean' }).notNull().default(true),
    properties: text('properties', { mode: 'json' }).$type<Record<string, string>>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.scenarioId, table.testTypeId] })]
);

export const versions = sqliteTable('versions', {
  id: id(),
  version: text('version').notNull().unique(),
  displayName: text('display_name'),
  releaseDateMs: integer('release_date_ms'),
  description: text('description').notNull().default(''),
  isActive: integer('is_active', { mode: 'boolean' }).notNull().default(true),
  createdAtMs: createdAtMs(),
});

export const batches = sqliteTable('batches', {
  id: id(),
  name: text('name').notNull(),
  versionId: integer('version_id')
    .notNull()
    .references(() => versions.id),
  status: text('status').$type<BatchStatus>().notNull().default('queued'),
  outcome: text('outcome').$type<Verdict['outcome']>(),
  sentence: text('sentence').notNull().default(''),
  findings: text('findings', { mode: 'json' }).$type<RunFinding[]>().notNull(),
  failurePolicy: text('failure_policy').$type<FailurePolicy>().notNull().default('continue'),
  hasSmoke: integer('has_smoke', { mode: 'boolean' }).notNull().default(false),
  /** `waiting`: no test run starts before the smoke runs have passed. */
  smokeGate: text('smoke_gate').$type<'waiting' | 'open'>().notNull().default('open'),
  hold: text('hold', { mode: 'json' }).$type<Hold>(),
  comment: text('comment').notNull().default(''),
  /** null = as its scenarios or the settings say. */
  autoPublish: text('auto_publish', { mode: 'json' }).$type<AutoPublish>(),
  createdBy: text('created_by').notNull(),
  createdAtMs: createdAtMs(),
  completedAtMs: integer('completed_at_ms'),
});

export const testRuns = sqliteTable(
  'test_runs',
  {
    id: id(),
    kind: text('kind').$type<RunKind>().notNull().default('test'),
    scenarioId: integer('scenario_id')
      .notNull()
      .references(() => scenarios.id),
    testTypeId: integer('test_type_id')
      .notNull()
      .references(() => testTypes.id),
    versionId: integer('version_id')
      .notNull()
      .references(() => versions.id),
    environmentId: integer('environment_id')
      .notNull()
      .references(() => environments.id),
    /** null for imported runs, as is the revision. */
    scriptId: integer('jmx_script_id').references(() => jmxScripts.id),
    revisionId: integer('script_revision_id').references(() => scriptRevisions.id),
    supersedesRunId: integer('supersedes_run_id'),
    supersededByRunId: integer('superseded_by_run_id'),
    baselineId: integer('baseline_id'),
    referenceRunId: integer('reference_run_id'),
    batchId: integer('batch_id').references(() => batches.id),
    /** Order in the queue over all lanes: lower goes first. */
    queuePosition: integer('queue_position').notNull().default(0),
    /** Checks that a person has waived for this run; `version mismatch`: the system had said another version. */
    waivedChecks: text('waived_checks', { mode: 'json' })
      .$type<Array<'version' | 'version mismatch' | 'hooks before'>>()
      .notNull()
      .default([]),

    runnerType: text('runner_type').$type<RunnerType>().notNull(),
    importedFrom: text('imported_from', { mode: 'json' }).$type<ImportedFrom>(),
    /** What people say of it as a reference; all they ever said stands in run_decisions. */
    decision: text('decision').$type<RunDecision>().notNull().default('none'),
    /** Of what makes runs comparable; its readable parts stand in run_fingerprints. */
    fingerprintHash: text('fingerprint_hash'),
    generator: text('generator').notNull(),
    userCount: integer('user_count').notNull(),
    durationSeconds: integer('duration_seconds').notNull(),
    rampUpSeconds: integer('ramp_up_seconds').notNull(),
    cooldownSeconds: integer('cooldown_seconds').notNull(),
    appliesLoad: integer('applies_load', { mode: 'boolean' }).notNull().default(true),
    properties: text('properties', { mode: 'json' }).$type<Record<string, string>>().notNull(),
    /** How labels are counted and what is analysed, as the scenario said when the run was prepared. */
    analysis: text('analysis', { mode: 'json' }).$type<AnalysisRules>(),

    status: text('status').notNull().default('pending'),
    queuedAtMs: integer('queued_at_ms'),
    startedAtMs: integer('started_at_ms'),
    /** When JMeter said that its test began; the origin of progress and of the analysis window. */
    loadStartedAtMs: integer('load_started_at_ms'),
    loadEndedAtMs: integer('load_ended_at_ms'),
    completedAtMs: integer('completed_at_ms'),
    stopSentAtMs: integer('stop_sent_at_ms'),
    cancelRequestedAtMs: integer('cancel_requested_at_ms'),
    cancelledBy: text('cancelled_by'),

    directory: text('directory'),
    resultFile: text('result_file'),
    resultSizeBytes: integer('result_size_bytes'),
    jmeterVersion: text('jmeter_version'),
    exitCode: integer('exit_code'),
    errorCode: text('error_code'),
    errorDetail: text('error_detail'),
    warnings: text('warnings', { mode: 'json' }).$type<string[]>().notNull(),

    windowFromMs: integer('window_from_ms'),
    windowToMs: integer('window_to_ms'),
    sliceMs: integer('slice_ms'),
    rowCount: integer('row_count'),
    transactionCount: integer('transaction_count'),
    interruptedCount: integer('interrupted_count'),
    rejectedCount: integer('rejected_count'),
    keptFailureCount: integer('kept_failure_count').notNull().default(0),
    failuresComplete: integer('failures_complete', { mode: 'boolean' }).notNull().default(true),

    totalSamples: integer('total_samples'),
    errorCount: integer('error_count'),
    errorRate: real('error_rate'),
    meanMs: real('average_response_time_ms'),
    p90Ms: integer('p90_response_time_ms'),
    p95Ms: integer('p95_response_time_ms'),
    throughputPerSec: real('throughput_per_sec'),

    outcome: text('outcome').$type<Verdict['outcome']>(),
    verdictSentence: text('verdict_sentence'),
    /** Whether the measurement was valid, as the verdict says; null without a verdict. */
    isValid: integer('is_valid', { mode: 'boolean' }),
    comment: text('comment').notNull().default(''),
    createdBy: text('created_by').notNull(),
    createdAtMs: createdAtMs(),
  },
  (table) => [
    index('test_runs_status').on(table.status),
    // In the order of its entries, which is that of the runs: deep pages and counts.
    index('test_runs_kind').on(table.kind),
    index('test_runs_comment')
      .on(table.comment)
      .where(sql`"comment" <> ''`),
    // All that lists filter and sort by: they read this index and then only the rows of one page.
    index('test_runs_list').on(
      table.kind,
      table.status,
      table.outcome,
      table.scenarioId,
      table.testTypeId,
      table.versionId,
      table.environmentId,
      table.batchId,
      table.supersededByRunId,
      table.createdAtMs,
      table.startedAtMs,
      table.completedAtMs,
      table.p90Ms,
      table.errorRate,
      table.throughputPerSec,
      table.totalSamples
    ),
    index('test_runs_history').on(table.scenarioId, table.testTypeId, table.completedAtMs),
    index('test_runs_batch').on(table.batchId),
    index('test_runs_script').on(table.scriptId),
    index('test_runs_revision').on(table.revisionId),
  ]
);

/** Where an imported run came from. */
export interface ImportedFrom {
  fileNames: string[];
  format: ResultFormat;
  read: ReadOptions;
  /** Of all its files, so that the same upload is recognised. */
  checksumSha256: string;
}

const runId = () =>
  integer('test_run_id')
    .notNull()
    .references(() => testRuns.id, { onDelete: 'cascade' });

/**
 * Apart from the run: with 300 labels a verdict is longer than all the rest of its run a thousand times. What a batch
 * shows of it stands before it, so that the long text is not read.
 */
export const runVerdicts = sqliteTable('run_verdicts', {
  runId: integer('test_run_id')
    .primaryKey()
    .references(() => testRuns.id, { onDelete: 'cascade' }),
  reasons: text('reasons', { mode: 'json' }).$type<VerdictReason[]>().notNull(),
  worstChange: text('worst_change', { mode: 'json' }).$type<LabelComparison>(),
  /** Labels whose centre may begin anew with this run: regressed (once that is accepted) and improved ones. */
  changedLabels: text('changed_labels', { mode: 'json' })
    .$type<Array<Pick<LabelComparison, 'label' | 'kind' | 'state'>>>()
    .notNull()
    .default([]),
  verdict: text('verdict', { mode: 'json' }).$type<Verdict>().notNull(),
});

export const runStages = sqliteTable(
  'run_stages',
  {
    runId: runId(),
    name: text('name').notNull(),
    status: text('status').$type<'running' | 'done' | 'failed'>().notNull(),
    startedAtMs: integer('started_at_ms').notNull(),
    endedAtMs: integer('ended_at_ms'),
    errorCode: text('error_code'),
    detail: text('detail'),
  },
  (table) => [primaryKey({ columns: [table.runId, table.name] })]
);

export const testStatistics = sqliteTable(
  'test_statistics',
  {
    id: id(),
    runId: runId(),
    scope: text('scope').$type<'run' | 'window'>().notNull(),
    isTotal: integer('is_total', { mode: 'boolean' }).notNull(),
    label: text('transaction_name').notNull(),
    kind: text('kind').$type<StatisticsRow['kind']>().notNull(),
    count: integer('sample_count').notNull(),
    errors: integer('error_count').notNull(),
    errorRate: real('error_rate'),
    minMs: integer('min_ms'),
    maxMs: integer('max_ms'),
    meanMs: real('mean_ms'),
    medianMs: integer('median_ms'),
    standardDeviationMs: real('standard_deviation_ms'),
    p90Ms: integer('p90_ms'),
    p95Ms: integer('p95_ms'),
    p99Ms: integer('p99_ms'),
    throughputPerSec: real('throughput_per_sec'),
    receivedKbPerSec: real('received_kb_per_sec'),
    sentKbPerSec: real('sent_kb_per_sec'),
    firstStartMs: integer('first_start_ms'),
    lastEndMs: integer('last_end_ms'),
    apdex: real('apdex'),
    latencyMeanMs: real('latency_mean_ms'),
    latencyMaxMs: integer('latency_max_ms'),
    connectMeanMs: real('connect_mean_ms'),
    connectMaxMs: integer('connect_max_ms'),
    idleMeanMs: real('idle_mean_ms'),
  },
  (table) => [uniqueIndex('test_statistics_label').on(table.runId, table.scope, table.isTotal, table.kind, table.label)]
);

/** Exact counts per millisecond of a label: every percentile can be had from them later. */
export const runDistributions = sqliteTable(
  'run_distributions',
  {
    runId: runId(),
    scope: text('scope').$type<'run' | 'window'>().notNull(),
    kind: text('kind').$type<StatisticsRow['kind']>().notNull(),
    label: text('label').notNull(),
    ok: blob('ok', { mode: 'buffer' }).notNull(),
    failed: blob('failed', { mode: 'buffer' }).notNull(),
    receivedBytes: integer('received_bytes'),
    sentBytes: integer('sent_bytes'),
    firstStartMs: integer('first_start_ms'),
    lastEndMs: integer('last_end_ms'),
  },
  (table) => [primaryKey({ columns: [table.runId, table.scope, table.kind, table.label] })]
);

/** The time slices of a label, with their distributions. */
export const runSlices = sqliteTable(
  'run_slices',
  {
    runId: runId(),
    kind: text('kind').$type<StatisticsRow['kind']>().notNull(),
    label: text('label').notNull(),
    encoded: blob('encoded', { mode: 'buffer' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.kind, table.label] })]
);

/** The timeline of the total. */
export const runTimelines = sqliteTable('run_timelines', {
  runId: integer('test_run_id')
    .primaryKey()
    .references(() => testRuns.id, { onDelete: 'cascade' }),
  points: text('points', { mode: 'json' }).$type<TimelinePoint[]>().notNull(),
});

export const runErrors = sqliteTable(
  'run_errors',
  {
    id: id(),
    runId: runId(),
    label: text('label').notNull(),
    kind: text('kind').$type<StatisticsRow['kind']>().notNull(),
    responseCode: text('response_code').notNull(),
    message: text('message').notNull(),
    example: text('example').notNull().default(''),
    count: integer('count').notNull(),
    firstMs: integer('first_ms').notNull(),
    lastMs: integer('last_ms').notNull(),
  },
  (table) => [index('run_errors_run').on(table.runId)]
);

/** The first failures of each label with request and response, masked. */
export const runFailures = sqliteTable(
  'run_failures',
  {
    id: id(),
    runId: runId(),
    failure: text('failure', { mode: 'json' }).$type<KeptFailure>().notNull(),
  },
  (table) => [index('run_failures_run').on(table.runId)]
);

export const runRejectedRecords = sqliteTable(
  'run_rejected_records',
  {
    id: id(),
    runId: runId(),
    recordNumber: integer('record_number').notNull(),
    lineNumber: integer('line_number').notNull().default(0),
    fileName: text('file_name'),
    reason: text('reason').notNull(),
    text: text('text').notNull(),
  },
  (table) => [index('run_rejected_records_run').on(table.runId)]
);

/** How a run's result was read, beyond the counts. */
export const runReadings = sqliteTable('run_readings', {
  runId: integer('test_run_id')
    .primaryKey()
    .references(() => testRuns.id, { onDelete: 'cascade' }),
  rejectedByReason: text('rejected_by_reason', { mode: 'json' }).$type<Record<string, number>>().notNull(),
  notes: text('notes', { mode: 'json' }).$type<string[]>().notNull(),
  transactions: text('transactions', { mode: 'json' }).$type<TransactionTree>().notNull(),
});

export const runFingerprints = sqliteTable('run_fingerprints', {
  runId: integer('test_run_id')
    .primaryKey()
    .references(() => testRuns.id, { onDelete: 'cascade' }),
  fingerprint: text('fingerprint', { mode: 'json' }).$type<LoadFingerprint>().notNull(),
});

/** How busy the generator was, sampled while the run went on. */
export const runGeneratorLoads = sqliteTable('run_generator_loads', {
  runId: integer('test_run_id')
    .primaryKey()
    .references(() => testRuns.id, { onDelete: 'cascade' }),
  load: text('load', { mode: 'json' }).$type<GeneratorLoad>().notNull(),
});

/** Who accepted, rejected or quarantined a run as a reference, and why; never changed. */
export const runDecisions = sqliteTable(
  'run_decisions',
  {
    id: id(),
    runId: runId(),
    decision: text('decision').$type<RunDecision>().notNull(),
    reason: text('reason').notNull(),
    by: text('decided_by').notNull(),
    atMs: integer('decided_at_ms').notNull(),
  },
  (table) => [index('run_decisions_run').on(table.runId)]
);

/** Remarks on a run, on one of its labels, or on a batch. */
export const comments = sqliteTable(
  'comments',
  {
    id: id(),
    runId: integer('test_run_id').references(() => testRuns.id, { onDelete: 'cascade' }),
    batchId: integer('batch_id').references(() => batches.id, { onDelete: 'cascade' }),
    label: text('label'),
    text: text('text').notNull(),
    by: text('written_by').notNull(),
    atMs: integer('written_at_ms').notNull(),
  },
  (table) => [index('comments_run').on(table.runId), index('comments_batch').on(table.batchId)]
);

/** Uploads of past results that wait for a person's word. */
export const imports = sqliteTable('imports', {
  id: text('id').primaryKey(),
  status: text('status').$type<'reading' | 'ready' | 'importing' | 'done'>().notNull(),
  /** Relative to the data directory. */
  directory: text('directory').notNull(),
  candidates: text('candidates', { mode: 'json' }).$type<ImportCandidate[]>().notNull(),
  runIds: text('run_ids', { mode: 'json' }).$type<number[]>().notNull().default([]),
  createdBy: text('created_by').notNull(),
  createdAtMs: createdAtMs(),
});

export const baselines = sqliteTable('baselines', {
  id: id(),
  name: text('name').notNull(),
  description: text('description').notNull().default(''),
  scenarioId: integer('scenario_id')
    .notNull()
    .references(() => scenarios.id),
  testTypeId: integer('test_type_id')
    .notNull()
    .references(() => testTypes.id),
  versionId: integer('version_id')
    .notNull()
    .references(() => versions.id),
  sourceTestRunId: integer('source_test_run_id').notNull(),
  metrics: text('metrics', { mode: 'json' }).$type<{ total: StatisticsRow; rows: StatisticsRow[] }>().notNull(),
  isDefault: integer('is_default', { mode: 'boolean' }).notNull().default(false),
  isActive: integer('is_active', { mode: 'boolean' }).notNull().default(true),
  createdAtMs: createdAtMs(),
});

export const reports = sqliteTable('reports', {
  id: id(),
  name: text('name').notNull(),
  type: text('type').$type<ReportType>().notNull(),
  testRunIds: text('test_run_ids', { mode: 'json' }).$type<number[]>().notNull(),
  batchId: integer('batch_id'),
  currentVersionId: integer('current_version_id'),
  previousVersionId: integer('previous_version_id'),
  baselineId: integer('baseline_id'),
  /** What was asked for. */
  request: text('request', { mode: 'json' }).$type<ReportInput>(),
  requestedBy: text('requested_by').notNull().default(''),
  /** The frozen report model: a report can be rendered again with the same figures. */
  model: text('model'),
  excelFilePath: text('excel_file_path'),
  htmlFilePath: text('html_file_path'),
  htmlHostedUrl: text('html_hosted_url'),
  totalTransactions: integer('total_transactions'),
  improvedCount: integer('improved_count'),
  degradedCount: integer('degraded_count'),
  criticalCount: integer('critical_count'),
  outcome: text('overall_status').$type<Verdict['outcome']>(),
  confluencePublished: integer('confluence_published', { mode: 'boolean' }).notNull().default(false),
  confluencePageId: text('confluence_page_id'),
  confluenceUrl: text('confluence_url'),
  autoPublishConfluence: integer('auto_publish_confluence', { mode: 'boolean' }).notNull().default(false),
  status: text('status').$type<'pending' | 'ready' | 'failed'>().notNull().default('pending'),
  error: text('error'),
  createdAtMs: createdAtMs(),
});

/** What a report becomes; each is made and repeated by itself. */
export const reportArtefacts = sqliteTable(
  'report_artefacts',
  {
    reportId: integer('report_id')
      .notNull()
      .references(() => reports.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<ArtefactKind>().notNull(),
    state: text('state').$type<ReportArtefact['state']>().notNull(),
    detail: text('detail'),
    /** Below the data directory. */
    path: text('path'),
    sizeBytes: integer('size_bytes'),
    checksumSha256: text('checksum_sha256'),
    updatedAtMs: integer('updated_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.reportId, table.kind] })]
);

export const picturePresets = sqliteTable('picture_presets', {
  id: id(),
  name: text('name').notNull().unique(),
  environmentId: integer('environment_id').references(() => environments.id, { onDelete: 'cascade' }),
  scenarioId: integer('scenario_id').references(() => scenarios.id, { onDelete: 'cascade' }),
  dashboardUid: text('dashboard_uid').notNull(),
  panelIds: text('panel_ids', { mode: 'json' }).$type<number[]>().notNull(),
  variables: text('variables', { mode: 'json' }).$type<Record<string, string>>().notNull(),
  range: text('range').$type<PicturePreset['range']>().notNull().default('window'),
  widthPixels: integer('width_pixels').notNull().default(1000),
  heightPixels: integer('height_pixels').notNull().default(500),
  theme: text('theme').$type<PicturePreset['theme']>().notNull().default('light'),
  isActive: integer('is_active', { mode: 'boolean' }).notNull().default(true),
  createdAtMs: createdAtMs(),
});

/** Pictures of Grafana's panels over a run; a row is written before its capture begins. */
export const grafanaSnapshots = sqliteTable(
  'grafana_snapshots',
  {
    id: id(),
    reportId: integer('report_id').references(() => reports.id, { onDelete: 'cascade' }),
    testRunId: integer('test_run_id').references(() => testRuns.id, { onDelete: 'cascade' }),
    presetId: integer('preset_id').references(() => picturePresets.id, { onDelete: 'set null' }),
    dashboardUid: text('dashboard_uid'),
    dashboardName: text('dashboard_name'),
    panelId: integer('panel_id'),
    panelTitle: text('panel_title'),
    variables: text('variables', { mode: 'json' }).$type<Record<string, string>>(),
    timeFromMs: integer('time_from_ms'),
    timeToMs: integer('time_to_ms'),
    state: text('state').$type<PictureState>().notNull().default('waiting'),
    why: text('why'),
    /** Below the data directory. */
    imagePath: text('image_path'),
    imageSizeBytes: integer('image_size'),
    widthPixels: integer('width_pixels'),
    heightPixels: integer('height_pixels'),
    checksumSha256: text('checksum_sha256'),
    /** Below the data directory: the panel's data as JSON; null = not kept, `why_no_data` says why. */
    dataPath: text('data_path'),
    whyNoData: text('why_no_data'),
    /** Mean and maximum of each series of the kept data. */
    figures: text('figures', { mode: 'json' }).$type<SeriesFigures[]>().notNull().default([]),
    attempts: integer('attempts').notNull().default(0),
    createdAtMs: createdAtMs(),
  },
  (table) => [index('grafana_snapshots_run').on(table.testRunId), index('grafana_snapshots_state').on(table.state)]
);

/** A report's page in Confluence; one row a report, so publishing again updates. */
export const publications = sqliteTable(
  'publications',
  {
    reportId: integer('report_id')
      .primaryKey()
      .references(() => reports.id, { onDelete: 'cascade' }),
    state: text('state').$type<PublicationState>().notNull().default('waiting'),
    step: text('step').$type<PublicationStep>().notNull().default('page'),
    spaceKey: text('space_key').notNull(),
    parentPageId: text('parent_page_id'),
    templateId: integer('template_id').references(() => publishTemplates.id, { onDelete: 'set null' }),
    title: text('title').notNull(),
    versionNote: text('version_note').notNull().default(''),
    pageId: text('page_id'),
    url: text('url'),
    /** By file name: what stands at the page already. */
    attachments: text('attachments', { mode: 'json' })
      .$type<Record<string, { id: string; checksumSha256: string }>>()
      .notNull()
      .default({}),
    attachmentsAll: integer('attachments_all').notNull().default(0),
    attempts: integer('attempts').notNull().default(0),
    nextTryAtMs: integer('next_try_at_ms'),
    error: text('error'),
    requestedBy: text('requested_by').notNull(),
    createdAtMs: createdAtMs(),
    updatedAtMs: integer('updated_at_ms').notNull(),
  },
  (table) => [index('publications_open').on(table.state, table.nextTryAtMs)]
);

export const publishTemplates = sqliteTable('publish_templates', {
  id: id(),
  name: text('name').notNull().unique(),
  title: text('title').notNull(),
  body: text('body').notNull(),
  isDefault: integer('is_default', { mode: 'boolean' }).notNull().default(false),
  createdAtMs: createdAtMs(),
});

export const schedules = sqliteTable('schedules', {
  id: id(),
  name: text('name').notNull(),
  description: text('description').notNull().default(''),
  cronExpression: text('cron_expression'),
  nextRunAtMs: integer('next_run_at_ms'),
  lastRunAtMs: integer('last_run_at_ms'),
  scenarioId: integer('scenario_id').references(() => scenarios.id),
  testTypeId: integer('test_type_id').references(() => testTypes.id),
  versionId: integer('version_id').references(() => versions.id),
  scriptId: integer('jmx_script_id').references(() => jmxScripts.id),
  isActive: integer('is_active', { mode: 'boolean' }).notNull().default(true),
  createdAtMs: createdAtMs(),
});

/** One row: the pause of the whole queue. */
export const queueState = sqliteTable('queue_state', {
  id: integer('id').primaryKey(),
  pause: text('pause', { mode: 'json' }).$type<Pause>(),
});

export const settings = sqliteTable(
  'settings',
  {
    id: id(),
    category: text('category').notNull(),
    key: text('key').notNull(),
    value: text('value', { mode: 'json' }).$type<string | number | boolean>().notNull(),
    updatedAtMs: integer('updated_at_ms').notNull(),
  },
  (table) => [uniqueIndex('settings_key').on(table.category, table.key)]
);

export const auditLog = sqliteTable(
  'audit_log',
  {
    id: id(),
    atMs: integer('at_ms').notNull(),
    person: text('person').notNull(),
    role: text('role').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    detail: text('detail'),
    /** The thing as it was and as it became, without secrets; null where nothing was changed. */
    before: text('before', { mode: 'json' }).$type<AuditedThing>(),
    after: text('after', { mode: 'json' }).$type<AuditedThing>(),
  },
  (table) => [index('audit_log_at').on(table.atMs)]
);

/** A run's points in InfluxDB: where they are, whether they arrive, and how far a backfill has come. */
export const runInfluxDb = sqliteTable('run_influx_db', {
  runId: integer('run_id')
    .primaryKey()
    .references(() => testRuns.id, { onDelete: 'cascade' }),
  written: text('written', { mode: 'json' }).$type<WrittenInfluxDb>().notNull(),
  delivery: text('delivery', { mode: 'json' }).$type<InfluxDbDelivery>(),
  backfill: text('backfill', { mode: 'json' }).$type<InfluxDbBackfill>(),
});

/**
 * Annotations of runs in Grafana: what shall be there and what is. A row outlives its run until the annotation is gone;
 * an empty `dashboard_uid` is the organisation's.
 */
export const runAnnotations = sqliteTable(
  'run_annotations',
  {
    runId: integer('run_id').notNull(),
    dashboardUid: text('dashboard_uid').notNull().default(''),
    annotationId: integer('annotation_id'),
    wanted: text('wanted', { mode: 'json' }).$type<WantedAnnotation>(),
    state: text('state').$type<AnnotationState>().notNull().default('pending'),
    attempts: integer('attempts').notNull().default(0),
    nextTryAtMs: integer('next_try_at_ms'),
    error: text('error'),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.dashboardUid] }),
    index('run_annotations_open').on(table.state, table.nextTryAtMs),
  ]
);

/** Hosts that make load, beside the sidecar's own. Environments and runs name them. */
export const generators = sqliteTable('generators', {
  name: text('name').primaryKey(),
  kind: text('kind').$type<'ssh'>().notNull(),
  description: text('description').notNull().default(''),
  settings: text('settings', { mode: 'json' }).$type<StoredGenerator>().notNull(),
  createdAtMs: createdAtMs(),
});

export const generatorSecrets = sqliteTable(
  'generator_secrets',
  {
    generator: text('generator')
      .notNull()
      .references(() => generators.name, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    sealed: text('sealed').notNull(),
  },
  (table) => [primaryKey({ columns: [table.generator, table.name] })]
);

/** As `known_hosts`: the key that a host showed first. */
export const knownHosts = sqliteTable('known_hosts', {
  place: text('place').primaryKey(),
  algorithm: text('algorithm').notNull(),
  fingerprint: text('fingerprint').notNull(),
  pinnedAtMs: integer('pinned_at_ms').notNull(),
});
