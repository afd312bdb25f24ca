import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { Timeline } from 'perftest-automation-sidecar/contract/statistics';

import { useDistribution, useHeatMap, useStatistics } from '../../../shared/api/analysis';
import { useRunTimeline } from '../../../shared/api/runs';
import { DistributionChart } from '../../../shared/chart/DistributionChart';
import { HeatMapChart } from '../../../shared/chart/HeatMapChart';
import { PageSections } from '../../../shared/ui/PageSections';
import { Section } from '../../../shared/ui/Section';
import { NothingHere, QueryView } from '../../../shared/ui/states';
import { useSelectedLabel } from '../../../shared/use-selected-label';
import { hasResult, NoResult } from '../NoResult';
import { LabelPicker } from './LabelPicker';
import { extentOf, type TimeWindow } from './time-window';
import { type TimeWindowChoice, useTimeWindow } from './use-time-window';
import { WindowFigures } from './WindowFigures';
import { WindowInputs } from './WindowInputs';
import { WindowPicker } from './WindowPicker';

/** What was when? A window to move, and where the samples lie in it. */
export function TimeTab({ run }: { run: Run }) {
  const timeline = useRunTimeline({ runId: run.id, isEnabled: hasResult(run) });
  if (!hasResult(run)) {
    return <NoResult run={run} what="a window to move, with heat map and distribution" />;
  }
  return (
    <QueryView query={timeline} subject="the timeline">
      {(loaded) => {
        const extent = extentOf(loaded);
        return extent ? <Times run={run} timeline={loaded} extent={extent} /> : <NoTimes run={run} />;
      }}
    </QueryView>
  );
}

function NoTimes({ run }: { run: Run }) {
  return (
    <NothingHere
      title="This result has no times"
      text={
        run.runnerType === 'imported'
          ? 'It was imported as a summary: what was when cannot be told from it.'
          : 'No sample of it began at any time.'
      }
    />
  );
}

interface TimesProps {
  run: Run;
  timeline: Timeline;
  extent: TimeWindow;
}

function Times({ run, timeline, extent }: TimesProps) {
  const styles = useStyles2(getStyles);
  const choice = useTimeWindow(run, extent);
  const [selected, select] = useSelectedLabel();
  const whole = useStatistics({ runId: run.id, scope: 'run' });
  return (
    <PageSections>
      <Section
        title="Window"
        note="move its ends, and the figures follow"
        actions={<LabelPicker rows={whole.data?.rows ?? []} selected={selected} onSelect={select} />}
      >
        <div className={styles.window}>
          <WindowPicker timeline={timeline} extent={extent} choice={choice} />
          <WindowInputs extent={extent} choice={choice} />
        </div>
      </Section>
      <div className={styles.window}>
        <WindowFigures run={run} choice={choice} selected={selected} />
      </div>
      <Pictures run={run} choice={choice} label={selected?.label} kind={selected?.kind} />
    </PageSections>
  );
}

interface PicturesProps {
  run: Run;
  choice: TimeWindowChoice;
  label: string | undefined;
  kind: 'sample' | 'transaction' | 'setup' | undefined;
}

function Pictures({ run, choice, label, kind }: PicturesProps) {
  const styles = useStyles2(getStyles);
  const span = choice.asked ?? choice.judged;
  const asked = { runId: run.id, label, kind, fromMs: span.fromMs, toMs: span.toMs };
  const heatMap = useHeatMap(asked);
  const distribution = useDistribution(asked);
  const of = label === undefined ? 'all samples' : label;
  return (
    <div className={styles.pictures}>
      <QueryView query={heatMap} subject="the heat map">
        {(loaded) => <HeatMapChart title={`Response times of ${of} over time`} heatMap={loaded} />}
      </QueryView>
      <QueryView query={distribution} subject="the distribution">
        {(loaded) => <DistributionChart title={`Distribution of ${of}`} distribution={loaded} />}
      </QueryView>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  window: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  pictures: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 520px), 1fr))',
    gap: theme.spacing(1),
  }),
});
