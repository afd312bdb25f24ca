import type { RunStatus } from '../../contract/runs.ts';
import type { VerdictOutcome } from '../../contract/verdict.ts';
import type { ComparisonGroup } from './comparison-groups.ts';
import { changeRatioText, figureWithUnit } from './figures.ts';
import type { ReportRun } from './report-model.ts';

export interface ReportMatrix {
  testTypes: string[];
  rows: Array<{
    scenario: string;
    /** One entry a test type; a repeated run adds to its cell. */ cells: MatrixCell[][];
  }>;
}

export interface MatrixCell {
  runId: number;
  outcome: VerdictOutcome | null;
  status: RunStatus;
  durationMs: number | null;
  p90Ms: number | null;
  /** The worst label with its change, e.g. `Transfer +60.8 %`. */
  worst: string | null;
}

/** Scenarios and test types in the order in which the runs stand. */
export function buildMatrix(runs: readonly ReportRun[]): ReportMatrix {
  const testTypes = [...new Set(runs.map(({ run }) => run.testTypeName))];
  const scenarios = [...new Set(runs.map(({ run }) => run.scenarioName))];
  const cellsOf = (scenario: string, testType: string) =>
    runs.filter(({ run }) => run.scenarioName === scenario && run.testTypeName === testType).map(cellOf);
  return {
    testTypes,
    rows: scenarios.map((scenario) => ({ scenario, cells: testTypes.map((testType) => cellsOf(scenario, testType)) })),
  };
}

function cellOf({ run, durationMs, judged, comparisons }: ReportRun): MatrixCell {
  return {
    runId: run.id,
    outcome: run.verdict?.outcome ?? null,
    status: run.status,
    durationMs,
    p90Ms: judged?.total.p90Ms ?? null,
    worst: worstText(comparisons[0]),
  };
}

/** Groups stand worst first; only a worse one is worth naming. */
function worstText(group: ComparisonGroup | undefined): string | null {
  if (group === undefined || !['regressed', 'suspected', 'missing'].includes(group.state)) {
    return null;
  }
  if (group.state === 'missing') {
    return `${group.label} missing`;
  }
  const isTime = group.time?.state === group.state;
  return isTime
    ? `${group.label} ${changeRatioText(group.time?.changeRatio ?? null)}`
    : `${group.label} errors ${figureWithUnit('rate', group.errorRate?.current ?? null)}`;
}
