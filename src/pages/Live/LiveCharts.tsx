import React from 'react';
import { Button } from '@grafana/ui';
import type { LiveSnapshot } from 'perftest-automation-sidecar/contract/live';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { rowKey } from '../../shared/api/live-state';
import { useRunTimeline } from '../../shared/api/runs';
import { RunCharts } from '../../shared/chart/RunCharts';
import { InfluxCharts } from '../../shared/influxdb/InfluxCharts';
import { ExploreButton, FileSourceLine, SourceChoice, SourceTrouble } from '../../shared/influxdb/SourceChoice';
import { Section } from '../../shared/ui/Section';
import { QueryView } from '../../shared/ui/states';
import { useScrollTo } from '../../shared/use-scroll-to';
import type { LivePage } from './useLivePage';

/** The total comes with the stream; a label's timeline is asked for while it is looked at. */
const LABEL_REFETCH_MS = 3000;

interface LiveChartsProps {
  run: Run;
  /** undefined: the result file cannot be followed. */
  snapshot: LiveSnapshot | undefined;
  page: LivePage;
  isEnded: boolean;
}

/** A row is chosen in the table below; its charts come into view. */
export function LiveCharts(props: LiveChartsProps) {
  const { selected, figures } = props.page.data;
  const { select } = props.page.actions;
  const ref = useScrollTo<HTMLDivElement>(selected && rowKey(selected));
  return (
    <div ref={ref}>
      <SourceTrouble state={figures} />
      <Section
        title={selected?.label ?? 'All samples'}
        note={!selected && 'choose a row of the table below to see that label'}
        isBare
        actions={
          <>
            {selected && (
              <Button size="sm" variant="secondary" icon="times" onClick={() => select(undefined)}>
                Show all samples
              </Button>
            )}
            <SourceChoice state={figures} subject="the charts" />
            <ExploreLink {...props} />
          </>
        }
      >
        <Charts {...props} />
      </Section>
    </div>
  );
}

function ExploreLink({ run, page }: LiveChartsProps) {
  const { selected, figures } = page.data;
  const { readable, source } = figures;
  return readable === undefined || source === 'file' ? null : (
    <ExploreButton
      readable={readable}
      span={{ fromMs: run.startedAtMs ?? 0, toMs: readable.lastPointAtMs }}
      label={selected?.label}
    />
  );
}

function Charts({ run, snapshot, page, isEnded }: LiveChartsProps) {
  const { figures, selected } = page.data;
  const { readable } = figures;
  const exact = snapshot && (
    <>
      {readable !== undefined && <FileSourceLine lagMs={isEnded ? undefined : snapshot.lagMs} />}
      <FileCharts run={run} snapshot={snapshot} page={page} isEnded={isEnded} />
    </>
  );
  return figures.source === 'influxdb' && readable !== undefined ? (
    <InfluxCharts
      readable={readable}
      label={selected?.label}
      fromMs={run.startedAtMs ?? 0}
      toMs={isEnded ? readable.lastPointAtMs : null}
      isLive={!isEnded}
      exact={exact}
    />
  ) : (
    exact
  );
}

interface FileChartsProps extends LiveChartsProps {
  snapshot: LiveSnapshot;
}

function FileCharts({ run, snapshot, page, isEnded }: FileChartsProps) {
  const { selected } = page.data;
  const labelTimeline = useRunTimeline({
    runId: run.id,
    ...selected,
    isEnabled: selected !== undefined,
    refetchIntervalMs: isEnded ? undefined : LABEL_REFETCH_MS,
  });
  // The newest sample tells how far the result file has been written.
  const completeUntilMs = isEnded ? undefined : snapshot.atMs - (snapshot.lagMs ?? 0);
  if (!selected) {
    return (
      <RunCharts
        points={snapshot.timeline}
        sliceMs={snapshot.sliceMs}
        completeUntilMs={completeUntilMs}
        baselineP90Ms={snapshot.total.baselineP90Ms}
      />
    );
  }
  const row = snapshot.rows.find(({ label, kind }) => label === selected.label && kind === selected.kind);
  return (
    <QueryView query={labelTimeline} subject="the label’s timeline">
      {({ points, sliceMs }) => (
        <RunCharts
          points={points}
          sliceMs={sliceMs}
          completeUntilMs={completeUntilMs}
          baselineP90Ms={row?.baselineP90Ms}
          label={selected.label}
        />
      )}
    </QueryView>
  );
}
