import type { BatchInput, FailurePolicy } from 'perftest-automation-sidecar/contract/runs';
import type { Scenario, ScenarioLoad, TestType } from 'perftest-automation-sidecar/contract/scenarios';
import { type AutoPublishChoice, withChoice } from '../../shared/publishing/auto-publish';

/** What somebody changed in one cell; left out = as the scenario says. */
export interface CellChoice {
  isChosen: boolean;
  userCount?: number;
  durationSeconds?: number;
  rampUpSeconds?: number;
  /** Runs of this cell; left out = one. */
  repeats?: number;
  /** false: the script's own schedule stays. */
  appliesLoad?: boolean;
  scriptId?: number;
  revisionNumber?: number;
  environmentId?: number;
  baselineId?: number;
}

/** What holds for all tests of the batch. */
export interface BatchChoice {
  versionId?: number;
  /** Left out: each scenario's own. */
  environmentId?: number;
  failurePolicy: FailurePolicy;
  hasSmoke: boolean;
  /** Left out: as the settings say. Not remembered, so that no report is published by an old choice. */
  autoPublish?: AutoPublishChoice;
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
const CHOSEN: CellChoice = { isChosen: true };

export function cellKey(scenarioId: number, testTypeId: number): string {
  return `${scenarioId}:${testTypeId}`;
}

interface GridSource {
  scenarios: readonly Scenario[];
  testTypes: readonly TestType[];
  choices: CellChoices;
  /** Its tests are chosen until somebody chooses otherwise. */
  preselectedScenarioId?: number;
}

export function buildGrid({ scenarios, testTypes, choices, preselectedScenarioId }: GridSource): Grid {
  const active = scenarios.filter(({ isActive }) => isActive).sort(byPosition);
  const used = new Set(active.flatMap(({ loads }) => loads.map(({ testTypeId }) => testTypeId)));
  const columns = testTypes.filter(({ id }) => used.has(id)).sort(byPosition);
  const rows = active.map((scenario) => ({
    scenario,
    cells: cellsOf({
      scenario,
      columns,
      choices,
      standard: scenario.id === preselectedScenarioId ? CHOSEN : NOT_CHOSEN,
    }),
  }));
  return { testTypes: columns, rows };
}

function byPosition(one: { position: number; id: number }, other: { position: number; id: number }): number {
  return one.position - other.position || one.id - other.id;
}

interface CellsSource {
  scenario: Scenario;
  columns: readonly TestType[];
  choices: CellChoices;
  standard: CellChoice;
}

function cellsOf({ scenario, columns, choices, standard }: CellsSource): Map<number, GridCell> {
  const cells = new Map<number, GridCell>();
  for (const testType of columns) {
    const load = scenario.loads.find(({ testTypeId }) => testTypeId === testType.id);
    if (load) {
      const key = cellKey(scenario.id, testType.id);
      cells.set(testType.id, { key, scenario, testType, load, choice: choices[key] ?? standard });
    }
  }
  return cells;
}

export function chosenCells(grid: Grid): GridCell[] {
  return grid.rows.flatMap(({ cells }) => [...cells.values()].filter(({ choice }) => choice.isChosen));
}

export function allCells(grid: Grid): GridCell[] {
  return grid.rows.flatMap(({ cells }) => [...cells.values()]);
}

/** The recalled choices as they are when one comes from a scenario: its tests alone are chosen. */
export function choosingOnly(choices: CellChoices, scenarioId: number): CellChoices {
  const isOfScenario = (key: string) => key.startsWith(`${scenarioId}:`);
  return Object.fromEntries(
    Object.entries(choices).map(([key, choice]) => [key, { ...choice, isChosen: isOfScenario(key) }])
  );
}

/** How many tests will run: repeats count. */
export function countRuns(cells: readonly GridCell[]): number {
  return cells.reduce((sum, { choice }) => sum + (choice.repeats ?? 1), 0);
}

export function hasOwnSchedule({ choice, load }: GridCell): boolean {
  return (choice.appliesLoad ?? load.appliesLoad) === false;
}

interface BatchRequest {
  batch: BatchChoice;
  cells: readonly GridCell[];
  beforeRunId?: number;
}

/** undefined while there is nothing to ask for. */
export function toBatchInput({ batch, cells, beforeRunId }: BatchRequest): BatchInput | undefined {
  const { versionId, environmentId, failurePolicy, hasSmoke, autoPublish } = batch;
  if (versionId === undefined || cells.length === 0) {
    return undefined;
  }
  const ofAll = environmentId === undefined ? {} : { environmentId };
  const place = beforeRunId === undefined ? {} : { beforeRunId };
  return {
    versionId,
    failurePolicy,
    smoke: hasSmoke,
    ...(autoPublish === undefined ? {} : { autoPublish: withChoice(autoPublish, null) }),
    ...place,
    runs: cells.map((cell) => ({ ...ofAll, ...toRunInput(cell) })),
  };
}

function toRunInput({ scenario, testType, choice }: GridCell): BatchInput['runs'][number] {
  return { scenarioId: scenario.id, testTypeId: testType.id, ...overridesOf(choice) };
}

/** Without what is not set: a key without a value would hide the batch's. */
function overridesOf({ isChosen: _, ...overrides }: CellChoice) {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}

/** How many of the cell's values differ from the scenario's. */
export function countOverrides({ choice }: GridCell): number {
  return Object.keys(overridesOf(choice)).length;
}

/** What was chosen out of sight, in the cell's drawer. */
export function hiddenChoices(cell: GridCell): string[] {
  const { scriptId, revisionNumber, environmentId, baselineId } = cell.choice;
  return [
    hasOwnSchedule(cell) && 'own schedule',
    scriptId !== undefined && 'other script',
    scriptId === undefined && revisionNumber !== undefined && `revision ${revisionNumber}`,
    environmentId !== undefined && 'other environment',
    baselineId !== undefined && 'chosen baseline',
  ].filter((one) => one !== false);
}
