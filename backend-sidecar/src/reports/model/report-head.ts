import { judgeBatch } from '../../comparison/judge-batch.ts';
import type { Batch, Run } from '../../contract/runs.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import { appLink } from './report-link.ts';
import type { ReportFinding, ReportModel, ReportModelInput, ReportRun, ReportSubject } from './report-model.ts';

export type ReportHead = Pick<
  ReportModel,
  'type' | 'title' | 'versionName' | 'comparedWith' | 'outcome' | 'sentence' | 'findings' | 'link'
>;

type SubjectOf<Type> = Extract<ReportSubject, { type: Type }>;

const FINDING_LIMIT = 3;

/** What a report leads with. @param runs those that are judged */
export function headOf({ subject, grafanaUrl }: ReportModelInput, runs: readonly ReportRun[]): ReportHead {
  switch (subject.type) {
    case 'single':
      return runHead(onlyOne(runs));
    case 'batch':
      return batchHead(subject.batch, grafanaUrl);
    case 'comparison':
      return comparisonHead(subject, runs, grafanaUrl);
    case 'baseline':
      return baselineHead(subject, onlyOne(runs));
    default:
      return assertNever(subject);
  }
}

function onlyOne(runs: readonly ReportRun[]): ReportRun {
  const [run, ...others] = runs;
  if (run === undefined || others.length > 0) {
    throw new Error('A report of its type is about exactly one run');
  }
  return run;
}

function runHead({ run, link }: ReportRun): ReportHead {
  return {
    type: 'single',
    title: run.name,
    versionName: run.versionName,
    comparedWith: null,
    outcome: run.verdict?.outcome ?? null,
    sentence: run.verdict?.sentence ?? sentenceWithoutVerdict(run),
    findings: runFindings(run),
    link,
  };
}

function baselineHead({ baselineName }: SubjectOf<'baseline'>, run: ReportRun): ReportHead {
  const comparedWith = `baseline “${baselineName}”`;
  return { ...runHead(run), type: 'baseline', title: `${run.run.name} beside the ${comparedWith}`, comparedWith };
}

function batchHead(batch: Batch, grafanaUrl: string | null): ReportHead {
  return {
    type: 'batch',
    title: batch.name,
    versionName: batch.versionName,
    comparedWith: null,
    outcome: batch.outcome,
    sentence: batch.sentence,
    findings: batch.findings.slice(0, FINDING_LIMIT),
    link: appLink(`/queue/batches/${batch.id}`, grafanaUrl),
  };
}

/** As with a batch, the worst of its runs decides; a single run speaks for itself. */
function comparisonHead(
  { versionNames, sideBySide }: SubjectOf<'comparison'>,
  runs: readonly ReportRun[],
  grafanaUrl: string | null
): ReportHead {
  const [newest = ''] = versionNames;
  const oldest = versionNames.at(-1) ?? '';
  const [first] = runs;
  const told = runs.length === 1 && first !== undefined ? runHead(first) : judgeBatch(runs.map(toMember));
  const ids = sideBySide.length === 1 ? (sideBySide[0]?.columns ?? []).flatMap(({ runId }) => runId ?? []) : [];
  return {
    type: 'comparison',
    title: titleOf(versionNames),
    versionName: newest,
    comparedWith: oldest,
    outcome: told.outcome,
    sentence: told.sentence,
    findings: told.findings,
    link: appLink(ids.length === 0 ? '/compare' : `/compare?runs=${ids.join(',')}`, grafanaUrl),
  };
}

/** `14.2.3 against 14.2.2`; of more than two `14.2.3 against 14.2.0 and 2 versions between` */
function titleOf(versionNames: readonly string[]): string {
  const between = versionNames.length - 2;
  const others = between > 0 ? ` and ${between} version${between === 1 ? '' : 's'} between` : '';
  return `${versionNames[0] ?? ''} against ${versionNames.at(-1) ?? ''}${others}`;
}

function toMember({ run }: ReportRun): Parameters<typeof judgeBatch>[0][number] {
  return {
    runId: run.id,
    name: `${run.scenarioName} · ${run.testTypeName}`,
    status: run.status,
    outcome: run.verdict?.outcome ?? null,
    reasons: run.verdict?.reasons ?? [],
    errorTitle: run.error?.title ?? null,
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
