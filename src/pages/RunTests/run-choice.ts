import type { BatchInput } from 'perftest-automation-sidecar/contract/runs';
import type { Scenario, ScenarioLoad, TestType } from 'perftest-automation-sidecar/contract/scenarios';

/** What somebody changed in one cell; left out = as the scenario says. */
export interface CellChoice {
  isChosen: boolean;
  userCount?: number;
  durationSeconds?: number;
  rampUpSeconds?: number;
  scriptId?: number;
  baselineId?: number;
}

/** By `cellKey`. */
export type CellChoices = Readonly<Record<string, CellChoice>>;

export interface GridCell {
  key: string;
  scenario: Scenario;
  testType: TestType;
  load: ScenarioLoad;
  choice: CellChoice;
}

export interface GridRow {
  scenario: Scenario;
  /** By test type id; a scenario without this load has no cell. */
  cells: ReadonlyMap<number, GridCell>;
}

export interface Grid {
  testTypes: TestType[];
  rows: GridRow[];
}

const NOT_CHOSEN: CellChoice = { isChosen: false };

export function cellKey(scenarioId: number, testTypeId: number): string {
  return `${scenarioId}:${testTypeId}`;
}

interface GridSource {
  scenarios: readonly Scenario[];
  testTypes: readonly TestType[];
  choices: CellChoices;
}

export function buildGrid({ scenarios, testTypes, choices }: GridSource): Grid {
  const active = scenarios.filter(({ isActive }) => isActive).sort(byPosition);
  const used = new Set(active.flatMap(({ loads }) => loads.map(({ testTypeId }) => testTypeId)));
  const columns = testTypes.filter(({ id }) => used.has(id)).sort(byPosition);
  const rows = active.map((scenario) => ({ scenario, cells: cellsOf({ scenario, columns, choices }) }));
  return { testTypes: columns, rows };
}

function byPosition(one: { position: number; id: number }, other: { position: number; id: number }): number {
  return one.position - other.position || one.id - other.id;
}

interface CellsSource {
  scenario: Scenario;
  columns: readonly TestType[];
  choices: CellChoices;
}

function cellsOf({ scenario, columns, choices }: CellsSource): Map<number, GridCell> {
  const cells = new Map<number, GridCell>();
  for (const testType of columns) {
    const load = scenario.loads.find(({ testTypeId }) => testTypeId === testType.id);
    if (load) {
      const key = cellKey(scenario.id, testType.id);
      cells.set(testType.id, { key, scenario, testType, load, choice: choices[key] ?? NOT_CHOSEN });
    }
  }
  return cells;
}

export function chosenCells(grid: Grid): GridCell[] {
  return grid.rows.flatMap(({ cells }) => [...cells.values()].filter(({ choice }) => choice.isChosen));
}

/** undefined while there is nothing to ask for. */
export function toBatchInput(versionId: number | undefined, cells: readonly GridCell[]): BatchInput | undefined {
  if (versionId === undefined || cells.length === 0) {
    return undefined;
  }
  return { versionId, runs: cells.map(toRunInput) };
}

function toRunInput({ scenario, testType, choice }: GridCell): BatchInput['runs'][number] {
  const { isChosen: _, ...overrides } = choice;
  return { scenarioId: scenario.id, testTypeId: testType.id, ...overrides };
}

/** How many of the cell's values differ from the scenario's. */
export function countOverrides({ choice }: GridCell): number {
  const { isChosen: _, ...overrides } = choice;
  return Object.values(overrides).filter((value) => value !== undefined).length;
}
