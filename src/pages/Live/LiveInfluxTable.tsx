import React, { type ReactNode } from 'react';
import { Badge } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { InfluxTable } from '../../shared/influxdb/InfluxTable';
import { ExploreButton, InfluxSourceLine } from '../../shared/influxdb/SourceChoice';
import type { ReadablePoints } from '../../shared/influxdb/useFigureSource';
import { Section } from '../../shared/ui/Section';

interface LiveInfluxTableProps {
  run: Run;
  readable: ReadablePoints;
  isEnded: boolean;
  actions?: ReactNode;
}

/** The labels as InfluxDB has them, marked for what they are. */
export function LiveInfluxTable({ run, readable, isEnded, actions }: LiveInfluxTableProps) {
  const fromMs = run.startedAtMs ?? 0;
  const { lastPointAtMs } = readable;
  return (
    <Section
      title="Labels"
      note={<Badge color="orange" icon="exclamation-triangle" text="provisional" />}
      actions={
        <>
          {actions}
          <ExploreButton readable={readable} span={{ fromMs, toMs: lastPointAtMs }} isTable />
        </>
      }
      isBare
    >
      <InfluxSourceLine readable={readable} isLive={!isEnded} />
      <InfluxTable readable={readable} fromMs={fromMs} toMs={isEnded ? lastPointAtMs : null} />
    </Section>
  );
}
