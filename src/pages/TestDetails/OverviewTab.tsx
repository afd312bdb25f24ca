import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { RunStatistics } from 'perftest-automation-sidecar/contract/statistics';

import { useRunStatistics, useRunTimeline } from '../../shared/api/runs';
import { RunCharts } from '../../shared/chart/RunCharts';
import {
  formatClockWithSeconds,
  formatCount,
  formatMsWithUnit,
  formatRatio,
  formatRequestsPerSec,
} from '../../shared/format';
import { CommentSection } from '../../shared/ui/CommentSection';
import { Figure, Figures } from '../../shared/ui/Figure';
import { PageSections } from '../../shared/ui/PageSections';
import { Remarks } from '../../shared/ui/Remarks';
import { ReportLinks } from '../../shared/ui/ReportLinks';
import { Section } from '../../shared/ui/Section';
import { QueryView } from '../../shared/ui/states';
import { hasResult, NoResult } from './NoResult';
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
        <CommentSection
          comment={run.comment}
          placeholder="What others should know about this run"
          isSaving={page.data.isSavingComment}
          onSave={page.actions.saveComment}
        />
      </div>
      <Remarks of={{ runId: run.id }} />
    </PageSections>
  );
}

function Result({ run }: { run: Run }) {
  // As in every list and report: the figures of what the verdict judges.
  const scope = run.windowFromMs === null ? 'run' : 'window';
  const statistics = useRunStatistics({ runId: run.id, scope });
  const timeline = useRunTimeline({ runId: run.id });
  return (
    <>
      <QueryView query={statistics} subject="the statistics">
        {(loaded) => <KeyFigures statistics={loaded} />}
      </QueryView>
      <Section title="Over time" note={describeWindow(run)} isBare>
        <QueryView query={timeline} subject="the timeline">
          {({ points, sliceMs }) => <RunCharts points={points} sliceMs={sliceMs} />}
        </QueryView>
      </Section>
    </>
  );
}

function describeWindow({ windowFromMs, windowToMs, verdict }: Run): string {
  return !verdict || windowFromMs === null || windowToMs === null
    ? 'the whole run'
    : `the whole run; the verdict judges ${formatClockWithSeconds(windowFromMs)} – ${formatClockWithSeconds(windowToMs)}`;
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
