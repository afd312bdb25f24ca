import React from 'react';
import { durationText, figureText, figureWithUnit, momentText, STATISTICS_COLUMNS } from '../model/figures.ts';
import type { ReportRun } from '../model/report-model.ts';
import { withoutOutcome } from '../model/without-outcome.ts';
import { CommentList } from './CommentList.tsx';
import { ComparisonSection } from './ComparisonSection.tsx';
import { ErrorSection } from './ErrorSection.tsx';
import { OriginSection } from './OriginSection.tsx';
import { OutcomeMark, outcomeTone } from './marks.tsx';
import { SloTable } from './SloTable.tsx';
import { StatisticsTable } from './StatisticsTable.tsx';
import { TimelineCharts } from './TimelineCharts.tsx';
import { PageLink } from './VerdictHead.tsx';

interface RunSectionProps {
  reportRun: ReportRun;
  /** The report is of this run alone: its verdict stands at the top already. */
  isWholeReport: boolean;
}

export function RunSection({ reportRun, isWholeReport }: RunSectionProps) {
  const { run, role } = reportRun;
  if (role === 'reference') {
    return <ReferenceRun reportRun={reportRun} />;
  }
  return (
    <section id={`run-${run.id}`} className="run">
      <h2>{isWholeReport ? 'The run' : run.name}</h2>
      <RunFacts reportRun={reportRun} />
      {!isWholeReport && <RunVerdict reportRun={reportRun} />}
      <OwnVerdict reportRun={reportRun} />
      <RunTrouble reportRun={reportRun} />
      <Reference reportRun={reportRun} />
      <RunComments reportRun={reportRun} />
      <KeyFigures reportRun={reportRun} />
      {run.verdict !== null && <SloTable slos={run.verdict.slos} />}
      <ComparisonSection reportRun={reportRun} />
      <TimelineCharts reportRun={reportRun} />
      <Statistics reportRun={reportRun} />
      <ErrorSection reportRun={reportRun} />
      <OriginSection reportRun={reportRun} />
    </section>
  );
}

/** It is there to be compared with: closed, and without the labels that stand in the comparison. */
function ReferenceRun({ reportRun }: { reportRun: ReportRun }) {
  const { run } = reportRun;
  return (
    <section id={`run-${run.id}`} className="reference">
      <details>
        <summary>{run.name}, which others are compared with</summary>
        <RunFacts reportRun={reportRun} />
        <RunTrouble reportRun={reportRun} />
        <RunComments reportRun={reportRun} />
        <KeyFigures reportRun={reportRun} />
        <TimelineCharts reportRun={reportRun} />
        <p className="quiet">Its labels stand in the comparison above; all their figures are in the Excel file.</p>
        <ErrorSection reportRun={reportRun} />
        <OriginSection reportRun={reportRun} />
      </details>
    </section>
  );
}

function RunComments({ reportRun: { comments } }: { reportRun: ReportRun }) {
  return comments.length === 0 ? null : <CommentList comments={comments} />;
}

function Statistics({ reportRun: { judged, statistics } }: { reportRun: ReportRun }) {
  return (
    <>
      {judged !== null && (
        <StatisticsTable
          statistics={judged}
          isOpen
          title={judged.scope === 'window' ? 'Statistics of the analysis window' : 'Statistics of the whole run'}
        />
      )}
      {statistics.window !== null && statistics.run !== null && (
        <StatisticsTable
          statistics={statistics.run}
          isOpen={false}
          title="Statistics of the whole run, with its ramp-up"
        />
      )}
    </>
  );
}

function RunFacts({ reportRun: { run, durationMs, link } }: { reportRun: ReportRun }) {
  return (
    <p className="quiet">
      {run.environmentName}
      {run.userCount > 0 && ` · ${figureText('count', run.userCount)} users`} · started {momentText(run.startedAtMs)}
      {durationMs !== null && ` · ${durationText(durationMs)}`} · <PageLink link={link} text="Open in Grafana" />
    </p>
  );
}

function RunVerdict({ reportRun: { run } }: { reportRun: ReportRun }) {
  const reasons = (run.verdict?.reasons ?? []).filter((reason) => reason.code !== 'passed');
  // The sentence of a run that did not pass is its first reason.
  const further = run.verdict?.outcome === 'passed' ? reasons : reasons.slice(1);
  return (
    <>
      <div className={`verdict small ${outcomeTone(run.verdict?.outcome ?? null)}`}>
        <OutcomeMark outcome={run.verdict?.outcome ?? null} status={run.status} />
        {run.verdict !== null && <p>{withoutOutcome(run.verdict.sentence)}</p>}
      </div>
      {further.length > 0 && (
        <ul>
          {further.map((reason, index) => (
            <li key={index}>{reason.text}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Where this report asks for another comparison than the run was judged by. */
function OwnVerdict({ reportRun: { ownVerdict } }: { reportRun: ReportRun }) {
  if (ownVerdict === null) {
    return null;
  }
  return (
    <p className="quiet">
      By its own reference it is: <OutcomeMark outcome={ownVerdict.outcome} /> {withoutOutcome(ownVerdict.sentence)}
    </p>
  );
}

function RunTrouble({ reportRun: { run } }: { reportRun: ReportRun }) {
  return (
    <>
      {run.error !== null && (
        <p className="note bad">
          <strong>{run.error.title}</strong>
          {run.error.detail !== null && ` (${run.error.detail})`}. {run.error.hint} <code>{run.error.code}</code>
        </p>
      )}
      {run.warnings.map((warning, index) => (
        <p className="note unsure" key={index}>
          {warning}
        </p>
      ))}
    </>
  );
}

/** Can I believe it? One line. */
function Reference({ reportRun: { run } }: { reportRun: ReportRun }) {
  if (run.verdict === null) {
    return null;
  }
  const { reference, validity } = run.verdict;
  const compared =
    reference === null
      ? 'compared with nothing'
      : `compared with ${reference.name} (${reference.source}${reference.kind === 'baseline' ? `, version ${reference.versionName}` : ''})${reference.confidence === 'low' ? '; with low confidence, for its spread between runs is not known' : ''}`;
  return (
    <p>
      {validity.isValid ? 'Valid' : `Not valid (${validity.findings.join('; ')})`}; {compared}.
    </p>
  );
}

const KEY_FIGURES = ['count', 'errorRate', 'medianMs', 'p90Ms', 'p95Ms', 'throughputPerSec'] as const;

function KeyFigures({ reportRun: { judged } }: { reportRun: ReportRun }) {
  if (judged === null) {
    return null;
  }
  const columns = STATISTICS_COLUMNS.filter(({ key }) => KEY_FIGURES.some((figure) => figure === key));
  return (
    <dl className="figures" aria-label="Key figures of all samples">
      {columns.map(({ key, header, format }) => (
        <div key={key}>
          <dt>{header.replace(/ (ms|\/s|%)$/, '')}</dt>
          <dd>{figureWithUnit(format, judged.total[key])}</dd>
        </div>
      ))}
    </dl>
  );
}
