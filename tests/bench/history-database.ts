import Sqlite from 'better-sqlite3';

import { judgeRun } from '../../backend-sidecar/src/comparison/judge-run.ts';
import { worstChange } from '../../backend-sidecar/src/comparison/worst-change.ts';
import type { StatisticsRow } from '../../backend-sidecar/src/contract/statistics.ts';
import type { Verdict } from '../../backend-sidecar/src/contract/verdict.ts';
import { openDatabase } from '../../backend-sidecar/src/persistence/database.ts';

export interface HistorySize {
  readonly runs: number;
  readonly labels: number;
  /** Runs that have all of their verdict: the newest. A verdict of 300 labels is 0.8 MB. */
  readonly wholeRuns: number;
  readonly waitingRuns: number;
}

interface Made {
  readonly path: string;
  readonly migrationsDirectory: string;
  readonly nowMs: number;
}

const SCENARIOS = 24;
const VERSIONS = 60;
const BATCH_SIZE = 20;
const HOUR_MS = 3_600_000;
const WORDS = ['checkout', 'catalogue', 'search', 'identity', 'payments', 'reporting', 'warehouse', 'newsletter'];

/** Fills an empty database with the history of years. Plain SQL: stores would need an hour for it. */
export function makeHistory({ path, migrationsDirectory, nowMs }: Made, size: HistorySize): void {
  openDatabase({ path, migrationsDirectory, nowMs }).close();
  const db = new Sqlite(path);
  db.pragma('synchronous = OFF');
  db.transaction(() => {
    addManagement(db, nowMs);
    addRuns(db, size, nowMs);
    addStages(db, size);
    addStatistics(db, size, nowMs);
    addWholeRuns(db, size, nowMs);
    addRemarks(db, size, nowMs);
  })();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

function addManagement(db: Sqlite.Database, nowMs: number): void {
  for (const [id, name] of ['load', 'stress', 'endurance'].entries()) {
    db.prepare('INSERT INTO test_types (id, name, display_name, position) VALUES (?, ?, ?, ?)').run(
      ...[id + 1, name, name, id]
    );
  }
  for (const id of [1, 2, 3]) {
    db.prepare("INSERT INTO environments (id, name, properties) VALUES (?, ?, '{}')").run(id, `staging ${id}`);
    db.prepare('INSERT INTO jmx_scripts (id, name) VALUES (?, ?)').run(id, `shop ${id}`);
    db.prepare(
      `INSERT INTO script_revisions (id, jmx_script_id, number, directory, file_name, file_size, checksum, files,
         thread_groups, uploaded_by, uploaded_at_ms) VALUES (?, ?, 1, '', 'plan.jmx', 1, '', '[]', '[]', 'zoe', ?)`
    ).run(id, id, nowMs);
  }
  const config = JSON.stringify({
    ...{ version: 2, enabledThreadGroups: null, minimumSamples: 0, properties: {}, slos: [], keyLabels: null },
    ...{ minimumDurationRatio: 0, failSeverity: 'major', excludedLabels: [], labelFoldings: [] },
    ...{ windowTrimStartSeconds: null, windowTrimEndSeconds: 0 },
  });
  for (let id = 1; id <= SCENARIOS; id += 1) {
    const name = `${WORDS[id % WORDS.length]} of the webshop, all countries, with the new recommendations ${id}`;
    db.prepare(
      `INSERT INTO scenarios (id, name, display_name, test_type, environment_id, default_jmx_script_id, config, position)
       VALUES (?, ?, ?, 'standalone', ?, ?, ?, ?)`
    ).run(id, name, name, 1 + (id % 3), 1 + (id % 3), config, id);
  }
  for (let id = 1; id <= VERSIONS; id += 1) {
    const at = nowMs - (VERSIONS - id) * 7 * 24 * HOUR_MS;
    db.prepare('INSERT INTO versions (id, version, release_date_ms, created_at_ms) VALUES (?, ?, ?, ?)').run(
      ...[id, `14.${id}.0`, at, at]
    );
  }
}

/** One run an hour; one in twenty is a smoke run, and twenty are a batch. */
function addRuns(db: Sqlite.Database, { runs, waitingRuns }: HistorySize, nowMs: number): void {
  const batch = db.prepare(
    `INSERT INTO batches (id, name, version_id, status, outcome, sentence, findings, created_by, created_at_ms, completed_at_ms)
     VALUES (?, ?, ?, ?, 'passed', 'All runs passed.', '[]', 'zoe', ?, ?)`
  );
  const total = runs + waitingRuns;
  for (let id = 1; id <= Math.ceil(total / BATCH_SIZE); id += 1) {
    const isOver = id * BATCH_SIZE <= runs;
    const atMs = nowMs - (runs - id * BATCH_SIZE) * HOUR_MS;
    const status = isOver ? 'completed' : 'running';
    batch.run(id, `Release night ${id}`, versionOf(id * BATCH_SIZE, total), status, atMs, isOver ? atMs : null);
  }
  const columns = Object.keys(runRow(1, { runs, total, nowMs }));
  const insert = db.prepare(
    `INSERT INTO test_runs (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`
  );
  for (let id = 1; id <= total; id += 1) {
    insert.run(runRow(id, { runs, total, nowMs }));
  }
  db.prepare('INSERT INTO queue_state (id, pause) VALUES (1, ?)').run(JSON.stringify({ by: 'zoe', sinceMs: nowMs }));
}

function versionOf(id: number, total: number): number {
  return Math.min(VERSIONS, 1 + Math.floor((id / total) * VERSIONS));
}

interface Count {
  runs: number;
  total: number;
  nowMs: number;
}

function runRow(id: number, { runs, total, nowMs }: Count) {
  const status = statusOf(id, runs);
  const startedAtMs = nowMs - (runs - id + 1) * HOUR_MS;
  return {
    id,
    kind: id % 20 === 1 ? 'smoke' : 'test',
    scenario_id: 1 + (id % SCENARIOS),
    test_type_id: 1 + (Math.floor(id / SCENARIOS) % 3),
    version_id: versionOf(id, total),
    environment_id: 1 + (id % 3),
    jmx_script_id: 1 + (id % 3),
    script_revision_id: 1 + (id % 3),
    batch_id: Math.ceil(id / BATCH_SIZE),
    queue_position: id,
    ...{ runner_type: 'local', generator: 'local', jmeter_version: '5.6.3' },
    ...{ user_count: 200, duration_seconds: 1800, ramp_up_seconds: 120, cooldown_seconds: 900 },
    properties: JSON.stringify({ host: 'staging.shop.example', port: '443', region: 'eu-central', feature: 'all' }),
    warnings: '[]',
    status,
    directory: `results/run-${id}`,
    result_file: `results/run-${id}/checkout_load_14.${id}.0_20250101-000000.csv.gz`,
    error_code: status === 'failed' ? 'RUN_ENDED_EARLY' : null,
    comment: id % 10 === 0 ? `Rerun after the cache of ${WORDS[id % WORDS.length]} was warmed, see ticket ${id}` : '',
    created_by: 'zoe',
    created_at_ms: startedAtMs - 1_000,
    queued_at_ms: startedAtMs,
    started_at_ms: id > runs ? null : startedAtMs,
    completed_at_ms: id > runs ? null : startedAtMs + 1_806_000,
    ...measuredOf(id, status === 'completed' ? startedAtMs : null),
  };
}

function statusOf(id: number, runs: number): string {
  if (id > runs) {
    return 'queued';
  }
  if (id % 25 === 0) {
    return 'failed';
  }
  return id % 33 === 0 ? 'cancelled' : 'completed';
}

/** What a completed run has measured; nothing of the others. */
function measuredOf(id: number, startedAtMs: number | null) {
  const errors = (id * 31) % 900;
  const measured = {
    load_started_at_ms: (startedAtMs ?? 0) + 2_000,
    load_ended_at_ms: (startedAtMs ?? 0) + 1_802_000,
    row_count: 500_000 + id,
    total_samples: 450_000 + ((id * 7919) % 100_000),
    error_count: errors,
    error_rate: errors / 500_000,
    average_response_time_ms: 120 + ((id * 13) % 80),
    p90_response_time_ms: 200 + ((id * 17) % 300),
    p95_response_time_ms: 260 + ((id * 17) % 300),
    throughput_per_sec: 250 + ((id * 11) % 60),
    outcome: ['passed', 'passed', 'failed', 'inconclusive'][id % 4] ?? 'passed',
    verdict_sentence: `p90 of 3 key labels regressed against 14.${id % 40}.0; 12 of 14 SLOs are kept.`,
    is_valid: 1,
  };
  return startedAtMs === null ? Object.fromEntries(Object.keys(measured).map((name) => [name, null])) : measured;
}

function addStages(db: Sqlite.Database, { runs }: HistorySize): void {
  for (const name of ['prepare', 'execute', 'collect', 'analyze', 'judge', 'report']) {
    db.prepare(
      `INSERT INTO run_stages (test_run_id, name, status, started_at_ms, ended_at_ms)
       SELECT id, ?, 'done', started_at_ms, started_at_ms + 1000 FROM test_runs WHERE id <= ?`
    ).run(name, runs);
  }
}

/** Rows of one run, and from them those of every run, each a little different. */
function addStatistics(db: Sqlite.Database, { labels, runs }: HistorySize, nowMs: number): void {
  db.exec('CREATE TEMP TABLE template AS SELECT * FROM test_statistics LIMIT 0');
  const insert = db.prepare(
    `INSERT INTO template (scope, is_total, transaction_name, kind, sample_count, error_count, error_rate, min_ms, max_ms,
       mean_ms, median_ms, standard_deviation_ms, p90_ms, p95_ms, p99_ms, throughput_per_sec, received_kb_per_sec,
       sent_kb_per_sec, first_start_ms, last_end_ms)
     VALUES (@scope, @isTotal, @label, @kind, @count, @errors, @errorRate, @minMs, @maxMs, @meanMs, @medianMs,
       @standardDeviationMs, @p90Ms, @p95Ms, @p99Ms, @throughputPerSec, @receivedKbPerSec, @sentKbPerSec, @firstStartMs,
       @lastEndMs)`
  );
  for (const scope of ['run', 'window']) {
    insert.run({ ...statisticsRow(0, 1, nowMs), label: 'Total', scope, isTotal: 1 });
    for (let label = 1; label <= labels; label += 1) {
      insert.run({ ...statisticsRow(label, 1, nowMs), scope, isTotal: 0 });
    }
  }
  db.exec(`
    INSERT INTO test_statistics (test_run_id, scope, is_total, transaction_name, kind, sample_count, error_count,
      error_rate, min_ms, max_ms, mean_ms, median_ms, standard_deviation_ms, p90_ms, p95_ms, p99_ms, throughput_per_sec,
      received_kb_per_sec, sent_kb_per_sec, first_start_ms, last_end_ms)
    SELECT r.id, t.scope, t.is_total, t.transaction_name, t.kind, t.sample_count + r.id, t.error_count, t.error_rate,
      t.min_ms, t.max_ms, t.mean_ms + r.id % 41, t.median_ms, t.standard_deviation_ms, t.p90_ms + r.id % 41,
      t.p95_ms + r.id % 41, t.p99_ms, t.throughput_per_sec, t.received_kb_per_sec, t.sent_kb_per_sec, r.started_at_ms,
      r.completed_at_ms
    FROM test_runs r CROSS JOIN template t WHERE r.id <= ${runs} AND r.status = 'completed'`);
}

export function labelName(label: number): string {
  return `${String(label).padStart(3, '0')} GET /api/v2/customers/{id}/orders/${label}/positions`;
}

function statisticsRow(label: number, factor: number, nowMs: number): StatisticsRow {
  const elapsed = (rank: number) => Math.round((40 + ((label * 37) % 400)) * rank * factor);
  return {
    label: labelName(label),
    kind: label % 10 === 0 ? 'transaction' : 'sample',
    ...{ count: 1_500, errors: label % 7, errorRate: (label % 7) / 1_500, minMs: elapsed(0.5), maxMs: elapsed(9) },
    ...{ meanMs: elapsed(1.1), medianMs: elapsed(1), standardDeviationMs: elapsed(0.4), p90Ms: elapsed(1.7) },
    ...{ p95Ms: elapsed(2.2), p99Ms: elapsed(4), throughputPerSec: 0.83, receivedKbPerSec: 12.5, sentKbPerSec: 0.7 },
    ...{
      firstStartMs: nowMs - HOUR_MS,
      lastEndMs: nowMs,
      apdex: 0.9,
      latencyMeanMs: elapsed(1),
      latencyMaxMs: elapsed(8),
    },
    ...{ connectMeanMs: 1, connectMaxMs: 9, idleMeanMs: 0 },
  };
}

function addWholeRuns(db: Sqlite.Database, { labels, runs, wholeRuns }: HistorySize, nowMs: number): void {
  const verdict = wholeVerdict(labels, nowMs);
  const told = [verdict.reasons, worstChange(verdict.comparisons), verdict].map((part) => JSON.stringify(part));
  db.prepare(
    `INSERT INTO run_verdicts (test_run_id, reasons, worst_change, verdict)
     SELECT id, ?, ?, ? FROM test_runs WHERE id > ? AND id <= ? AND status = 'completed'`
  ).run(...told, runs - wholeRuns, runs);
}

/** One run in ten was accepted, and one in five has a comment. */
function addRemarks(db: Sqlite.Database, { runs }: HistorySize, nowMs: number): void {
  db.exec(`
    INSERT INTO run_decisions (test_run_id, decision, reason, decided_by, decided_at_ms)
      SELECT id, 'accepted', 'The new checkout shows more', 'zoe', ${nowMs} FROM test_runs
      WHERE id % 10 = 0 AND status = 'completed' AND id <= ${runs};
    UPDATE test_runs SET decision = 'accepted' WHERE id IN (SELECT test_run_id FROM run_decisions);
    INSERT INTO comments (test_run_id, text, written_by, written_at_ms)
      SELECT id, 'Slower since the cache was moved', 'zoe', ${nowMs} FROM test_runs WHERE id % 5 = 1;`);
}

/** As the rules judge so many labels. */
function wholeVerdict(labels: number, nowMs: number): Verdict {
  const rowsOf = (factor: number) =>
    Array.from({ length: labels }, (_, index) => statisticsRow(index + 1, factor, nowMs));
  return judgeRun({
    current: { total: statisticsRow(0, 1.05, nowMs), rows: rowsOf(1.05) },
    reference: {
      reference: {
        ...{ kind: 'run', source: 'last completed run of the previous version', runId: 1, baselineId: null },
        ...{ name: 'run 1', versionName: '14.1.0', confidence: 'low' },
      },
      rows: rowsOf(1),
    },
    slos: [],
    keyLabels: null,
    failSeverity: 'major',
    evidence: {
      ...{ sampleCount: 450_000, minimumSamples: 0, loadDurationMs: 1_800_000, plannedDurationMs: 1_800_000 },
      ...{ minimumDurationRatio: 0, wasStoppedEarly: false },
    },
    judgedAtMs: nowMs,
  });
}
