import React from 'react';
import { figureText, momentText } from '../model/figures.ts';
import type { ReportModel } from '../model/report-model.ts';
import { Method } from './Method.tsx';
import { RunSection } from './RunSection.tsx';
import { STYLE } from './style.ts';
import { VerdictHead } from './VerdictHead.tsx';
import { VerdictMatrix } from './VerdictMatrix.tsx';

/** No script, no request: what a browser is allowed is what the file needs. */
const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

export function ReportDocument({ model }: { model: ReportModel }) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta httpEquiv="Content-Security-Policy" content={CONTENT_POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <link rel="icon" href="data:," />
        <title>{`${model.title} – performance report`}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <main>
          <VerdictHead model={model} />
          {model.matrix !== null && <VerdictMatrix matrix={model.matrix} />}
          {model.type === 'batch' && <SummaryLine model={model} />}
          {model.runs.map((run) => (
            <RunSection key={run.run.id} reportRun={run} isWholeReport={model.type === 'single'} />
          ))}
          <Method definitions={model.definitions} />
          <footer>
            Made {momentText(model.generatedAtMs)} by {model.generatedBy} from stored results. All times are UTC.
          </footer>
        </main>
      </body>
    </html>
  );
}

function SummaryLine({ model: { summary } }: { model: ReportModel }) {
  return (
    <p className="quiet">
      {figureText('count', summary.comparedLabels)} labels compared: {figureText('count', summary.degraded)} worse (of
      these {figureText('count', summary.critical)} critical), {figureText('count', summary.improved)} better.
    </p>
  );
}
