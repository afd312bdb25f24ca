import type { GeneratorLoad, Run } from '../../contract/runs.ts';
import type { RunStatistics } from '../../contract/statistics.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { groupComparisons } from './comparison-groups.ts';
import { figureText } from './figures.ts';
import { appLink } from './report-link.ts';
import type { ReportGenerator, ReportParameter, ReportRun, ReportRunInput } from './report-model.ts';

const ERROR_GROUP_LIMIT = 50;

export function buildReportRun(input: ReportRunInput, grafanaUrl: string | null): ReportRun {
  const { run, statistics, windowStatistics, timeline, script, comments = [], role = 'judged', askedVerdict } = input;
  const errors = [...(statistics?.errors ?? [])].sort((a, b) => b.count - a.count);
  const verdict = askedVerdict ?? run.verdict;
  return {
    run: { ...run, generator: null, verdict: withoutComparisons(verdict), ...outcomeOf(askedVerdict) },
    role,
    ownVerdict: askedVerdict === undefined ? null : ownVerdictOf(run),
    link: appLink(`/tests/${run.id}`, grafanaUrl),
    durationMs: spanMs(statistics),
    statistics: { run: statistics, window: windowStatistics },
    judged: windowStatistics ?? statistics,
    timeline,
    comparisons: role === 'judged' ? groupComparisons(verdict?.comparisons ?? []) : [],
    errors: errors.slice(0, ERROR_GROUP_LIMIT),
    errorGroupsLeftOut: Math.max(0, errors.length - ERROR_GROUP_LIMIT),
    // A saved report has no rows to account for.
    counts: statistics?.source === 'imported summary' ? null : (statistics?.counts ?? run.counts),
    parameters: parametersOf(run, script),
    script,
    generator: generatorOf(run.generator),
    comments: [...comments, ...remarkOf(run)],
  };
}

function withoutComparisons(verdict: Verdict | null): Verdict | null {
  return verdict === null ? null : { ...verdict, comparisons: [] };
}

function outcomeOf(asked: Verdict | undefined): Pick<Run, 'outcome' | 'verdictSentence'> | undefined {
  return asked && { outcome: asked.outcome, verdictSentence: asked.sentence };
}

function ownVerdictOf({ verdict }: Run): ReportRun['ownVerdict'] {
  return verdict === null ? null : { outcome: verdict.outcome, sentence: verdict.sentence };
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
    { name: 'Users', value: knownSetting(run, run.userCount) },
    { name: 'Duration, seconds', value: knownSetting(run, run.durationSeconds) },
    { name: 'Ramp-up, seconds', value: knownSetting(run, run.rampUpSeconds) },
    { name: 'Script', value: script?.fileName ?? run.scriptName ?? 'none, imported' },
    ...(script === null || script.revisionNumber === null
      ? []
      : [{ name: 'Script revision', value: script.revisionNumber }]),
    ...(script === null ? [] : [{ name: 'Script SHA-256', value: script.checksumSha256 }]),
    ...(run.jmeterVersion === null ? [] : [{ name: 'Apache JMeter', value: run.jmeterVersion }]),
    ...(run.resultFileName === null ? [] : [{ name: 'Result file', value: run.resultFileName }]),
    { name: 'Started by', value: run.createdBy },
    ...properties,
  ];
}

/** An imported file often does not tell how it was started: its 0 is no data. */
function knownSetting({ runnerType }: Run, value: number): string | number {
  return runnerType === 'imported' && value === 0 ? figureText('count', null) : value;
}

function generatorOf(load: GeneratorLoad | null): ReportGenerator | null {
  if (load === null) {
    return null;
  }
  const { samples, clockJumpMs, threadsPlanned, threadsStarted } = load;
  return {
    cpuRatio: largest(samples.map((sample) => sample.cpuRatio)),
    jmeterCpuRatio: largest(samples.map((sample) => sample.jmeterCpuRatio)),
    memoryRatio: largest(samples.map((sample) => sample.memoryRatio)),
    heapRatio: largest(samples.map((sample) => sample.heapRatio)),
    gcRatio: largest(samples.map((sample) => sample.gcRatio)),
    ...{ clockJumpMs, threadsPlanned, threadsStarted },
  };
}

/** No spread: a run of eight hours has thousands of them. */
function largest(values: ReadonlyArray<number | null>): number | null {
  return values.reduce((most, value) => (value === null || (most !== null && most >= value) ? most : value), null);
}

/** The one remark that stands with the run itself has no author. */
function remarkOf({ comment, createdBy }: Run): ReportRun['comments'] {
  return comment.trim() === '' ? [] : [{ label: null, text: comment, by: createdBy, atMs: null }];
}
