import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, Button, useStyles2 } from '@grafana/ui';
import type { Baseline } from 'perftest-automation-sidecar/contract/reports';

import { formatDateTime, formatRelative } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import type { Column } from '../../shared/ui/DataTable';
import type { BaselineListPage } from './useBaselineList';

export function baselineColumns(page: BaselineListPage): ReadonlyArray<Column<Baseline>> {
  const columns: ReadonlyArray<Column<Baseline>> = [
    {
      id: 'name',
      header: 'Baseline',
      cell: (baseline) => <BaselineName baseline={baseline} />,
      sortValue: ({ name }) => name,
    },
    {
      id: 'scenario',
      header: 'Scenario and test type',
      width: 165,
      cell: ({ scenarioId, testTypeId, scenarioName, testTypeName }) => (
        <AppLink to={paths.history({ scenarioId, testTypeId })}>{`${scenarioName} · ${testTypeName}`}</AppLink>
      ),
      sortValue: ({ scenarioName, testTypeName }) => `${scenarioName} ${testTypeName}`,
    },
    {
      id: 'version',
      header: 'Version',
      width: 96,
      cell: ({ versionName }) => versionName,
      sortValue: ({ versionName }) => versionName,
    },
    {
      id: 'run',
      header: 'Made of',
      width: 78,
      cell: ({ sourceTestRunId }) => <AppLink to={paths.test(sourceTestRunId)}>Run {sourceTestRunId}</AppLink>,
    },
    {
      id: 'created',
      header: 'Made',
      width: 140,
      cell: ({ createdAtMs }) => <time title={formatRelative(createdAtMs)}>{formatDateTime(createdAtMs)}</time>,
      sortValue: ({ createdAtMs }) => createdAtMs,
    },
  ];
  if (!page.data.canEdit) {
    return columns;
  }
  const rowActions: Column<Baseline> = {
    id: 'actions',
    header: 'Actions',
    width: 190,
    cell: (baseline) => <RowActions baseline={baseline} page={page} />,
  };
  return [...columns, rowActions];
}

function BaselineName({ baseline: { name, description, isDefault, isActive } }: { baseline: Baseline }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {name} {isDefault && <Badge text="Default" color="blue" />}{' '}
      {!isActive && <Badge text="Archived" color="darkgrey" />}
      {description && <div className={styles.description}>{description}</div>}
    </>
  );
}

function RowActions({ baseline, page: { data, actions } }: { baseline: Baseline; page: BaselineListPage }) {
  const styles = useStyles2(getStyles);
  const { id, name, isActive, isDefault, scenarioName, testTypeName } = baseline;
  return (
    <div className={styles.actions}>
      {isActive && !isDefault && (
        <ConfirmButton
          size="sm"
          variant="secondary"
          fill="text"
          title={`Make ${name} the default?`}
          body={`Later runs of ${scenarioName} · ${testTypeName} that choose no reference are compared with it, as long as their history is short. Verdicts that there are stay.`}
          confirmText="Make default"
          onConfirm={() => actions.makeDefault(id)}
        >
          Make default
        </ConfirmButton>
      )}
      <Button
        size="sm"
        variant="secondary"
        fill="text"
        aria-label={`${isActive ? 'Archive' : 'Restore'} ${name}`}
        tooltip={isActive ? 'It is not offered for new runs; those that used it keep it' : undefined}
        onClick={() => actions.setActive(baseline, !isActive)}
      >
        {isActive ? 'Archive' : 'Restore'}
      </Button>
      {data.canDelete && (
        <ConfirmButton
          size="sm"
          fill="text"
          title={`Delete baseline ${name}?`}
          body="Its frozen figures are gone; the run that it was made of stays. Verdicts that there are stay."
          confirmText="Delete"
          onConfirm={() => actions.remove(id)}
        >
          Delete
        </ConfirmButton>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  description: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  actions: css({ display: 'flex', flexWrap: 'wrap', whiteSpace: 'nowrap' }),
});
