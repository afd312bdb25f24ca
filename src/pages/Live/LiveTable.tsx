import React, { type ReactNode, useState } from 'react';
import { Button } from '@grafana/ui';
import type { LiveSnapshot } from 'perftest-automation-sidecar/contract/live';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { rowKey } from '../../shared/api/live-state';
import { formatCount } from '../../shared/format';
import { Section } from '../../shared/ui/Section';
import { liveColumns } from '../../shared/ui/statistics-columns';
import { StatisticsTable } from '../../shared/ui/StatisticsTable';
import { LiveInfluxTable } from './LiveInfluxTable';
import type { LivePage } from './useLivePage';

interface LiveTableProps {
  run: Run;
  snapshot: LiveSnapshot;
  page: LivePage;
  actions: ReactNode;
}

const COLUMNS = liveColumns();

/** The result file's figures; those of InfluxDB, which are less, where somebody asks for them. */
export function LiveTable({ run, snapshot, page, actions }: LiveTableProps) {
  const [isFromInflux, setFromInflux] = useState(false);
  const { selected, figures, isEnded } = page.data;
  const { readable } = figures;
  const change = readable !== undefined && (
    <Button size="sm" variant="secondary" icon="exchange-alt" onClick={() => setFromInflux(!isFromInflux)}>
      {isFromInflux ? 'From the result file' : 'From InfluxDB'}
    </Button>
  );
  if (isFromInflux && readable !== undefined) {
    return <LiveInfluxTable run={run} readable={readable} isEnded={isEnded} actions={change} />;
  }
  return (
    <Section
      title="Labels"
      note={countsNote(snapshot)}
      actions={
        <>
          {change}
          {actions}
        </>
      }
      isBare
    >
      <StatisticsTable
        caption="Statistics per label, live"
        total={snapshot.total}
        rows={snapshot.rows}
        columns={COLUMNS}
        selectedKey={selected && rowKey(selected)}
        onSelect={page.actions.select}
        minWidth={1116}
      />
    </Section>
  );
}

/** Only what is out of the ordinary. */
function countsNote({ counts }: LiveSnapshot): string {
  const rejected = counts.rejected > 0 ? `, ${formatCount(counts.rejected)} rejected` : '';
  return `from ${formatCount(counts.rows)} records${rejected}`;
}
