import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, Button, useStyles2 } from '@grafana/ui';
import type { VerdictOutcome } from 'perftest-automation-sidecar/contract/verdict';

import { formatDateTime, formatRelative, NO_DATA } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { Section } from '../../shared/ui/Section';
import { OUTCOME_LOOKS, OutcomeMark } from '../../shared/ui/Verdict';
import { type CompareColumn, countStates } from './compare-rows';
import { describeStates } from './describe-states';
import type { ComparePage } from './useComparePage';

/** Which runs these are, and the answer in a sentence for each. */
export function ComparedRuns({ page }: { page: ComparePage }) {
  const { columns } = page.data;
  return (
    <Section title="Runs" note="the reference is what the others are compared with" isBare>
      <DataTable
        caption="Compared runs"
        columns={columnsFor(page)}
        rows={columns}
        rowKey={({ groupIndex, run }) => `${groupIndex} ${run.runId}`}
        minWidth={900}
      />
    </Section>
  );
}

function columnsFor(page: ComparePage): ReadonlyArray<Column<CompareColumn>> {
  return [
    { id: 'outcome', header: 'Verdict', width: 120, cell: ({ run }) => <Outcome outcome={run.outcome} /> },
    {
      id: 'run',
      header: 'Run',
      width: 170,
      cell: ({ run, isReference }) => (
        <>
          <AppLink to={paths.test(run.runId)}>{run.name}</AppLink>{' '}
          {isReference && <Badge text="Reference" color="blue" />}
        </>
      ),
    },
    { id: 'environment', header: 'Environment', width: 110, cell: ({ run }) => run.environmentName },
    {
      id: 'completed',
      header: 'Completed',
      width: 140,
      cell: ({ run }) => <time title={formatRelative(run.completedAtMs)}>{formatDateTime(run.completedAtMs)}</time>,
    },
    { id: 'found', header: 'What changed', cell: (column) => <Found column={column} page={page} /> },
    { id: 'actions', header: 'Actions', width: 130, cell: (column) => <RunActions column={column} page={page} /> },
  ];
}

function Outcome({ outcome }: { outcome: string | null }) {
  return outcome !== null && isOutcome(outcome) ? <OutcomeMark outcome={outcome} /> : NO_DATA;
}

function isOutcome(text: string): text is VerdictOutcome {
  return text in OUTCOME_LOOKS;
}

function Found({ column, page: { data } }: { column: CompareColumn; page: ComparePage }) {
  if (column.isReference) {
    return 'the others are compared with it';
  }
  return describeStates({ counts: countStates(data.rows, data.columns.indexOf(column)), metric: data.metric });
}

function RunActions({ column: { groupIndex, run, isReference }, page }: { column: CompareColumn; page: ComparePage }) {
  const styles = useStyles2(getStyles);
  const { groups } = page.data;
  const canRemove = (groups[groupIndex]?.length ?? 0) > 2;
  return (
    <div className={styles.actions}>
      {!isReference && (
        <Button
          size="sm"
          variant="secondary"
          fill="text"
          aria-label={`Make reference: ${run.name}`}
          onClick={() => page.actions.makeReference(groupIndex, run.runId)}
        >
          Make reference
        </Button>
      )}
      {canRemove && (
        <Button
          size="sm"
          variant="secondary"
          fill="text"
          aria-label={`Leave out ${run.name}`}
          onClick={() => page.actions.remove(run.runId)}
        >
          Leave out
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  actions: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5), whiteSpace: 'nowrap' }),
});
