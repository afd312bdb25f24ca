import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { RunStatistics } from 'perftest-automation-sidecar/contract/statistics';

import { hasEnded } from '../../shared/api/run-status';
import { useRunStatistics } from '../../shared/api/runs';
import { formatCount, formatMsWithUnit, formatRatio, formatRequestsPerSec } from '../../shared/format';
import { CommentSection } from '../../shared/ui/CommentSection';
import { Figure, Figures } from '../../shared/ui/Figure';
import { PageSections } from '../../shared/ui/PageSections';
import { Remarks } from '../../shared/ui/Remarks';
import { ReportLinks } from '../../shared/ui/ReportLinks';
import { Section } from '../../shared/ui/Section';
import { QueryView } from '../../shared/ui/states';
import { GrafanaSection } from './GrafanaSection';
import { hasResult, NoResult } from './NoResult';
import { OverTime } from './OverTime';
import { PicturesSection } from './pictures/PicturesSection';
import type { TestDetailsPage } from './useTestDetails';

export function OverviewTab({ run, page }: { run: Run; page: TestDetailsPage }) {
  const styles = useStyles2(getStyles);
  return (
    <PageSections>
      {hasResult(run) ? <Result run={run} /> : <NoResult run={run} what="the key figures and charts" />}
      <div className={styles.columns}>
        <Section title="Reports">
          <ReportLinks query={{ testRunId: run.id }} emptyText="No report has been made of this run." />
        </Section>
        <GrafanaSection run={run} />
        <CommentSection
          comment={run.comment}
          placeholder="What others should know about this run"
          isSaving={page.data.isSavingComment}
          onSave={page.actions.saveComment}
        />
      </div>
      {run.kind === 'test' && hasEnded(run.status) && <PicturesSection run={run} />}
      <Remarks of={{ runId: run.id }} />
    </PageSections>
  );
}

function Result({ run }: { run: Run }) {
  // As in every list and report: the figures of what the verdict judges.
  const scope = run.windowFromMs === null ? 'run' : 'window';
  const statistics = useRunStatistics({ runId: run.id, scope });
  return (
    <>
      <QueryView query={statistics} subject="the statistics">
        {(loaded) => <KeyFigures statistics={loaded} />}
      </QueryView>
      <OverTime run={run} />
    </>
  );
}

const SCOPE_NOTES = { run: 'whole run', window: 'analysis window' };

function KeyFigures({ statistics }: { statistics: RunStatistics }) {
  const { total } = statistics;
  return (
    <Figures>
      <Figure name="p90" value={formatMsWithUnit(total.p90Ms)} />
      <Figure name="p95" value={formatMsWithUnit(total.p95Ms)} />
      <Figure name="Mean" value={formatMsWithUnit(total.meanMs)} />
      <Figure name="Errors" value={formatRatio(total.errorRate)} note={`${formatCount(total.errors)} samples failed`} />
      <Figure name="Throughput" value={formatRequestsPerSec(total.throughputPerSec)} />
      <Figure name="Samples" value={formatCount(total.count)} note={SCOPE_NOTES[statistics.scope]} />
    </Figures>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 400px), 1fr))',
    gap: theme.spacing(3),
  }),
});
