import type { Batch, Run } from '../../contract/runs.ts';
import type { ErrorGroup, RowCounts, RunStatistics, Timeline } from '../../contract/statistics.ts';
import type { VerdictOutcome } from '../../contract/verdict.ts';
import { groupComparisons, type ComparisonGroup } from './comparison-groups.ts';
import { DEFINITIONS, type Definition } from './definitions.ts';
import { buildMatrix, type ReportMatrix } from './report-matrix.ts';

/** Everything a renderer needs. Renderers read nothing else, so all formats show the same. */
export interface ReportModel {
  version: 1;
  type: 'single' | 'batch';
  title: string;
  versionName: string;
  generatedAtMs: number;
  generatedBy: string;
  /** `null`: no verdict yet. */
  outcome: VerdictOutcome | null;
  sentence: string;
  /** At most three. */
  findings: ReportFinding[];
  /** Scenarios × test types; `null` for a single run. */
  matrix: ReportMatrix | null;
  runs: ReportRun[];
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
  run: Run;
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
}

export interface ReportParameter {
  name: string;
  value: string | number;
}

export interface ReportRunInput {
  run: Run;
  statistics: RunStatistics | null;
  windowStatistics: RunStatistics | null;
  /** Of the total. */
  timeline: Timeline | null;
  script: { fileName: string; checksumSha256: string } | null;
}

export interface ReportModelInput {
  /** `null`: a report of the one run. */
  batch: Batch | null;
  runs: readonly ReportRunInput[];
  generatedAtMs: number;
  generatedBy: string;
  /** Grafana's public address, where it is known. */
  grafanaUrl: string | null;
}

const APP_PATH = '/a/perftest-automation-app';
const ERROR_GROUP_LIMIT = 50;
const FINDING_LIMIT = 3;

export function buildReportModel(input: ReportModelInput): ReportModel {
  const runs = input.runs.map((run) => buildReportRun(run, input.grafanaUrl));
  return {
    version: 1,
    ...(input.batch === null ? singleHead(input) : batchHead(input.batch, input.grafanaUrl)),
    generatedAtMs: input.generatedAtMs,
    generatedBy: input.generatedBy,
    matrix: input.batch === null ? null : buildMatrix(runs),
    runs,
    summary: summarize(runs),
    definitions: DEFINITIONS,
  };
}

type ReportHead = Pick<ReportModel, 'type' | 'title' | 'versionName' | 'outcome' | 'sentence' | 'findings' | 'link'>;

function batchHead(batch: Batch, grafanaUrl: string | null): ReportHead {
  return {
    type: 'batch',
    title: batch.name,
    versionName: batch.versionName,
    outcome: batch.outcome,
    sentence: batch.sentence,
    findings: batch.findings.slice(0, FINDING_LIMIT),
    link: appLink(`/batches/${batch.id}`, grafanaUrl),
  };
}

function singleHead({ runs, grafanaUrl }: ReportModelInput): ReportHead {
  const run = runs[0]?.run;
  if (run === undefined || runs.length !== 1) {
    throw new Error('A report without a batch is a report of exactly one run');
  }
  return {
    type: 'single',
    title: run.name,
    versionName: run.versionName,
    outcome: run.verdict?.outcome ?? null,
    sentence: run.verdict?.sentence ?? sentenceWithoutVerdict(run),
    findings: runFindings(run),
    link: appLink(`/tests/${run.id}`, grafanaUrl),
  };
}

function sentenceWithoutVerdict(run: Run): string {
  return run.error === null ? `No verdict: the run is ${run.status}.` : `No verdict: ${run.error.title}.`;
}

function runFindings(run: Run): ReportFinding[] {
  return (run.verdict?.reasons ?? [])
    .filter((reason) => reason.code !== 'passed')
    .slice(0, FINDING_LIMIT)
    .map(({ label, text }) => ({ runId: run.id, label, text }));
}

function buildReportRun(input: ReportRunInput, grafanaUrl: string | null): ReportRun {
  const { run, statistics, windowStatistics, timeline, script } = input;
  const errors = [...(statistics?.errors ?? [])].sort((a, b) => b.count - a.count);
  return {
    run,
    link: appLink(`/tests/${run.id}`, grafanaUrl),
    durationMs: spanMs(statistics),
    statistics: { run: statistics, window: windowStatistics },
    judged: windowStatistics ?? statistics,
    timeline,
    comparisons: groupComparisons(run.verdict?.comparisons ?? []),
    errors: errors.slice(0, ERROR_GROUP_LIMIT),
    errorGroupsLeftOut: Math.max(0, errors.length - ERROR_GROUP_LIMIT),
    counts: statistics?.counts ?? run.counts,
    parameters: parametersOf(run, script),
  };
}

function spanMs(statistics: RunStatistics | null): number | null {
  const { firstStartMs = null, lastEndMs = null } = statistics?.total ?? {};
  return firstStartMs === null || lastEndMs === null ? null : lastEndMs - firstStartMs;
}

function parametersOf(run: Run, script: ReportRunInput['script']): ReportParameter[] {
  const properties = Object.entries(run.properties).map(([name, value]) => ({ name: `-J${name}`, value }));
  return [
    { name: 'Scenario', value: run.scenarioName },
    { name: 'Test type', value: run.testTypeName },
    { name: 'Version', value: run.versionName },
    { name: 'Environment', value: run.environmentName },
    { name: 'Users', value: run.userCount },
    { name: 'Duration, seconds', value: run.durationSeconds },
    { name: 'Ramp-up, seconds', value: run.rampUpSeconds },
    { name: 'Script', value: script?.fileName ?? run.scriptName ?? 'none, imported' },
    ...(script === null ? [] : [{ name: 'Script SHA-256', value: script.checksumSha256 }]),
    ...(run.jmeterVersion === null ? [] : [{ name: 'Apache JMeter', value: run.jmeterVersion }]),
    ...(run.resultFileName === null ? [] : [{ name: 'Result file', value: run.resultFileName }]),
    ...properties,
  ];
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

function appLink(page: string, grafanaUrl: string | null): ReportLink {
  const path = `${APP_PATH}${page}`;
  return { path, url: isWebAddress(grafanaUrl) ? grafanaUrl.replace(/\/+$/, '') + path : null };
}

function isWebAddress(address: string | null): address is string {
  return address !== null && /^https?:\/\/[^\s"'<>]+$/i.test(address);
}
