import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, useStyles2 } from '@grafana/ui';
import type { BatchSummary } from 'perftest-automation-sidecar/contract/runs';

import { useBatches } from '../../shared/api/batches';
import { useBatchesOf } from '../../shared/api/compare';
import { formatCount, formatDateTime, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { QueryView } from '../../shared/ui/states';
import { useAddress } from '../../shared/use-address';
import { groupsOfBatches } from './batch-groups';
import { readIds } from './compare-groups';
import type { ChoiceProps } from './RunChooser';

const SHOWN_BATCHES = 50;
const NO_MORE_BATCHES = 10;

/** The runs of one batch together, or the same tests of several batches. */
export function BatchesChoice({ onCompare }: ChoiceProps) {
  const styles = useStyles2(getStyles);
  const [params, change] = useAddress();
  const batches = useBatches(SHOWN_BATCHES);
  const picked = readIds(params.get('batches') ?? '').slice(0, NO_MORE_BATCHES);
  const read = useBatchesOf(picked).flatMap(({ data }) => (data ? [data] : []));
  const groups = read.length === picked.length ? groupsOfBatches(read) : [];
  const toggle = (id: number) =>
    change({ batches: (picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id]).join(',') });
  return (
    <div className={styles.choice}>
      <div className={styles.line}>
        <Button disabled={groups.length === 0} onClick={() => onCompare(groups)}>
          {picked.length === 0 ? 'Compare batches' : `Compare ${plural(picked.length, 'batch', 'batches')}`}
        </Button>
        <span className={styles.note} role="status">
          {describe(picked.length, groups.length)}
        </span>
      </div>
      <QueryView query={batches} subject="the batches">
        {(page) => (
          <DataTable
            caption="Batches"
            columns={columnsFor(picked, toggle)}
            rows={page.items}
            rowKey={({ id }) => id}
            minWidth={700}
            emptyText="No batch has been started yet"
          />
        )}
      </QueryView>
    </div>
  );
}

function describe(pickedCount: number, groupCount: number): string {
  if (pickedCount === 0) {
    return 'Tick one batch to compare its runs with one another, or several to compare the same tests';
  }
  if (groupCount === 0) {
    return 'There are no two completed runs to compare in this choice';
  }
  return pickedCount === 1 ? 'Its runs with one another' : `${plural(groupCount, 'test')} side by side`;
}

function columnsFor(picked: readonly number[], toggle: (id: number) => void): ReadonlyArray<Column<BatchSummary>> {
  return [
    {
      id: 'pick',
      header: 'Pick',
      width: 56,
      cell: ({ id, name }) => (
        <Checkbox aria-label={`Pick ${name}`} value={picked.includes(id)} onChange={() => toggle(id)} />
      ),
    },
    { id: 'name', header: 'Batch', cell: ({ id, name }) => <AppLink to={paths.batch(id)}>{name}</AppLink> },
    { id: 'version', header: 'Version', width: 140, cell: ({ versionName }) => versionName },
    { id: 'runs', header: 'Runs', width: 70, isNumber: true, cell: ({ runCount }) => formatCount(runCount) },
    { id: 'created', header: 'Started', width: 150, cell: ({ createdAtMs }) => formatDateTime(createdAtMs) },
  ];
}

const getStyles = (theme: GrafanaTheme2) => ({
  choice: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  line: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1.5) }),
  note: css({ color: theme.colors.text.secondary }),
});
