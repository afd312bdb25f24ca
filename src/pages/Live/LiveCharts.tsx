import React from 'react';
import { Button } from '@grafana/ui';
import type { LiveSnapshot } from 'perftest-automation-sidecar/contract/live';

import { RunCharts } from '../../shared/chart/RunCharts';
import { Section } from '../../shared/ui/Section';
import { QueryView } from '../../shared/ui/states';
import type { LivePage } from './useLivePage';

interface LiveChartsProps {
  snapshot: LiveSnapshot;
  page: LivePage;
  isEnded: boolean;
}

export function LiveCharts({ snapshot, page, isEnded }: LiveChartsProps) {
  const { selected, labelTimeline } = page.data;
  const completeUntilMs = isEnded ? undefined : snapshot.atMs;
  if (!selected) {
    return (
      <Section title="All samples" note="choose a row of the table below to see that label" isBare>
        <RunCharts
          points={snapshot.timeline}
          sliceMs={snapshot.sliceMs}
          completeUntilMs={completeUntilMs}
          baselineP90Ms={snapshot.total.baselineP90Ms}
        />
      </Section>
    );
  }
  const row = snapshot.rows.find(({ label, kind }) => label === selected.label && kind === selected.kind);
  return (
    <Section
      title={selected.label}
      isBare
      actions={
        <Button size="sm" variant="secondary" icon="times" onClick={() => page.actions.select(undefined)}>
          Show all samples
        </Button>
      }
    >
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
    </Section>
  );
}
