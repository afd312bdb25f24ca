import { createHash } from 'node:crypto';

import React from 'react';
import { figureText, momentText } from '../model/figures.ts';
import type { ReportModel } from '../model/report-model.ts';
import { CommentList } from './CommentList.tsx';
import { Method } from './Method.tsx';
import type { ReportImages } from '../model/picture-groups.ts';
import { PictureSection } from './PictureSection.tsx';
import { RunSection } from './RunSection.tsx';
import { SCRIPT } from './script.ts';
import { SideBySideSection } from './SideBySideSection.tsx';
import { STYLE } from './style.ts';
import { VerdictHead } from './VerdictHead.tsx';
import { VerdictMatrix } from './VerdictMatrix.tsx';

const SCRIPT_HASH = createHash('sha256').update(SCRIPT).digest('base64');
/** No request, and no script but its own: what a browser is allowed is what the file needs. */
const CONTENT_POLICY = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${SCRIPT_HASH}'`;

export function ReportDocument({ model, images }: { model: ReportModel; images: ReportImages }) {
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
          {model.matrix !== null && <SummaryLine model={model} />}
          <LeftOut sentences={model.leftOut} />
          {model.comments.length > 0 && <CommentSection model={model} />}
          {model.comparisons.map((one, index) => (
            <SideBySideSection key={index} sideBySide={one} />
          ))}
          {model.runs.map((run) => (
            <RunSection key={run.run.id} reportRun={run} isWholeReport={model.matrix === null} />
          ))}
          <PictureSection model={model} images={images} />
          <Method definitions={model.definitions} />
          <footer>
            Made {momentText(model.generatedAtMs)} by {model.generatedBy} from stored results. All times are UTC.
          </footer>
        </main>
        <script dangerouslySetInnerHTML={{ __html: SCRIPT }} />
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

function LeftOut({ sentences }: { sentences: readonly string[] }) {
  return (
    <>
      {sentences.map((sentence) => (
        <p className="note unsure" key={sentence}>
          Not in this report: {sentence}
        </p>
      ))}
    </>
  );
}

function CommentSection({ model }: { model: ReportModel }) {
  return (
    <section>
      <h2>Comments</h2>
      <CommentList comments={model.comments} />
    </section>
  );
}
