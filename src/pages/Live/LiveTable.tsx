import React, { type ReactNode } from 'react';
import type { LiveSnapshot } from 'perftest-automation-sidecar/contract/live';

import { rowKey } from '../../shared/api/live-state';
import { formatCount } from '../../shared/format';
import { Section } from '../../shared/ui/Section';
import { liveColumns } from '../../shared/ui/statistics-columns';
import { StatisticsTable } from '../../shared/ui/StatisticsTable';
import type { LivePage } from './useLivePage';

interface LiveTableProps {
  snapshot: LiveSnapshot;
  page: LivePage;
  actions: ReactNode;
}

const COLUMNS = liveColumns();

export function LiveTable({ snapshot, page, actions }: LiveTableProps) {
  const { selected } = page.data;
  return (
    <Section title="Labels" note={countsNote(snapshot)} actions={actions} isBare>
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
