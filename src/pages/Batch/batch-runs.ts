import type { Batch, RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { hasEnded } from '../../shared/api/run-status';

export interface BatchCell {
  /** The runs that count, in their order; several with repeats. */
  runs: RunSummary[];
  /** The ones that were repeated, oldest first. */
  superseded: RunSummary[];
}

export interface BatchRow {
  scenarioId: number;
  scenarioName: string;
  /** By test type id. */
  cells: ReadonlyMap<number, BatchCell>;
}

export interface BatchTable {
  testTypes: Array<[id: number, name: string]>;
  rows: BatchRow[];
}

interface Arrange {
  runs: readonly RunSummary[];
  compareScenarios: (oneId: number, otherId: number) => number;
  compareTestTypes: (oneId: number, otherId: number) => number;
}

/** Scenarios × test types, without smoke runs. */
export function arrangeRuns({ runs, compareScenarios, compareTestTypes }: Arrange): BatchTable {
  const tests = runs.filter(({ kind }) => kind === 'test');
  const testTypes = new Map(tests.map(({ testTypeId, testTypeName }) => [testTypeId, testTypeName]));
  const rows = new Map<number, { scenarioId: number; scenarioName: string; cells: Map<number, BatchCell> }>();
  for (const run of tests) {
    const { scenarioId, scenarioName, testTypeId } = run;
    const row = rows.get(scenarioId) ?? { scenarioId, scenarioName, cells: new Map<number, BatchCell>() };
    const cell = row.cells.get(testTypeId) ?? { runs: [], superseded: [] };
    (isSuperseded(run) ? cell.superseded : cell.runs).push(run);
    row.cells.set(testTypeId, cell);
    rows.set(scenarioId, row);
  }
  return {
    rows: [...rows.values()].sort((one, other) => compareScenarios(one.scenarioId, other.scenarioId)),
    testTypes: [...testTypes].sort(([oneId], [otherId]) => compareTestTypes(oneId, otherId)),
  };
}

function isSuperseded({ supersededByRunId }: RunSummary): boolean {
  return supersededByRunId !== null;
}

/** Neither smoke runs nor those that another run has superseded. */
export function countingRuns({ runs }: Pick<Batch, 'runs'>): RunSummary[] {
  return runs.filter((run) => run.kind === 'test' && !isSuperseded(run));
}

export function smokeRuns({ runs }: Pick<Batch, 'runs'>): RunSummary[] {
  return runs.filter(({ kind }) => kind === 'smoke');
}

/** Not carried out, or with a failed verdict; a repeat would count in their place. */
export function failedRuns(batch: Pick<Batch, 'runs'>): RunSummary[] {
  return countingRuns(batch).filter(({ status, outcome }) => status === 'failed' || outcome === 'failed');
}

export function cancelledRuns(batch: Pick<Batch, 'runs'>): RunSummary[] {
  return countingRuns(batch).filter(({ status }) => status === 'cancelled');
}

export function canRepeat(run: RunSummary): boolean {
  return run.kind === 'test' && hasEnded(run.status) && !isSuperseded(run);
}

export function isOpen(batch: Pick<Batch, 'status'>): boolean {
  return batch.status !== 'completed' && batch.status !== 'cancelled';
}
