import { bandOf, type BandValue } from '../../comparison/history/band.ts';
import type { Trend, TrendMatrix, TrendPoint, TrendQuery } from '../../contract/history.ts';
import {
  COMPLETED_RUNS,
  type CompletedRun,
  type HistoryStore,
  type NewestRun,
} from '../../persistence/history-store.ts';
import type { NameStore } from '../../persistence/name-store.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import type { VersionStore } from '../../persistence/version-store.ts';
import type { Histories } from './histories.ts';
import { changesOf, historyRuns, NEXT_RUN } from './history-membership.ts';
import { currentLabels, formerNames } from './label-names.ts';

interface TrendDeps {
  scenarios: ScenarioStore;
  versions: VersionStore;
  names: NameStore;
  history: HistoryStore;
}

const MAX_VERSIONS = 20;
const DEFAULT_POINTS = 100;
/** Labels are chosen from those of so many newest runs. */
const RUNS_FOR_LABELS = 3;

/** A metric across runs and versions, and all verdicts of versions at a glance. */
export class Trends {
  constructor(private readonly deps: TrendDeps & { histories: Histories }) {}

  view(query: TrendQuery): Trend {
    const { history, scenarios, histories } = this.deps;
    const { metric = 'p90Ms', kind = 'sample', limit = DEFAULT_POINTS } = query;
    const label = query.label ?? null;
    // The history may reach further back than what is shown.
    const runs = history.completed(histories.subjectOf(query), Math.max(limit, COMPLETED_RUNS));
    const renames = scenarios.get(query.scenarioId).labelRenames;
    const names = label === null ? null : formerNames(label, renames);
    const ids = runs.map(({ runId }) => runId);
    const points = pointsOf({ runs, values: history.metricOf(ids, { metric, names, kind }), names, kind });
    return {
      ...{ metric, label, kind },
      labels: currentLabels(history.labelsOf(ids.slice(0, RUNS_FOR_LABELS)), renames),
      points: points
        .slice(0, limit)
        .map(({ versionId: _versionId, ...point }) => point)
        .toReversed(),
      band: label === null ? null : bandOf({ metric, values: points.filter(({ isInHistory }) => isInHistory) }),
    };
  }

  matrix(): TrendMatrix {
    const { versions, history } = this.deps;
    const used = new Set(history.versionsWithRuns());
    const newest = versions
      .newestFirst()
      .filter(({ id }) => used.has(id))
      .slice(0, MAX_VERSIONS);
    const ids = newest.map(({ id }) => id);
    return {
      versions: newest.map(({ id, version }) => ({ id, name: version })),
      rows: this.rows(history.newestOfVersions(ids), ids),
    };
  }

  /** In the order in which a batch runs them; scenarios and test types without a run have no row. */
  private rows(runs: readonly NewestRun[], versionIds: readonly number[]): TrendMatrix['rows'] {
    const { names } = this.deps;
    const cells = cellsOf(runs, versionIds);
    const testTypes = names.testTypes();
    return names.scenarios().flatMap((scenario) =>
      testTypes.flatMap((testType) => {
        const found = cells.get(`${scenario.id} ${testType.id}`);
        const row = { scenarioId: scenario.id, scenarioName: scenario.name };
        return found === undefined
          ? []
          : [{ ...row, testTypeId: testType.id, testTypeName: testType.name, cells: found }];
      })
    );
  }
}

interface PointsInput {
  /** Newest first. */
  runs: readonly CompletedRun[];
  values: ReadonlyMap<number, number | null>;
  names: readonly string[] | null;
  kind: Trend['kind'];
}

/** Newest first. */
function pointsOf({ runs, values, names, kind }: PointsInput): Array<TrendPoint & BandValue> {
  const history = historyRuns(runs, NEXT_RUN);
  const members = new Set(history.map(({ runId }) => runId));
  const changes = changesOf(history);
  return runs.map((run) => {
    const { runId, versionId, versionName, completedAtMs, outcome, decision } = run;
    const isInHistory = members.has(runId);
    const isChange = (changes.get(runId) ?? []).some((one) => one.kind === kind && names?.includes(one.label));
    return {
      runId,
      versionId,
      versionName,
      completedAtMs,
      outcome,
      decision,
      value: values.get(runId) ?? null,
      isInHistory,
      isChange,
    };
  });
}

type Cells = TrendMatrix['rows'][number]['cells'];

/** By scenario and test type, in the order of the versions. */
function cellsOf(runs: readonly NewestRun[], versionIds: readonly number[]): Map<string, Cells> {
  const found = new Map<string, Cells>();
  const places = new Map(versionIds.map((id, place) => [id, place]));
  for (const run of runs) {
    const key = `${run.scenarioId} ${run.testTypeId}`;
    const cells = found.get(key) ?? versionIds.map(() => null);
    found.set(key, cells);
    cells[places.get(run.versionId) ?? 0] = toCell(run);
  }
  return found;
}

function toCell({ runId, outcome, sentence, decision, decidedBy, p90Ms }: NewestRun): Cells[number] {
  return { runId, outcome, sentence, decision, decidedBy, p90Ms };
}
