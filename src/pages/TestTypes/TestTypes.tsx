import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { TestType } from 'perftest-automation-sidecar/contract/scenarios';

import { useDeleteTestType, useTestTypes } from '../../shared/api/test-types';
import { NO_DATA } from '../../shared/format';
import { hasRole } from '../../shared/role';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { Section } from '../../shared/ui/Section';
import { QueryView } from '../../shared/ui/states';
import { TestTypeDrawer } from './TestTypeDrawer';

type Edited = TestType | 'new' | undefined;

/** Load, stress, and what people add: the columns of every grid of scenarios. */
export function TestTypes() {
  const testTypes = useTestTypes();
  const deletion = useDeleteTestType();
  const [edited, edit] = useState<Edited>();
  const canEdit = hasRole('Editor');
  const columns = columnsFor({ canEdit, edit, remove: (id) => deletion.mutate(id) });
  return (
    <Section
      title="Test types"
      note="a scenario says for each what its users and duration are; a batch runs them in this order"
      isBare
      actions={
        canEdit && (
          <Button size="sm" variant="secondary" icon="plus" onClick={() => edit('new')}>
            New test type
          </Button>
        )
      }
    >
      <QueryView query={testTypes} subject="the test types">
        {(rows) => <DataTable caption="Test types" columns={columns} rows={rows} rowKey={({ id }) => id} />}
      </QueryView>
      {edited !== undefined && (
        <TestTypeDrawer testType={edited === 'new' ? null : edited} onClose={() => edit(undefined)} />
      )}
    </Section>
  );
}

interface ColumnInput {
  canEdit: boolean;
  edit: (testType: Edited) => void;
  remove: (id: number) => void;
}

function columnsFor({ canEdit, edit, remove }: ColumnInput): ReadonlyArray<Column<TestType>> {
  const columns: ReadonlyArray<Column<TestType>> = [
    { id: 'position', header: 'Order', width: 70, isNumber: true, cell: ({ position }) => position },
    { id: 'name', header: 'Name', width: 160, cell: ({ name }) => name },
    { id: 'displayName', header: 'Shown as', width: 200, cell: ({ displayName }) => displayName },
    { id: 'description', header: 'Description', cell: ({ description }) => description || NO_DATA },
  ];
  if (!canEdit) {
    return columns;
  }
  const actions: Column<TestType> = {
    id: 'actions',
    header: 'Actions',
    width: 180,
    cell: (testType) => (
      <RowActions testType={testType} onEdit={() => edit(testType)} onRemove={() => remove(testType.id)} />
    ),
  };
  return [...columns, actions];
}

interface RowActionsProps {
  testType: TestType;
  onEdit: () => void;
  onRemove: () => void;
}

function RowActions({ testType, onEdit, onRemove }: RowActionsProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.actions}>
      <Button size="sm" variant="secondary" fill="text" aria-label={`Edit test type ${testType.name}`} onClick={onEdit}>
        Edit
      </Button>
      {hasRole('Admin') && (
        <ConfirmButton
          size="sm"
          fill="text"
          title={`Delete test type ${testType.name}?`}
          body="Only a test type without runs can be deleted. Scenarios lose what they say about it."
          confirmText="Delete"
          onConfirm={onRemove}
        >
          Delete
        </ConfirmButton>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  actions: css({ display: 'flex', gap: theme.spacing(0.5) }),
});
