import type { ReportInput } from '../../contract/reports.ts';
import { AppError } from '../../kernel/errors.ts';
import type { CompletedRun, HistoryOf, HistoryStore } from '../../persistence/history-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { VersionStore } from '../../persistence/version-store.ts';
import { isReferable } from '../history/history-membership.ts';

export interface GroupDeps {
  runs: RunStore;
  history: HistoryStore;
  versions: VersionStore;
}

/** One scenario and test type in one environment. */
export interface ComparedGroup {
  /** Of each version its newest valid run, the oldest version first; at least two. */
  runs: readonly [RunRecord, ...RunRecord[]];
  /** That of the newest version that was asked for; `null`: it has none. */
  newest: RunRecord | null;
}

export interface ComparedGroups {
  groups: ComparedGroup[];
  /** What could not be compared, in sentences. */
  leftOut: string[];
  /** The newest first, as they were asked for. */
  versionNames: string[];
}

type Asked = ReportInput & { versionIds: readonly number[] };

/** Further back, a run of a version that is compared is not looked for. */
const RUNS_LOOKED_AT = 1000;
/** Ten versions of twenty scenarios with test types; a report of more takes minutes and nobody reads it. */
const RUNS_LIMIT = 200;

/** @throws AppError REQUEST_INVALID for too many, CONFLICT_STATE where nothing can be compared */
export function comparedGroups(asked: Asked, deps: GroupDeps): ComparedGroups {
  const versionNames = asked.versionIds.map((id) => deps.versions.get(id).version);
  const found = deps.history.groupsOfVersions(asked.versionIds).filter((group) => isWanted(group, asked));
  if (found.length * asked.versionIds.length > RUNS_LIMIT) {
    const text = `${asked.versionIds.length} versions of ${found.length} scenarios and test types are more than ${RUNS_LIMIT} runs; choose fewer`;
    throw new AppError('REQUEST_INVALID', text);
  }
  const groups: ComparedGroup[] = [];
  const leftOut: string[] = [];
  for (const group of found) {
    const runs = runsOf(group, asked.versionIds, deps);
    const [oldest, ...others] = [...runs].reverse().filter((run) => run !== null);
    leftOut.push(...missingOf(runs, versionNames));
    if (oldest !== undefined && others.length > 0) {
      groups.push({ runs: [oldest, ...others], newest: runs[0] ?? null });
    }
  }
  if (groups.length === 0) {
    throw new AppError('CONFLICT_STATE', 'no scenario and test type has valid runs of two of these versions');
  }
  return { groups, leftOut, versionNames };
}

function isWanted({ scenarioId, testTypeId, environmentId }: HistoryOf, asked: Asked): boolean {
  return (
    (asked.scenarioIds?.includes(scenarioId) ?? true) &&
    (asked.testTypeIds?.includes(testTypeId) ?? true) &&
    (asked.environmentId ?? environmentId) === environmentId
  );
}

/** In the order of the versions; `null` where a version has no valid run. */
function runsOf(
  group: HistoryOf,
  versionIds: readonly number[],
  { runs, history }: GroupDeps
): Array<RunRecord | null> {
  const completed = history.completed(group, RUNS_LOOKED_AT).filter(isReferable);
  const newestOf = (versionId: number): CompletedRun | undefined =>
    completed.find((run) => run.versionId === versionId);
  return versionIds.map((versionId) => {
    const run = newestOf(versionId);
    return run === undefined ? null : runs.get(run.runId);
  });
}

/** `prod · Load · staging: no valid run of 14.2.1` */
function missingOf(runs: ReadonlyArray<RunRecord | null>, versionNames: readonly string[]): string[] {
  const some = runs.find((run) => run !== null);
  const missing = versionNames.filter((_, index) => runs[index] === null);
  if (some === undefined || some === null || missing.length === 0) {
    return [];
  }
  const isAlone = versionNames.length - missing.length < 2;
  const name = `${some.scenarioName} · ${some.testTypeName} · ${some.environmentName}`;
  return [`${name}: no valid run of ${missing.join(', ')}${isAlone ? '; nothing to compare with' : ''}`];
}
