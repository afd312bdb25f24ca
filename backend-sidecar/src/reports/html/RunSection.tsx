import React from 'react';
import { durationText, figureText, figureWithUnit, momentText, STATISTICS_COLUMNS } from '../model/figures.ts';
import type { ReportRun } from '../model/report-model.ts';
import { ComparisonSection } from './ComparisonSection.tsx';
import { ErrorSection } from './ErrorSection.tsx';
import { OriginSection } from './OriginSection.tsx';
import { OutcomeMark, outcomeTone } from './marks.tsx';
import { SloTable } from './SloTable.tsx';
import { StatisticsTable } from './StatisticsTable.tsx';
import { TimelineCharts } from './TimelineCharts.tsx';
import { PageLink, withoutOutcome } from './VerdictHead.tsx';

interface RunSectionProps {
  reportRun: ReportRun;
  /** The report is of this run alone: its verdict stands at the top already. */
  isWholeReport: boolean;
}

export function RunSection({ reportRun, isWholeReport }: RunSectionProps) {
  const { run, judged, statistics } = reportRun;
  return (
    <section id={`run-${run.id}`} className="run">
      <h2>{isWholeReport ? 'The run' : run.name}</h2>
      <RunFacts reportRun={reportRun} />
      {!isWholeReport && <RunVerdict reportRun={reportRun} />}
      <RunTrouble reportRun={reportRun} />
      <Reference reportRun={reportRun} />
      <KeyFigures reportRun={reportRun} />
      {run.verdict !== null && <SloTable slos={run.verdict.slos} />}
      <ComparisonSection reportRun={reportRun} />
      <TimelineCharts reportRun={reportRun} />
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
      <ErrorSection reportRun={reportRun} />
      <OriginSection reportRun={reportRun} />
    </section>
  );
}

function RunFacts({ reportRun: { run, durationMs, link } }: { reportRun: ReportRun }) {
  return (
    <p className="quiet">
      {run.environmentName} · {figureText('count', run.userCount)} users · started {momentText(run.startedAtMs)}
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
      : `compared with ${reference.name} (${reference.source}${reference.kind === 'baseline' ? `, version ${reference.versionName}` : ''}); confidence ${reference.confidence}, for it is one run`;
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
