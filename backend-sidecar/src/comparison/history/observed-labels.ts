import type { LabelRename } from '../../contract/scenarios.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';
import type { Metric } from '../../contract/verdict.ts';
import { neededSamples } from '../enough-samples.ts';
import { comparableRows, labelKey } from '../key-labels.ts';
import { currentName, renameRows } from '../label-renames.ts';
import { hasTooManyFailed } from '../time-rule.ts';
import type { HistoryRun } from './history-run.ts';

/** `elapsed` is whole milliseconds: 0 is taken as half of one. */
const LEAST_MS = 0.5;

/** One run's value of one label and metric: one observation, whatever its number of samples. */
export interface Observation {
  runId: number;
  versionId: number;
  /** ln of the time in milliseconds. */
  y: number;
  samples: number;
  /** The label's centre begins anew with this run. */
  startsAnew: boolean;
}

/** A run of the history by today's names. */
export interface NamedRun extends Omit<HistoryRun, 'rows' | 'changed'> {
  rows: ReadonlyMap<string, StatisticsRow>;
  changed: ReadonlySet<string>;
}

/** The order stays. */
export function nameRuns(history: readonly HistoryRun[], renames: readonly LabelRename[]): NamedRun[] {
  return history.map((run) => ({ ...run, rows: rowsByLabel(run.rows, renames), changed: renamedKeys(run, renames) }));
}

export function rowsByLabel(
  rows: readonly StatisticsRow[],
  renames: readonly LabelRename[]
): Map<string, StatisticsRow> {
  return new Map(comparableRows(renameRows(rows, renames)).map((row) => [labelKey(row), row]));
}

/** Under either name: what judged the run may have known the rename, or not. */
function renamedKeys({ rows, changed }: HistoryRun, renames: readonly LabelRename[]): Set<string> {
  const renamed = rows
    .filter((row) => changed.has(labelKey(row)))
    .map((row) => labelKey({ ...row, label: currentName(row.label, renames) }));
  return new Set([...changed, ...renamed]);
}

/** The logarithm of a row's time, or undefined where there are too few samples or too many of them failed. */
export function observedTime(row: StatisticsRow, metric: Metric): number | undefined {
  const valueMs = row[metric];
  if (valueMs === null || row.count < neededSamples(metric) || hasTooManyFailed(row)) {
    return undefined;
  }
  return logOfTime(valueMs);
}

/** The other way: without what logarithm and exponential lose, so that the mean of one run is its own figure again. */
export function timeOfLog(y: number): number {
  return Number(Math.exp(y).toPrecision(12));
}

export function logOfTime(valueMs: number): number {
  return Math.log(Math.max(LEAST_MS, valueMs));
}

/** What the history has of one label, oldest first. */
export function observationsOf(runs: readonly NamedRun[], key: string, metric: Metric): Observation[] {
  return runs.toReversed().flatMap(({ runId, versionId, rows, changed }) => {
    const row = rows.get(key);
    const y = row === undefined ? undefined : observedTime(row, metric);
    const startsAnew = changed.has(key);
    return row === undefined || y === undefined ? [] : [{ runId, versionId, y, samples: row.count, startsAnew }];
  });
}

/** Stretches without a change, the oldest first: each but the first begins with the run that brought one. */
export function stretchesOf(observations: readonly Observation[]): Observation[][] {
  const stretches: Observation[][] = [];
  for (const observation of observations) {
    const last = stretches.at(-1);
    if (last === undefined || observation.startsAnew) {
      stretches.push([observation]);
    } else {
      last.push(observation);
    }
  }
  return stretches;
}
