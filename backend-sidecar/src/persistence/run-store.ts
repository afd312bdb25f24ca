import {
  and,
  asc,
  count,
  desc,
  eq,
  getTableColumns,
  gte,
  inArray,
  isNotNull,
  isNull,
  lte,
  max,
  ne,
  notInArray,
  or,
  sql,
  type SQL,
} from 'drizzle-orm';

import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

import { changedLabels } from '../comparison/changed-labels.ts';
import type { Page } from '../contract/common.ts';
import type { RunListQuery, RunStage, RunStatus } from '../contract/runs.ts';
import type { LabelComparison, Verdict } from '../contract/verdict.ts';
import { AppError } from '../kernel/errors.ts';
import { moved, type QueuedRun } from '../queue/queue-order.ts';
import { ACTIVE_STATUSES, canFollow, ENDED_STATUSES } from '../runs/run-states.ts';
import type { Database } from './database.ts';
import { releaseWaitingRun } from './release-hold.ts';
import { hasChange, idList, matches, orderBy, pageBounds, toPage, wordList } from './list-query.ts';
import {
  batches,
  environments,
  jmxScripts,
  queueState,
  runStages,
  runVerdicts,
  scenarios,
  scriptRevisions,
  testRuns,
  testTypes,
  versions,
} from './schema.ts';

type Row = typeof testRuns.$inferSelect;
export type NewRun = Omit<typeof testRuns.$inferInsert, 'revisionId'> & { revisionId: number | null };
export type RunChange = Partial<Omit<Row, 'id' | 'status'>>;

/** A run with the names of what it refers to. */
export interface RunRecord extends Omit<Row, 'status'> {
  status: RunStatus;
  /** null: imported, as the script's id and name. */
  revisionNumber: number | null;
  scenarioName: string;
  testTypeName: string;
  versionName: string;
  /** When the version was released, or else made known. */
  versionAtMs: number;
  environmentName: string;
  scriptName: string | null;
}

/** Neither smoke runs nor runs that another one has superseded count. */
export interface BatchCounts {
  runCount: number;
  endedRunCount: number;
}

/** A run that waits, as far as a forecast needs it. */
export type WaitingTest = Pick<
  RunRecord,
  | 'id'
  | 'kind'
  | 'batchId'
  | 'scenarioId'
  | 'testTypeId'
  | 'environmentId'
  | 'scriptId'
  | 'generator'
  | 'durationSeconds'
  | 'cooldownSeconds'
>;

export interface RepeatChange {
  createdBy: string;
  nowMs: number;
  /** Before everything that waits in its lane, or behind it. */
  place: 'next' | 'end';
}

export interface JudgedRun {
  verdict: Verdict;
  /** Of its comparisons. */
  worstChange: LabelComparison | null;
}

export type VerdictFindings = Pick<Verdict, 'reasons'> & Pick<JudgedRun, 'worstChange'>;

const RECORD = {
  ...getTableColumns(testRuns),
  status: sql<RunStatus>`${testRuns.status}`,
  scenarioName: scenarios.name,
  testTypeName: testTypes.name,
  versionName: versions.version,
  versionAtMs: sql<number>`coalesce(${versions.releaseDateMs}, ${versions.createdAtMs})`,
  environmentName: environments.name,
  scriptName: jmxScripts.name,
  revisionNumber: scriptRevisions.number,
};

/** How far back a reference is looked for. */
const COMPARABLE_RUNS = 200;

const RUNS_FOR_A_FORECAST = 5;

const SORTABLE = {
  id: testRuns.id,
  createdAtMs: testRuns.createdAtMs,
  startedAtMs: testRuns.startedAtMs,
  completedAtMs: testRuns.completedAtMs,
  scenarioName: nameOf(scenarios.name, scenarios.id, testRuns.scenarioId),
  testTypeName: nameOf(testTypes.name, testTypes.id, testRuns.testTypeId),
  versionName: nameOf(versions.version, versions.id, testRuns.versionId),
  status: testRuns.status,
  outcome: testRuns.outcome,
  p90Ms: testRuns.p90Ms,
  errorRate: testRuns.errorRate,
  throughputPerSec: testRuns.throughputPerSec,
  totalSamples: testRuns.totalSamples,
};

/** In the order in which a run goes through them; several may begin within one millisecond. */
const STAGES: ReadonlyArray<RunStage['name']> = [
  'check',
  'prepare',
  'execute',
  'collect',
  'hooks after',
  'analyze',
  'judge',
  'report',
];

export class RunStore {
  /** Prepared once: to build and compile it took longer than to answer it. */
  private readonly records: ReturnType<typeof prepareRecords>;
  private readonly wholeTimes: ReturnType<typeof prepareWholeTimes>;
  private readonly waitingFew: ReturnType<typeof prepareWaiting>;

  constructor(private readonly db: Database) {
    this.records = prepareRecords(db);
    this.wholeTimes = prepareWholeTimes(db);
    this.waitingFew = prepareWaiting(db);
  }

  list(query: RunListQuery): Page<RunRecord> {
    const bounds = pageBounds(query);
    const where = whereOf(this.db, query);
    // First which runs, by an index alone; then all of these few.
    const page = this.db
      .select({ id: testRuns.id })
      .from(testRuns)
      .where(where)
      .orderBy(orderBy(query.sort, SORTABLE, '-id'), desc(testRuns.id))
      .limit(bounds.pageSize)
      .offset(bounds.offset)
      .all();
    const total = this.db.select({ n: count() }).from(testRuns).where(where).get();
    return toPage(this.recordsOf(page.map(({ id }) => id)), bounds, total?.n ?? 0);
  }

  find(id: number): RunRecord | undefined {
    return this.recordsOf([id])[0];
  }

  get(id: number): RunRecord {
    const record = this.find(id);
    if (record === undefined) {
      throw new AppError('NOT_FOUND', `run ${id}`);
    }
    return record;
  }

  /** @param beforeRunId a waiting run of the same lane that it is put before; a place and its run are one write */
  create(run: NewRun, beforeRunId?: number): RunRecord {
    return this.db.transaction(
      (tx) => {
        const { id } = tx.insert(testRuns).values(run).returning({ id: testRuns.id }).get();
        if (beforeRunId !== undefined) {
          this.moveInQueue([id], beforeRunId);
        }
        return this.get(id);
      },
      { behavior: 'immediate' }
    );
  }

  change(id: number, change: RunChange): RunRecord {
    if (hasChange(change)) {
      this.db.update(testRuns).set(change).where(eq(testRuns.id, id)).run();
    }
    return this.get(id);
  }

  /** The run is completed, with its verdict and what stands out in it: one write. */
  complete(id: number, judged: JudgedRun, completedAtMs: number): RunRecord {
    return this.db.transaction(
      (tx) => {
        const { verdict, worstChange } = judged;
        const { outcome, sentence, validity, reasons } = verdict;
        const changed = changedLabels(verdict);
        tx.insert(runVerdicts).values({ runId: id, reasons, worstChange, changedLabels: changed, verdict }).run();
        const change = { completedAtMs, outcome, verdictSentence: sentence, isValid: validity.isValid };
        return this.moveTo(id, 'completed', change);
      },
      { behavior: 'immediate' }
    );
  }

  /** All of a verdict, with every comparison; lists have its outcome and sentence in the run. */
  verdict(id: number): Verdict | null {
    return this.db.select().from(runVerdicts).where(eq(runVerdicts.runId, id)).get()?.verdict ?? null;
  }

  /** What a batch shows of its runs' verdicts, by the run's id; runs without a verdict are missing. */
  findingsOfBatch(batchId: number): Map<number, VerdictFindings> {
    const { runId, reasons, worstChange } = getTableColumns(runVerdicts);
    const rows = this.db
      .select({ runId, reasons, worstChange })
      .from(runVerdicts)
      .innerJoin(testRuns, eq(testRuns.id, runVerdicts.runId))
      .where(eq(testRuns.batchId, batchId))
      .all();
    return new Map(rows.map((row) => [row.runId, row]));
  }

  /** Moves a run to its next state, if it is still where the caller believes it to be. */
  moveTo(id: number, to: RunStatus, change: RunChange = {}): RunRecord {
    return this.db.transaction(
      () => {
        const { status, environmentId } = this.get(id);
        if (!canFollow(status, to)) {
          throw new AppError('CONFLICT_STATE', `run ${id} is ${status} and cannot become ${to}`);
        }
        if (status === 'queued') {
          releaseWaitingRun(this.db, { id, environmentId });
        }
        this.db
          .update(testRuns)
          .set({ ...change, status: to })
          .where(eq(testRuns.id, id))
          .run();
        return this.get(id);
      },
      { behavior: 'immediate' }
    );
  }

  /**
   * Claims the first waiting run that nothing keeps from starting: its environment and generator are free, its lane has
   * cooled down, nobody has paused the lane or the queue, and neither its lane nor its batch is held.
   * Claiming and moving to `preparing` is one write: two claims never get the same run, lane or generator.
   */
  claimNext(nowMs: number): RunRecord | undefined {
    return this.db.transaction(
      () => {
        const next = this.firstFree(nowMs);
        return next === undefined ? undefined : this.moveTo(next, 'preparing', { startedAtMs: nowMs });
      },
      { behavior: 'immediate' }
    );
  }

  /** In the order in which they shall start. */
  waiting(): RunRecord[] {
    return this.recordsWhere(eq(testRuns.status, 'queued'), asc(testRuns.queuePosition), asc(testRuns.id));
  }

  /** Likewise, without what a forecast does not need: names, properties, warnings. */
  waitingTests(): WaitingTest[] {
    return this.waitingFew.all();
  }

  /** The place behind everything that waits. */
  nextQueuePosition(): number {
    const last = this.db
      .select({ position: max(testRuns.queuePosition) })
      .from(testRuns)
      .where(eq(testRuns.status, 'queued'))
      .get();
    return (last?.position ?? 0) + 1;
  }

  /**
   * Puts waiting runs of one lane before another waiting run of it, or at the lane's end.
   * @throws AppError CONFLICT_STATE when one of them no longer waits, REQUEST_INVALID across lanes
   */
  moveInQueue(ids: readonly number[], beforeId: number | null): void {
    this.db.transaction(
      (tx) => {
        const queue = this.queued();
        refuseMove(queue, ids, beforeId);
        moved(queue, ids, beforeId).forEach(({ id }, index) => {
          tx.update(testRuns)
            .set({ queuePosition: index + 1 })
            .where(eq(testRuns.id, id))
            .run();
        });
      },
      { behavior: 'immediate' }
    );
  }

  /**
   * The same run again, queued behind its lane or first in it. In a batch it takes the place of the one it repeats, and
   * a batch that had ended has not: all of that is one write.
   */
  repeat(id: number, change: RepeatChange): RunRecord {
    return this.db.transaction(
      (tx) => {
        const run = this.get(id);
        const first = this.queued().find(({ environmentId }) => environmentId === run.environmentId);
        const { createdBy, nowMs } = change;
        const waiting = { status: 'queued', queuedAtMs: nowMs, queuePosition: this.nextQueuePosition() } as const;
        const repeated = this.create(
          { ...toRepeat(run), ...waiting, createdBy, createdAtMs: nowMs },
          change.place === 'next' ? first?.id : undefined
        );
        if (run.batchId !== null) {
          tx.update(testRuns).set({ supersededByRunId: repeated.id }).where(eq(testRuns.id, id)).run();
        }
        if (run.batchId !== null && run.kind === 'test') {
          tx.update(batches).set({ status: 'running', completedAtMs: null }).where(eq(batches.id, run.batchId)).run();
        }
        return repeated;
      },
      { behavior: 'immediate' }
    );
  }

  /** Several runs again, all or none; they keep their order. */
  repeatAll(ids: readonly number[], change: RepeatChange): void {
    // Each is put before the first of its lane, so the last has to be the first that is put there.
    const inTurn = change.place === 'next' ? ids.toReversed() : ids;
    this.db.transaction(() => inTurn.forEach((id) => this.repeat(id, change)), { behavior: 'immediate' });
  }

  /** Cancels waiting runs, all or none. */
  cancelWaiting(ids: readonly number[], cancel: { by: string; atMs: number }): void {
    const change = { cancelRequestedAtMs: cancel.atMs, cancelledBy: cancel.by, completedAtMs: cancel.atMs };
    this.db.transaction(() => ids.forEach((id) => this.moveTo(id, 'cancelled', change)), { behavior: 'immediate' });
  }

  /** How long the last completed runs of the same scenario, test type and planned duration took; at most five. */
  wholeTimesMs(of: Pick<RunRecord, 'kind' | 'scenarioId' | 'testTypeId' | 'durationSeconds'>): number[] {
    const { kind, scenarioId, testTypeId, durationSeconds } = of;
    return this.wholeTimes.all({ kind, scenarioId, testTypeId, durationSeconds }).map(wholeMs);
  }

  /** Likewise of the last smoke runs of a script, in whatever scenario. */
  smokeTimesMs(scriptId: number): number[] {
    return this.lastCompleted(and(eq(testRuns.scriptId, scriptId), eq(testRuns.kind, 'smoke'))).map(wholeMs);
  }

  /** What the last completed tests took beyond their planned duration, whatever they were; those that ended early left out. */
  overheadsMs(): number[] {
    return this.lastCompleted(eq(testRuns.kind, 'test'))
      .map((run) => wholeMs(run) - run.durationSeconds * 1000)
      .filter((overheadMs) => overheadMs >= 0);
  }

  /** Runs that a lane works on; what is imported is nobody's lane. */
  active(): RunRecord[] {
    return this.recordsWhere(isWorkedOn(), asc(testRuns.id));
  }

  /** Ids of runs for which somebody chose this one as their reference, and which are not judged yet. */
  unendedComparedWith(id: number): number[] {
    const where = and(eq(testRuns.referenceRunId, id), notInArray(testRuns.status, [...ENDED_STATUSES]));
    const rows = this.db.select({ id: testRuns.id }).from(testRuns).where(where).orderBy(asc(testRuns.id)).all();
    return rows.map((row) => row.id);
  }

  /** First what has started, then what waits, each in its order. */
  ofBatch(batchId: number): RunRecord[] {
    return this.recordsWhere(
      eq(testRuns.batchId, batchId),
      sql`${testRuns.startedAtMs} asc nulls last`,
      asc(testRuns.queuePosition),
      asc(testRuns.id)
    );
  }

  /** How many runs count in each of these batches, and how many of them have ended. */
  countsOfBatches(batchIds: readonly number[]): Map<number, BatchCounts> {
    const rows = this.db
      .select({
        batchId: testRuns.batchId,
        runCount: count(),
        endedRunCount: sql<number>`count(*) filter (where ${inArray(testRuns.status, [...ENDED_STATUSES])})`,
      })
      .from(testRuns)
      .where(
        and(inArray(testRuns.batchId, [...batchIds]), eq(testRuns.kind, 'test'), isNull(testRuns.supersededByRunId))
      )
      .groupBy(testRuns.batchId)
      .all();
    return new Map(rows.flatMap(({ batchId, ...counts }) => (batchId === null ? [] : [[batchId, counts] as const])));
  }

  /** Completed runs that a run of this scenario, test type and environment can be compared with, newest first. */
  comparable(of: Pick<RunRecord, 'scenarioId' | 'testTypeId' | 'environmentId'>): RunRecord[] {
    const rows = this.db
      .select({ id: testRuns.id })
      .from(testRuns)
      .where(
        and(
          eq(testRuns.scenarioId, of.scenarioId),
          eq(testRuns.testTypeId, of.testTypeId),
          eq(testRuns.environmentId, of.environmentId),
          eq(testRuns.status, 'completed'),
          eq(testRuns.kind, 'test')
        )
      )
      .orderBy(desc(testRuns.completedAtMs), desc(testRuns.id))
      .limit(COMPARABLE_RUNS)
      .all();
    return this.recordsOf(rows.map(({ id }) => id));
  }

  /** A run that it had superseded counts again. */
  delete(id: number): void {
    this.get(id);
    this.db.transaction(
      (tx) => {
        tx.update(testRuns).set({ supersededByRunId: null }).where(eq(testRuns.supersededByRunId, id)).run();
        tx.update(testRuns).set({ supersedesRunId: null }).where(eq(testRuns.supersedesRunId, id)).run();
        tx.delete(testRuns).where(eq(testRuns.id, id)).run();
      },
      { behavior: 'immediate' }
    );
  }

  stages(runId: number): RunStage[] {
    const rows = this.db.select().from(runStages).where(eq(runStages.runId, runId)).all();
    const stages = rows.map(({ runId: _runId, ...stage }) => stage as RunStage);
    return stages.sort((a, b) => STAGES.indexOf(a.name) - STAGES.indexOf(b.name));
  }

  /** Persists that a stage begins, before anything of it is done. A stage that is repeated begins anew. */
  beginStage(runId: number, name: RunStage['name'], nowMs: number): void {
    const stage = { status: 'running', startedAtMs: nowMs, endedAtMs: null, errorCode: null, detail: null } as const;
    this.db
      .insert(runStages)
      .values({ runId, name, ...stage })
      .onConflictDoUpdate({ target: [runStages.runId, runStages.name], set: stage })
      .run();
  }

  endStage(runId: number, name: RunStage['name'], end: Omit<RunStage, 'name' | 'startedAtMs'>): void {
    this.db
      .update(runStages)
      .set(end)
      .where(and(eq(runStages.runId, runId), eq(runStages.name, name)))
      .run();
  }

  /** Completed runs whose report was begun and not ended. */
  withUnfinishedReport(): number[] {
    const rows = this.db
      .select({ runId: runStages.runId })
      .from(runStages)
      .innerJoin(testRuns, eq(testRuns.id, runStages.runId))
      .where(and(eq(runStages.name, 'report'), eq(runStages.status, 'running'), eq(testRuns.status, 'completed')))
      .all();
    return rows.map((row) => row.runId);
  }

  private lastCompleted(where: SQL | undefined) {
    return this.db
      .select({
        startedAtMs: testRuns.startedAtMs,
        endedAtMs: testRuns.completedAtMs,
        durationSeconds: testRuns.durationSeconds,
      })
      .from(testRuns)
      .where(and(where, eq(testRuns.status, 'completed'), ne(testRuns.runnerType, 'imported')))
      .orderBy(desc(testRuns.id))
      .limit(RUNS_FOR_A_FORECAST)
      .all();
  }

  private firstFree(nowMs: number): number | undefined {
    const paused = this.db.select({ pause: queueState.pause }).from(queueState).get()?.pause ?? null;
    if (paused !== null) {
      return undefined;
    }
    const active = this.db
      .select({ environmentId: testRuns.environmentId, generator: testRuns.generator })
      .from(testRuns)
      .where(isWorkedOn())
      .all();
    const lanes = new Set(active.map(({ environmentId }) => environmentId));
    const generators = new Set(active.map(({ generator }) => generator));
    return this.unhindered(nowMs).find((run) => !lanes.has(run.environmentId) && !generators.has(run.generator))?.id;
  }

  /** Waiting runs that neither a pause, a hold, a cool-down nor a smoke run of their batch keeps back. */
  private unhindered(nowMs: number) {
    return this.db
      .select({ id: testRuns.id, environmentId: testRuns.environmentId, generator: testRuns.generator })
      .from(testRuns)
      .innerJoin(environments, eq(environments.id, testRuns.environmentId))
      .leftJoin(batches, eq(batches.id, testRuns.batchId))
      .where(
        and(
          eq(testRuns.status, 'queued'),
          isNull(environments.pause),
          isNull(environments.hold),
          or(isNull(environments.cooldownEndsAtMs), lte(environments.cooldownEndsAtMs, nowMs)),
          or(
            isNull(batches.id),
            and(isNull(batches.hold), or(eq(batches.smokeGate, 'open'), eq(testRuns.kind, 'smoke')))
          )
        )
      )
      .orderBy(asc(testRuns.queuePosition), asc(testRuns.id))
      .all();
  }

  private queued(): QueuedRun[] {
    return this.db
      .select({ id: testRuns.id, environmentId: testRuns.environmentId })
      .from(testRuns)
      .where(eq(testRuns.status, 'queued'))
      .orderBy(asc(testRuns.queuePosition), asc(testRuns.id))
      .all();
  }

  /** Which runs, by an index, before all of these few are read. */
  private recordsWhere(where: SQL | undefined, ...order: SQL[]): RunRecord[] {
    const rows = this.db
      .select({ id: testRuns.id })
      .from(testRuns)
      .where(where)
      .orderBy(...order)
      .all();
    return this.recordsOf(rows.map(({ id }) => id));
  }

  /** In the order of the ids. */
  private recordsOf(ids: readonly number[]): RunRecord[] {
    if (ids.length === 0) {
      return [];
    }
    const found = this.records.all({ ids: JSON.stringify(ids) });
    const byId = new Map(found.map((run) => [run.id, run]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }
}

function isWorkedOn(): SQL | undefined {
  return and(inArray(testRuns.status, [...ACTIVE_STATUSES]), ne(testRuns.runnerType, 'imported'));
}

function prepareRecords(db: Database) {
  return db
    .select(RECORD)
    .from(testRuns)
    .innerJoin(scenarios, eq(scenarios.id, testRuns.scenarioId))
    .innerJoin(testTypes, eq(testTypes.id, testRuns.testTypeId))
    .innerJoin(versions, eq(versions.id, testRuns.versionId))
    .innerJoin(environments, eq(environments.id, testRuns.environmentId))
    .leftJoin(jmxScripts, eq(jmxScripts.id, testRuns.scriptId))
    .leftJoin(scriptRevisions, eq(scriptRevisions.id, testRuns.revisionId))
    .where(sql`${testRuns.id} in (select value from json_each(${sql.placeholder('ids')}))`)
    .prepare();
}

function prepareWaiting(db: Database) {
  const { id, kind, batchId, scenarioId, testTypeId, environmentId, scriptId, generator } = testRuns;
  const { durationSeconds, cooldownSeconds, queuePosition } = testRuns;
  const of = { id, kind, batchId, scenarioId, testTypeId, environmentId, scriptId, generator };
  return db
    .select({ ...of, durationSeconds, cooldownSeconds })
    .from(testRuns)
    .where(eq(testRuns.status, 'queued'))
    .orderBy(asc(queuePosition), asc(id))
    .prepare();
}

function prepareWholeTimes(db: Database) {
  return db
    .select({ startedAtMs: testRuns.startedAtMs, endedAtMs: testRuns.completedAtMs })
    .from(testRuns)
    .where(
      and(
        eq(testRuns.scenarioId, sql.placeholder('scenarioId')),
        eq(testRuns.testTypeId, sql.placeholder('testTypeId')),
        eq(testRuns.kind, sql.placeholder('kind')),
        eq(testRuns.durationSeconds, sql.placeholder('durationSeconds')),
        eq(testRuns.status, 'completed')
      )
    )
    .orderBy(desc(testRuns.completedAtMs))
    .limit(RUNS_FOR_A_FORECAST)
    .prepare();
}

function wholeMs({ startedAtMs, endedAtMs }: { startedAtMs: number | null; endedAtMs: number | null }): number {
  return (endedAtMs ?? 0) - (startedAtMs ?? 0);
}

function refuseMove(queue: readonly QueuedRun[], ids: readonly number[], beforeId: number | null): void {
  const wanted = beforeId === null ? ids : [...ids, beforeId];
  const found = wanted.map((id) => queue.find((run) => run.id === id));
  const gone = wanted.filter((_, index) => found[index] === undefined);
  if (gone.length > 0) {
    throw new AppError('CONFLICT_STATE', `run ${gone.join(', ')} no longer waits`);
  }
  if (new Set(found.map((run) => run?.environmentId)).size > 1) {
    throw new AppError('REQUEST_INVALID', 'beforeRunId: the run waits for another environment');
  }
}

/** What of a run was asked for, as opposed to what became of it. */
function toRepeat(run: RunRecord): Omit<NewRun, 'createdBy'> {
  return {
    kind: run.kind,
    scenarioId: run.scenarioId,
    testTypeId: run.testTypeId,
    versionId: run.versionId,
    environmentId: run.environmentId,
    scriptId: run.scriptId,
    revisionId: run.revisionId,
    supersedesRunId: run.batchId === null ? null : run.id,
    baselineId: run.baselineId,
    referenceRunId: run.referenceRunId,
    batchId: run.batchId,
    runnerType: run.runnerType,
    generator: run.generator,
    userCount: run.userCount,
    durationSeconds: run.durationSeconds,
    rampUpSeconds: run.rampUpSeconds,
    cooldownSeconds: run.cooldownSeconds,
    appliesLoad: run.appliesLoad,
    properties: run.properties,
    warnings: [],
  };
}

const BEGAN = sql<number>`coalesce(${testRuns.loadStartedAtMs}, ${testRuns.startedAtMs})`;

/** A run that was never begun has run at no time; one that is not over runs still. */
function ranAtOrAfter(atMs: number): SQL | undefined {
  const ended = sql<number>`coalesce(${testRuns.loadEndedAtMs}, ${testRuns.completedAtMs})`;
  return and(isNotNull(BEGAN), or(isNull(ended), gte(ended, atMs)));
}

function whereOf(db: Database, query: RunListQuery): SQL | undefined {
  return and(
    isOneOf(testRuns.kind, wordList(query.kind ?? 'test')),
    isOneOf(testRuns.status, wordList(query.status)),
    isOneOf(testRuns.outcome, wordList(query.outcome)),
    isOneOf(testRuns.scenarioId, idList(query.scenarioId, 'scenarioId')),
    isOneOf(testRuns.testTypeId, idList(query.testTypeId, 'testTypeId')),
    isOneOf(testRuns.versionId, idList(query.versionId, 'versionId')),
    isOneOf(testRuns.environmentId, idList(query.environmentId, 'environmentId')),
    query.batchId === undefined ? undefined : eq(testRuns.batchId, query.batchId),
    query.fromMs === undefined ? undefined : gte(testRuns.createdAtMs, query.fromMs),
    query.toMs === undefined ? undefined : lte(testRuns.createdAtMs, query.toMs),
    query.ranFromMs === undefined ? undefined : ranAtOrAfter(query.ranFromMs),
    query.ranToMs === undefined ? undefined : lte(BEGAN, query.ranToMs),
    contains(db, query.search)
  );
}

/**
 * Runs whose scenario, test type, version or environment is so called, or whose comment says so. First the few names are
 * looked through, so that the many runs are asked for ids alone, and not at all where no name fits.
 */
function contains(db: Database, search: string | undefined): SQL | undefined {
  const comment = matches(search, [testRuns.comment]);
  if (comment === undefined) {
    return undefined;
  }
  const named = [
    isOneOf(testRuns.scenarioId, idsOf(db, scenarios, matches(search, [scenarios.name, scenarios.displayName]))),
    isOneOf(testRuns.testTypeId, idsOf(db, testTypes, matches(search, [testTypes.name]))),
    isOneOf(testRuns.versionId, idsOf(db, versions, matches(search, [versions.version]))),
    isOneOf(testRuns.environmentId, idsOf(db, environments, matches(search, [environments.name]))),
    // Most runs have no comment: those that have stand in an index of their own.
    isAmong(testRuns.id, idsOf(db, testRuns, and(sql`${testRuns.comment} <> ''`, comment))),
  ].filter((condition) => condition !== undefined);
  return named.length === 0 ? sql`false` : or(...named);
}

type SearchedTable = typeof testRuns | typeof scenarios | typeof testTypes | typeof versions | typeof environments;

/** undefined: none. */
function idsOf(db: Database, table: SearchedTable, isMatch: SQL | undefined): number[] | undefined {
  const found = db.select({ id: table.id }).from(table).where(isMatch).all();
  return found.length === 0 ? undefined : found.map(({ id }) => id);
}

/** For an order by name: the name that a reference of the run leads to. */
function nameOf(name: SQLiteColumn, id: SQLiteColumn, reference: SQLiteColumn): SQL {
  return sql`(select ${name} from ${name.table} where ${id} = ${reference})`;
}

/** Of ids that may be more than a statement takes values. */
function isAmong(column: SQLiteColumn, ids: number[] | undefined): SQL | undefined {
  return ids === undefined ? undefined : sql`${column} in (select value from json_each(${JSON.stringify(ids)}))`;
}

function isOneOf(column: Parameters<typeof inArray>[0], values: ReadonlyArray<string | number> | undefined) {
  return values === undefined ? undefined : inArray(column as never, [...values] as never);
}
