import React from 'react';
import { Button } from '@grafana/ui';
import type { LiveSnapshot } from 'perftest-automation-sidecar/contract/live';

import { rowKey } from '../../shared/api/live-state';
import { RunCharts } from '../../shared/chart/RunCharts';
import { Section } from '../../shared/ui/Section';
import { QueryView } from '../../shared/ui/states';
import { useScrollTo } from '../../shared/use-scroll-to';
import type { LivePage } from './useLivePage';

interface LiveChartsProps {
  snapshot: LiveSnapshot;
  page: LivePage;
  isEnded: boolean;
}

/** A row is chosen in the table below; its charts come into view. */
export function LiveCharts(props: LiveChartsProps) {
  const { selected } = props.page.data;
  const ref = useScrollTo<HTMLDivElement>(selected && rowKey(selected));
  return (
    <div ref={ref}>
      <ChosenCharts {...props} />
    </div>
  );
}

function ChosenCharts({ snapshot, page, isEnded }: LiveChartsProps) {
  const { selected, labelTimeline } = page.data;
  // The newest sample tells how far the result file has been written.
  const completeUntilMs = isEnded ? undefined : snapshot.atMs - (snapshot.lagMs ?? 0);
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
