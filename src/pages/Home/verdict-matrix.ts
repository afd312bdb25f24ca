import type { RunSummary } from 'perftest-automation-sidecar/contract/runs';
import type { Scenario, TestType } from 'perftest-automation-sidecar/contract/scenarios';
import type { Trends } from 'perftest-automation-sidecar/contract/system';
import type { VerdictOutcome } from 'perftest-automation-sidecar/contract/verdict';

import { placesOf } from '../../shared/catalogue-order';

export interface MatrixCell {
  runId: number;
  atMs: number;
  outcome: VerdictOutcome | null;
  status: RunSummary['status'];
  p90Ms: number | null;
}

export interface MatrixRow {
  key: string;
  scenarioName: string;
  testTypeName: string;
  /** The newest run of each version, by version id. */
  cells: ReadonlyMap<number, MatrixCell>;
  p90s: ReadonlyArray<number | null>;
}

export interface Matrix {
  /** Oldest first. */
  versions: Array<{ id: number; name: string; newestMs: number }>;
  rows: MatrixRow[];
}

const MOST_VERSIONS = 6;

interface Source {
  series: Trends['series'];
  runs: readonly RunSummary[];
  /** Their order is the rows' order. */
  scenarios?: readonly Scenario[];
  testTypes?: readonly TestType[];
}

interface RowKind {
  scenarioId: number;
  scenarioName: string;
  testTypeId: number;
  testTypeName: string;
}

interface Found extends MatrixCell {
  key: string;
  versionId: number;
  versionName: string;
}

/** Scenario × test type against the last versions: trends say what was found, recent runs what goes on. */
export function buildVerdictMatrix({ series, runs, scenarios, testTypes }: Source): Matrix {
  const counting = runs.filter(({ kind, supersededByRunId }) => kind === 'test' && supersededByRunId === null);
  const found = [...series.flatMap(foundInSeries), ...counting.map(foundInRun)];
  const kinds = new Map<string, RowKind>([...series, ...counting].map((one) => [keyOf(one), one]));
  const compareScenarios = placesOf(scenarios);
  const compareTestTypes = placesOf(testTypes);
  const inOrder = [...kinds].sort(
    ([, one], [, other]) =>
      compareScenarios(one.scenarioId, other.scenarioId) || compareTestTypes(one.testTypeId, other.testTypeId)
  );
  const p90s = new Map(series.map((one) => [keyOf(one), one.points.map(({ p90Ms }) => p90Ms)]));
  const rows = inOrder.map(([key, { scenarioName, testTypeName }]) => ({
    key,
    scenarioName,
    testTypeName,
    cells: newestPerVersion(found.filter((one) => one.key === key)),
    p90s: p90s.get(key) ?? [],
  }));
  return { versions: lastVersions(found), rows };
}

function keyOf({ scenarioId, testTypeId }: { scenarioId: number; testTypeId: number }): string {
  return `${scenarioId}:${testTypeId}`;
}

function foundInSeries(series: Trends['series'][number]): Found[] {
  return series.points.map((point) => ({
    key: keyOf(series),
    versionId: point.versionId,
    versionName: point.versionName,
    runId: point.runId,
    atMs: point.startedAtMs,
    outcome: point.outcome,
    status: 'completed' as const,
    p90Ms: point.p90Ms,
  }));
}

function foundInRun(run: RunSummary): Found {
  return {
    key: keyOf(run),
    versionId: run.versionId,
    versionName: run.versionName,
    runId: run.id,
    atMs: run.startedAtMs ?? run.createdAtMs,
    outcome: run.outcome,
    status: run.status,
    p90Ms: run.figures.p90Ms,
  };
}

function newestPerVersion(found: readonly Found[]): Map<number, MatrixCell> {
  const cells = new Map<number, Found>();
  for (const one of found) {
    const known = cells.get(one.versionId);
    if (!known || placeOf(one) >= placeOf(known)) {
      cells.set(one.versionId, one);
    }
  }
  return cells;
}

/** By time; but what only waits hides no verdict. */
function placeOf({ status, atMs }: Found): number {
  return status === 'queued' || status === 'pending' ? -1 : atMs;
}

function lastVersions(found: readonly Found[]): Matrix['versions'] {
  const versions = new Map<number, { id: number; name: string; newestMs: number }>();
  for (const { versionId, versionName, atMs } of found) {
    const newestMs = Math.max(atMs, versions.get(versionId)?.newestMs ?? 0);
    versions.set(versionId, { id: versionId, name: versionName, newestMs });
  }
  return [...versions.values()].sort((one, other) => one.newestMs - other.newestMs).slice(-MOST_VERSIONS);
}
