import type { StatisticsRow } from '../contract/statistics.ts';
import type { LabelComparison, Metric } from '../contract/verdict.ts';
import { comparableRows, defaultKeyLabels, labelKey } from './key-labels.ts';
import type { Judgement } from './time-rule.ts';
import { plural } from './wording.ts';

/** The one time metric that decides. */
export const FAMILY_METRIC: Metric = 'p90Ms';

/** What is shown of each label, the deciding ones first. */
export const METRICS: readonly Metric[] = [
  'p90Ms',
  'errorRate',
  'meanMs',
  'medianMs',
  'p95Ms',
  'p99Ms',
  'maxMs',
  'throughputPerSec',
];

/** Shown, never judged: one sample makes a maximum, and throughput follows from times and load. */
export const UNJUDGED: ReadonlySet<Metric> = new Set<Metric>(['maxMs', 'throughputPerSec']);

export interface ComparedLabel {
  label: string;
  kind: 'sample' | 'transaction';
  isKey: boolean;
  current: StatisticsRow | undefined;
  reference: StatisticsRow | undefined;
}

export interface LabelSources {
  current: readonly StatisticsRow[];
  reference: readonly StatisticsRow[];
  /** `null`: the 20 labels with the largest total time in the reference, which is known before the run. */
  keyLabels: readonly string[] | null;
}

/** Labels match by name and kind: key labels first, in the order of the reference. */
export function matchLabels(input: LabelSources): ComparedLabel[] {
  const current = new Map(comparableRows(input.current).map((row) => [labelKey(row), row]));
  const reference = new Map(comparableRows(input.reference).map((row) => [labelKey(row), row]));
  const rows = [...new Map([...reference, ...current]).values()];
  const isKey = keyTest(input);
  const labels = rows.map((row) => ({
    label: row.label,
    kind: row.kind === 'transaction' ? ('transaction' as const) : ('sample' as const),
    isKey: isKey(row),
    current: current.get(labelKey(row)),
    reference: reference.get(labelKey(row)),
  }));
  return [...labels, ...absentKeyLabels(input, rows)].sort((a, b) => Number(b.isKey) - Number(a.isKey));
}

function keyTest(input: LabelSources): (row: StatisticsRow) => boolean {
  if (input.keyLabels !== null) {
    const names = new Set(input.keyLabels);
    return (row) => names.has(row.label);
  }
  const keys = new Set(defaultKeyLabels(input.reference).map(labelKey));
  return (row) => keys.has(labelKey(row));
}

/** Labels that the scenario names and neither run has, e.g. after a renaming in both. */
function absentKeyLabels(input: LabelSources, rows: readonly StatisticsRow[]): ComparedLabel[] {
  const present = new Set(rows.map((row) => row.label));
  return [...new Set(input.keyLabels ?? [])]
    .filter((label) => !present.has(label))
    .map((label) => ({ label, kind: 'sample', isKey: true, current: undefined, reference: undefined }));
}

/** Only these rows of a key label decide; the others have the same figures and are informative. */
export function isDeciding({ isKey }: ComparedLabel, metric: Metric): boolean {
  return isKey && (metric === FAMILY_METRIC || metric === 'errorRate');
}

/** The ratio is null where the reference is 0: nothing is so many percent more than nothing. */
export function changeOf(
  reference: number | null,
  current: number | null
): Pick<LabelComparison, 'change' | 'changeRatio'> {
  if (reference === null || current === null) {
    return { change: null, changeRatio: null };
  }
  const change = current - reference;
  return { change, changeRatio: reference === 0 ? null : change / reference };
}

/** For a label that one side does not have. */
export function judgePresence({ current, reference }: ComparedLabel, referenceName: string): Judgement {
  if (current !== undefined) {
    return { state: 'new', severity: null, why: `${plural(current.count, 'sample')} now, none in ${referenceName}` };
  }
  if (reference !== undefined) {
    const why = `${plural(reference.count, 'sample')} in ${referenceName}, none now`;
    return { state: 'missing', severity: null, why };
  }
  return { state: 'no data', severity: null, why: `Neither this run nor ${referenceName} has a sample of it` };
}
