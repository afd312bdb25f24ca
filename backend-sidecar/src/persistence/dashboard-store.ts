import type { DashboardStats, Trends } from '../contract/system.ts';
import { ACTIVE_STATUSES } from '../runs/run-states.ts';
import type { RunRecord, RunStore } from './run-store.ts';

const DAY_MS = 86_400_000;
const RECENT_RUNS = 60;
const TREND_RUNS = 500;
const POINTS_PER_SERIES = 20;

/** What the home page shows. */
export class DashboardStore {
  constructor(private readonly runs: RunStore) {}

  stats(nowMs: number): DashboardStats {
    const count = (query: Parameters<RunStore['list']>[0]) => this.runs.list({ ...query, pageSize: 1 }).totalItems;
    return {
      runsTotal: count({}),
      runsLast30Days: count({ fromMs: nowMs - 30 * DAY_MS }),
      running: count({ status: ACTIVE_STATUSES.join(',') }),
      waiting: count({ status: 'queued' }),
      passed: count({ outcome: 'passed' }),
      failed: count({ outcome: 'failed' }),
      inconclusive: count({ outcome: 'inconclusive' }),
    };
  }

  recent(): RunRecord[] {
    return this.runs.list({ pageSize: RECENT_RUNS, sort: '-id' }).items;
  }

  trends(): Trends {
    const series = new Map<string, Trends['series'][number]>();
    for (const run of this.runs.list({ status: 'completed', pageSize: TREND_RUNS, sort: '-completedAtMs' }).items) {
      addPoint(series, run);
    }
    return { series: [...series.values()] };
  }
}

/** Runs come newest first; a series holds them oldest first, and no more than it can show. */
function addPoint(series: Map<string, Trends['series'][number]>, run: RunRecord): void {
  const { scenarioId, scenarioName, testTypeId, testTypeName } = run;
  const key = `${scenarioId} ${testTypeId}`;
  const known = series.get(key) ?? { scenarioId, scenarioName, testTypeId, testTypeName, points: [] };
  series.set(key, known);
  if (known.points.length < POINTS_PER_SERIES && run.startedAtMs !== null) {
    known.points.unshift({
      runId: run.id,
      versionId: run.versionId,
      versionName: run.versionName,
      startedAtMs: run.loadStartedAtMs ?? run.startedAtMs,
      p90Ms: run.p90Ms,
      outcome: run.outcome,
    });
  }
}
