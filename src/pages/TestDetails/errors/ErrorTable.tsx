import { css } from '@emotion/css';
import React, { useMemo } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { ErrorGroup } from 'perftest-automation-sidecar/contract/statistics';

import { failureGroupId } from '../../../shared/failure-text';
import { formatClockWithSeconds, formatCount } from '../../../shared/format';
import { paths } from '../../../shared/paths';
import { AppLink } from '../../../shared/ui/AppLink';
import { type Column, DataTable } from '../../../shared/ui/DataTable';
import { LabelName } from '../../../shared/ui/statistics-columns';

interface ErrorTableProps {
  runId: number;
  groups: readonly ErrorGroup[];
  /** A saved report counts failed samples without saying what they were. */
  failedCount: number;
  /** How many failed requests of a group were kept with what was sent and received. */
  keptOf: (group: ErrorGroup) => number;
}

/** Failed samples by label, response code and message; numbers and ids in the message are folded. */
export function ErrorTable({ runId, groups, keptOf, failedCount }: ErrorTableProps) {
  const columns = useMemo(() => columnsOf({ runId, keptOf }), [runId, keptOf]);
  return (
    <DataTable
      caption="Errors by label, code and message"
      columns={columns}
      rows={groups}
      rowKey={failureGroupId}
      minWidth={860}
      maxHeight="70vh"
      emptyText={
        failedCount === 0 ? 'No sample has failed.' : 'Samples have failed, but the imported report does not say how.'
      }
    />
  );
}

function columnsOf({ runId, keptOf }: Pick<ErrorTableProps, 'runId' | 'keptOf'>): Array<Column<ErrorGroup>> {
  return [
    {
      id: 'count',
      header: 'Count',
      width: 80,
      isNumber: true,
      cell: ({ count }) => formatCount(count),
      sortValue: ({ count }) => count,
    },
    {
      id: 'label',
      header: 'Label',
      width: 180,
      cell: (group) => <LabelLink runId={runId} group={group} />,
      sortValue: ({ label }) => label,
    },
    {
      id: 'code',
      header: 'Code',
      width: 90,
      cell: ({ responseCode }) => responseCode || 'none',
      sortValue: ({ responseCode }) => responseCode,
    },
    {
      id: 'message',
      header: 'Message',
      description: '# stands for numbers and ids that differ',
      cell: (group) => <Message group={group} />,
      sortValue: ({ message }) => message,
    },
    {
      id: 'first',
      header: 'First',
      width: 80,
      isNumber: true,
      cell: ({ firstMs }) => formatClockWithSeconds(firstMs),
      sortValue: ({ firstMs }) => firstMs,
    },
    {
      id: 'last',
      header: 'Last',
      width: 80,
      isNumber: true,
      cell: ({ lastMs }) => formatClockWithSeconds(lastMs),
      sortValue: ({ lastMs }) => lastMs,
    },
    { id: 'kept', header: 'Requests', width: 110, cell: (group) => <KeptLink group={group} count={keptOf(group)} /> },
  ];
}

function LabelLink({ runId, group }: { runId: number; group: ErrorGroup }) {
  const search = new URLSearchParams({ tab: 'labels', label: group.label, kind: group.kind });
  return (
    <AppLink isQuiet to={paths.test(runId, `?${search}`)}>
      <LabelName row={group} />
    </AppLink>
  );
}

function Message({ group: { message, example } }: { group: ErrorGroup }) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.message}>
      {message || 'none'}
      {example !== '' && example !== message && <small className={styles.example}>e.g. {example}</small>}
    </span>
  );
}

/** To the group's requests further down the page. */
function KeptLink({ group, count }: { group: ErrorGroup; count: number }) {
  if (count === 0) {
    return null;
  }
  const show = () => {
    const heading = document.getElementById(failureGroupId(group));
    // jsdom has no scrollIntoView.
    heading?.scrollIntoView?.({ block: 'start' });
    heading?.focus();
  };
  return (
    <Button
      size="sm"
      fill="text"
      onClick={show}
      aria-label={`Show ${formatCount(count)} kept requests of ${group.label}`}
    >
      {formatCount(count)} kept
    </Button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  message: css({ overflowWrap: 'anywhere' }),
  example: css({ display: 'block', color: theme.colors.text.secondary }),
});
