import React from 'react';
import { Button } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { StatisticsRow } from 'perftest-automation-sidecar/contract/statistics';

import { rowKey } from '../../../shared/api/live-state';
import { useRunTimeline } from '../../../shared/api/runs';
import { RunCharts } from '../../../shared/chart/RunCharts';
import { paths } from '../../../shared/paths';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { PageSections } from '../../../shared/ui/PageSections';
import { Remarks } from '../../../shared/ui/Remarks';
import { Section } from '../../../shared/ui/Section';
import { QueryView } from '../../../shared/ui/states';
import { useScrollTo } from '../../../shared/use-scroll-to';

interface LabelDetailsProps {
  run: Run;
  row: StatisticsRow;
  onClose: () => void;
}

/** The charts of one label, and what people said of it. */
export function LabelDetails({ run, row, onClose }: LabelDetailsProps) {
  const { label, kind } = row;
  const timeline = useRunTimeline({ runId: run.id, label, kind });
  const ref = useScrollTo<HTMLDivElement>(rowKey(row));
  return (
    <div ref={ref}>
      <PageSections>
        <Section
          title={label}
          isBare
          actions={
            <>
              <LinkButton size="sm" variant="secondary" icon="clock-nine" href={timeHref(run.id, row)}>
                Over time
              </LinkButton>
              <Button size="sm" variant="secondary" icon="times" onClick={onClose}>
                Close charts
              </Button>
            </>
          }
        >
          <QueryView query={timeline} subject="the label’s timeline">
            {({ points, sliceMs }) => <RunCharts points={points} sliceMs={sliceMs} label={label} />}
          </QueryView>
        </Section>
        <Remarks of={{ runId: run.id }} label={label} />
      </PageSections>
    </div>
  );
}

/** Heat map and distribution of the label. */
function timeHref(runId: number, { label, kind }: StatisticsRow): string {
  const search = new URLSearchParams({ tab: 'time', label, kind });
  return paths.test(runId, `?${search}`);
}
