import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FilterInput, useStyles2 } from '@grafana/ui';
import type { Version } from 'perftest-automation-sidecar/contract/scenarios';

import { formatDay, NO_DATA, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { AppPage } from '../../shared/ui/AppPage';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { NothingHere, QueryView } from '../../shared/ui/states';
import { useVersionsPage, type VersionActions } from './useVersionsPage';
import { VersionDrawer } from './VersionDrawer';

/** The releases of the system under test, newest first: in this order runs are compared. */
export default function Versions() {
  const styles = useStyles2(getStyles);
  const { data, actions } = useVersionsPage();
  const addButton = data.canEdit && (
    <Button icon="plus" onClick={() => actions.edit('new')}>
      New version
    </Button>
  );
  return (
    <AppPage
      pageNav={{ text: 'Versions', url: paths.versions() }}
      subTitle="Releases of the system under test, newest first; a run is compared with the version before its own"
      actions={addButton}
    >
      <QueryView query={data.versions} subject="the versions">
        {(versions) =>
          versions.length === 0 ? (
            <NothingHere
              title="Here will be the releases that you test"
              text="A version is also made when you type its name in Run tests."
              action={addButton}
            />
          ) : (
            <div className={styles.list}>
              <FilterInput
                aria-label="Search versions"
                placeholder="Version, name or notes"
                width={32}
                value={data.search}
                onChange={actions.search}
              />
              <DataTable
                caption="Versions"
                columns={columnsFor(data, actions)}
                rows={data.shown}
                rowKey={({ id }) => id}
                minWidth={800}
                emptyText="No version fits this search"
              />
              <span className={styles.count}>{plural(versions.length, 'version')}</span>
            </div>
          )
        }
      </QueryView>
      {data.edited !== undefined && (
        <VersionDrawer version={data.edited === 'new' ? null : data.edited} onClose={() => actions.edit(undefined)} />
      )}
    </AppPage>
  );
}

function columnsFor(
  { canEdit, canDelete }: { canEdit: boolean; canDelete: boolean },
  actions: VersionActions
): ReadonlyArray<Column<Version>> {
  const columns: ReadonlyArray<Column<Version>> = [
    {
      id: 'version',
      header: 'Version',
      width: 220,
      cell: ({ id, version, displayName }) => (
        <>
          <AppLink to={paths.tests(`?versionId=${id}`)}>{version}</AppLink>
          {displayName !== null && ` ${displayName}`}
        </>
      ),
    },
    {
      id: 'released',
      header: 'Released',
      width: 150,
      cell: ({ releaseDateMs }) => formatDay(releaseDateMs),
      sortValue: ({ releaseDateMs }) => releaseDateMs,
    },
    { id: 'notes', header: 'Notes', cell: ({ description }) => description || NO_DATA },
    {
      id: 'state',
      header: 'State',
      width: 100,
      cell: ({ isActive }) => (isActive ? 'active' : 'archived'),
      sortValue: ({ isActive }) => Number(!isActive),
    },
  ];
  if (!canEdit) {
    return columns;
  }
  const rowActions: Column<Version> = {
    id: 'actions',
    header: 'Actions',
    width: 180,
    cell: (version) => <RowActions version={version} canDelete={canDelete} actions={actions} />,
  };
  return [...columns, rowActions];
}

interface RowActionsProps {
  version: Version;
  canDelete: boolean;
  actions: VersionActions;
}

function RowActions({ version, canDelete, actions }: RowActionsProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.actions}>
      <Button
        size="sm"
        variant="secondary"
        fill="text"
        aria-label={`Edit version ${version.version}`}
        onClick={() => actions.edit(version)}
      >
        Edit
      </Button>
      {canDelete && (
        <ConfirmButton
          size="sm"
          fill="text"
          title={`Delete version ${version.version}?`}
          body="Only a version without runs can be deleted. One with runs can be archived: its history stays."
          confirmText="Delete"
          onConfirm={() => actions.remove(version.id)}
        >
          Delete
        </ConfirmButton>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  count: css({ color: theme.colors.text.secondary }),
  actions: css({ display: 'flex', gap: theme.spacing(0.5) }),
});
