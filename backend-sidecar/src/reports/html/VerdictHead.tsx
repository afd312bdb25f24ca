import React from 'react';
import { momentText } from '../model/figures.ts';
import type { ReportType } from '../../contract/reports.ts';
import type { ReportLink, ReportModel } from '../model/report-model.ts';
import { withoutOutcome } from '../model/without-outcome.ts';
import { OutcomeMark, outcomeTone } from './marks.tsx';

const KICKERS: Record<ReportType, string> = {
  single: 'Performance report of a run',
  batch: 'Performance report of a release',
  comparison: 'Performance comparison of versions',
  baseline: 'Performance report beside a baseline',
};

/** The first screen: what is the verdict, and what are the reasons that matter? */
export function VerdictHead({ model }: { model: ReportModel }) {
  return (
    <header>
      <p className="kicker">{KICKERS[model.type]}</p>
      <h1>{model.title}</h1>
      <p className="quiet">
        Version {model.versionName}
        {model.comparedWith !== null && ` against ${model.comparedWith}`} · {momentText(model.generatedAtMs)} ·{' '}
        <PageLink link={model.link} text="Open in Grafana" />
      </p>
      <div className={`verdict ${outcomeTone(model.outcome)}`}>
        <OutcomeMark outcome={model.outcome} />
        <p>{withoutOutcome(model.sentence)}</p>
      </div>
      {model.findings.length > 0 && (
        <section aria-label="Findings">
          <h2>{model.findings.length === 1 ? 'What matters' : `The ${model.findings.length} findings that matter`}</h2>
          <ol className="findings">
            {model.findings.map((finding, index) => (
              <li key={index}>
                <a href={`#run-${finding.runId}`}>{finding.text}</a>
              </li>
            ))}
          </ol>
        </section>
      )}
    </header>
  );
}

/** A path leads nowhere from a file on a disk: without Grafana's address it is shown as text. */
export function PageLink({ link, text }: { link: ReportLink; text: string }) {
  return link.url === null ? (
    <span className="path">{link.path}</span>
  ) : (
    <a href={link.url} target="_blank" rel="noreferrer">
      {text}
    </a>
  );
}
