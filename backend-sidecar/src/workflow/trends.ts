import type { Trend, TrendMatrix, TrendPoint, TrendQuery } from '../contract/history.ts';
import type { CompletedRun, HistoryStore, NewestRun } from '../persistence/history-store.ts';
import type { ScenarioStore } from '../persistence/scenario-store.ts';
import type { VersionStore } from '../persistence/version-store.ts';
import type { Histories } from './histories.ts';
import { changesOf, historyRuns, NEXT_RUN } from './history-membership.ts';
import { currentLabels, formerNames } from './label-names.ts';

interface TrendDeps {
  scenarios: ScenarioStore;
  versions: VersionStore;
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
    const newestFirst = history.completed(histories.subjectOf(query), limit);
    const renames = scenarios.get(query.scenarioId).labelRenames;
    const ids = newestFirst.map(({ runId }) => runId);
    const names = label === null ? null : formerNames(label, renames);
    const points = pointsOf({ newestFirst, values: history.metricOf(ids, { metric, names, kind }), names, kind });
    return {
      ...{ metric, label, kind },
      labels: currentLabels(history.labelsOf(ids.slice(0, RUNS_FOR_LABELS)), renames),
      points: points.toReversed(),
      band: null,
    };
  }

  matrix(): TrendMatrix {
    const { versions, history } = this.deps;
    const used = new Set(history.versionsWithRuns());
    const newest = versions
      .newestFirst()
      .filter(({ id }) => used.has(id))
      .slice(0, MAX_VERSIONS);
    const shown = newest.map(({ id, version }) => ({ id, name: version }));
    return {
      versions: shown,
      rows: toRows(
        history.newestOfVersions(shown.map(({ id }) => id)),
        shown.map(({ id }) => id)
      ),
    };
  }
}

interface PointsInput {
  newestFirst: readonly CompletedRun[];
  values: ReadonlyMap<number, number | null>;
  names: readonly string[] | null;
  kind: Trend['kind'];
}

/** Newest first. */
function pointsOf({ newestFirst, values, names, kind }: PointsInput): TrendPoint[] {
  const history = historyRuns(newestFirst, NEXT_RUN);
  const members = new Set(history.map(({ runId }) => runId));
  const changes = changesOf(history);
  return newestFirst.map((run) => {
    const { runId, versionName, completedAtMs, outcome, decision } = run;
    const isInHistory = members.has(runId);
    const isChange = (changes.get(runId) ?? []).some((one) => one.kind === kind && names?.includes(one.label));
    return {
      runId,
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

/** Runs of one scenario and test type follow one another. */
function toRows(runs: readonly NewestRun[], versionIds: readonly number[]): TrendMatrix['rows'] {
  const rows = new Map<string, TrendMatrix['rows'][number]>();
  for (const run of runs) {
    const { scenarioId, scenarioName, testTypeId, testTypeName } = run;
    const key = `${scenarioId} ${testTypeId}`;
    const row = rows.get(key) ?? {
      ...{ scenarioId, scenarioName, testTypeId, testTypeName },
      cells: versionIds.map(() => null),
    };
    rows.set(key, row);
    row.cells[versionIds.indexOf(run.versionId)] = toCell(run);
  }
  return [...rows.values()];
}

function toCell({ runId, outcome, sentence, decision, decidedBy, p90Ms }: NewestRun) {
  return { runId, outcome, sentence, decision, decidedBy, p90Ms };
}
