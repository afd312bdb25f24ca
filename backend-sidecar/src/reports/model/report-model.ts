import type { ComparedMetrics, ComparedRun, Comparison } from '../../contract/analysis.ts';
import type { Picture } from '../../contract/pictures.ts';
import type { ReportType } from '../../contract/reports.ts';
import type { Batch, Run } from '../../contract/runs.ts';
import type { ErrorGroup, RowCounts, RunStatistics, Timeline } from '../../contract/statistics.ts';
import type { Verdict, VerdictOutcome } from '../../contract/verdict.ts';
import type { ComparisonGroup } from './comparison-groups.ts';
import { DEFINITIONS, type Definition } from './definitions.ts';
import { headOf } from './report-head.ts';
import { appLink } from './report-link.ts';
import { buildMatrix, type ReportMatrix } from './report-matrix.ts';
import { buildReportRun } from './report-run.ts';

/**
 * Everything a renderer needs. Renderers read nothing else, so all formats show the same. It is stored: what an older
 * sidecar has stored is brought up to this version by `readReportModel`.
 */
export interface ReportModel {
  version: 2;
  type: ReportType;
  title: string;
  /** Of a comparison the newest. */
  versionName: string;
  /** What all of it is compared with, e.g. `14.2.2`; `null` where each run has a reference of its own. */
  comparedWith: string | null;
  generatedAtMs: number;
  generatedBy: string;
  /** `null`: no verdict yet. */
  outcome: VerdictOutcome | null;
  sentence: string;
  /** At most three. */
  findings: ReportFinding[];
  /** Scenarios × test types; `null` where there is but one run to judge. */
  matrix: ReportMatrix | null;
  runs: ReportRun[];
  /** Versions side by side, or a run beside its baseline; none in other reports. */
  comparisons: SideBySide[];
  /** What was asked for and is not in the report, in sentences. */
  leftOut: string[];
  /** On the batch; those on a run stand with the run. */
  comments: ReportComment[];
  /** Of Grafana's panels, by run and in the order of the presets; also those that are missing, with the reason. */
  pictures: ReportPicture[];
  summary: ReportSummary;
  definitions: readonly Definition[];
  link: ReportLink;
}

export interface ReportFinding {
  runId: number;
  label: string | null;
  text: string;
}

/** A page of the app. `url` is null where Grafana's address is not known. */
export interface ReportLink {
  path: string;
  url: string | null;
}

/** Labels by what became of them, over all runs. */
export interface ReportSummary {
  comparedLabels: number;
  improved: number;
  degraded: number;
  critical: number;
}

export interface ReportRun {
  /**
   * As the API gives it, with two things left to others: what was compared stands in `comparisons`, and how busy the
   * generator was in `generator`. In comparisons and beside a baseline its verdict is the one that this report asked for.
   */
  run: Run;
  /** `reference`: it is there to be compared with, and nothing is said of it. */
  role: 'judged' | 'reference';
  /** The verdict that the run has outside of this report, where that is another one. */
  ownVerdict: Pick<Verdict, 'outcome' | 'sentence'> | null;
  link: ReportLink;
  /** End of the latest − start of the earliest sample. */
  durationMs: number | null;
  statistics: { run: RunStatistics | null; window: RunStatistics | null };
  /** Which of the two the verdict judged and the first tables show. */
  judged: RunStatistics | null;
  timeline: Timeline | null;
  comparisons: ComparisonGroup[];
  /** The most frequent first, of the whole run. */
  errors: ErrorGroup[];
  errorGroupsLeftOut: number;
  counts: RowCounts | null;
  parameters: ReportParameter[];
  /** `null`: imported, or the script is gone. */
  script: ReportScript | null;
  /** `null`: not measured. */
  generator: ReportGenerator | null;
  comments: ReportComment[];
}

export interface ReportParameter {
  name: string;
  value: string | number;
}

/** The revision that was run. */
export interface ReportScript {
  fileName: string;
  revisionNumber: number | null;
  checksumSha256: string;
}

/** The most that was seen of the load generator while the test ran; ratios are 0–1. */
export interface ReportGenerator {
  cpuRatio: number | null;
  jmeterCpuRatio: number | null;
  memoryRatio: number | null;
  heapRatio: number | null;
  gcRatio: number | null;
  clockJumpMs: number | null;
  threadsPlanned: number | null;
  threadsStarted: number | null;
}

/** A person's words. */
export interface ReportComment {
  /** `null`: on the whole. */
  label: string | null;
  text: string;
  by: string;
  atMs: number | null;
}

export interface ReportPicture extends Picture {
  /** Below the data directory; `null`: there is none. */
  imagePath: string | null;
  checksumSha256: string | null;
  /** Of the panel's kept data, below the data directory; reports of the first versions do not know it. */
  dataPath?: string | null;
}

/** One scenario and test type in one environment: the columns beside each other, as the API compares runs. */
export interface SideBySide {
  scenarioName: string;
  testTypeName: string;
  environmentName: string;
  /** The first is what the others are compared with. */
  columns: SideBySideColumn[];
  total: ComparedMetrics;
  labels: Comparison['labels'];
}

export interface SideBySideColumn extends Pick<ComparedRun, 'name' | 'versionName' | 'fingerprintDifference'> {
  /** `null`: a baseline. */
  runId: number | null;
  outcome: VerdictOutcome | null;
  isValid: boolean | null;
  completedAtMs: number | null;
  link: ReportLink | null;
}

export interface ReportRunInput {
  run: Run;
  statistics: RunStatistics | null;
  windowStatistics: RunStatistics | null;
  /** Of the total. */
  timeline: Timeline | null;
  script: ReportScript | null;
  comments?: readonly ReportComment[];
  role?: ReportRun['role'];
  /** Instead of the run's own verdict. */
  askedVerdict?: Verdict;
}

export type SideBySideInput = Omit<SideBySide, 'columns'> & { columns: ReadonlyArray<Omit<SideBySideColumn, 'link'>> };

/** What a report is about. Runs of a comparison and beside a baseline come with the verdict that was asked for. */
export type ReportSubject =
  | { type: 'single' }
  | { type: 'batch'; batch: Batch; comments?: readonly ReportComment[] }
  | { type: 'comparison'; versionNames: readonly string[]; sideBySide: readonly SideBySideInput[]; leftOut: string[] }
  | { type: 'baseline'; baselineName: string; sideBySide: SideBySideInput };

export interface ReportModelInput {
  subject: ReportSubject;
  runs: readonly ReportRunInput[];
  pictures?: readonly ReportPicture[];
  generatedAtMs: number;
  generatedBy: string;
  /** Grafana's public address, where it is known. */
  grafanaUrl: string | null;
}

export function buildReportModel(input: ReportModelInput): ReportModel {
  const { subject, grafanaUrl } = input;
  const runs = input.runs.map((run) => buildReportRun(run, grafanaUrl));
  const judged = runs.filter(({ role }) => role === 'judged');
  const isOfOneRun = subject.type === 'single' || subject.type === 'baseline';
  return {
    version: 2,
    ...headOf(input, judged),
    generatedAtMs: input.generatedAtMs,
    generatedBy: input.generatedBy,
    matrix: isOfOneRun ? null : buildMatrix(judged),
    runs,
    comparisons: sideBySideOf(subject).map((one) => ({ ...one, columns: linked(one.columns, grafanaUrl) })),
    leftOut: subject.type === 'comparison' ? subject.leftOut : [],
    comments: subject.type === 'batch' ? [...(subject.comments ?? [])] : [],
    pictures: [...(input.pictures ?? [])],
    summary: summarize(judged),
    definitions: DEFINITIONS,
  };
}

function sideBySideOf(subject: ReportSubject): readonly SideBySideInput[] {
  if (subject.type === 'comparison') {
    return subject.sideBySide;
  }
  return subject.type === 'baseline' ? [subject.sideBySide] : [];
}

function linked(columns: SideBySideInput['columns'], grafanaUrl: string | null): SideBySideColumn[] {
  return columns.map((column) => ({
    ...column,
    link: column.runId === null ? null : appLink(`/tests/${column.runId}`, grafanaUrl),
  }));
}

function summarize(runs: readonly ReportRun[]): ReportSummary {
  const groups = runs.flatMap((run) => run.comparisons);
  const count = (isCounted: (group: ComparisonGroup) => boolean) => groups.filter(isCounted).length;
  return {
    comparedLabels: count((group) => group.state !== 'new'),
    improved: count((group) => group.state === 'improved'),
    degraded: count((group) => ['regressed', 'suspected', 'missing'].includes(group.state)),
    critical: count((group) => group.severity === 'critical'),
  };
}
