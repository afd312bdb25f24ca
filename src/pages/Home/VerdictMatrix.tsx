import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { formatMsWithUnit, NO_DATA } from '../../shared/format';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { AppLink } from '../../shared/ui/AppLink';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { LinkButton } from '../../shared/ui/LinkButton';
import { Section } from '../../shared/ui/Section';
import { Sparkline } from '../../shared/ui/Sparkline';
import { NothingHere } from '../../shared/ui/states';
import { lookOfRun, Mark } from '../../shared/ui/Verdict';
import type { Matrix, MatrixCell, MatrixRow } from './verdict-matrix';

export function VerdictMatrix({ matrix }: { matrix: Matrix }) {
  const styles = useStyles2(getStyles);
  if (matrix.rows.length === 0) {
    return <NoRunsYet />;
  }
  const columns: Array<Column<MatrixRow>> = [
    {
      id: 'scenario',
      header: 'Scenario',
      width: 150,
      cell: ({ scenarioName, testTypeName }) => (
        <>
          {scenarioName} · <span className={styles.type}>{testTypeName}</span>
        </>
      ),
    },
    ...matrix.versions.map(({ id, name }) => ({
      id: `version-${id}`,
      header: name,
      cell: (row: MatrixRow) => <VerdictCell row={row} cell={row.cells.get(id)} versionName={name} />,
    })),
    { id: 'p90', header: 'p90, last runs', width: 250, cell: (row) => <P90Line row={row} /> },
  ];
  return (
    <Section title="Last releases" note="the newest run of each version" isBare>
      <DataTable
        caption="Verdicts of the last releases"
        columns={columns}
        rows={matrix.rows}
        rowKey={({ key }) => key}
        minWidth={760}
      />
    </Section>
  );
}

interface VerdictCellProps {
  row: MatrixRow;
  cell: MatrixCell | undefined;
  versionName: string;
}

function VerdictCell({ row, cell, versionName }: VerdictCellProps) {
  const styles = useStyles2(getStyles);
  if (!cell) {
    return <span className={styles.type}>{NO_DATA}</span>;
  }
  const look = lookOfRun(cell);
  return (
    <AppLink
      isQuiet
      to={paths.test(cell.runId)}
      aria-label={`${row.scenarioName} ${row.testTypeName} ${versionName}: ${look.word}`}
    >
      <Mark look={look} />
    </AppLink>
  );
}

function P90Line({ row }: { row: MatrixRow }) {
  const styles = useStyles2(getStyles);
  const last = row.p90s.filter((value) => value !== null).at(-1);
  if (last === undefined) {
    return <span className={styles.type}>{NO_DATA}</span>;
  }
  return (
    <span className={styles.line}>
      <Sparkline
        values={row.p90s}
        label={`p90 of ${row.scenarioName} ${row.testTypeName} over the last ${row.p90s.length} runs, last ${formatMsWithUnit(last)}`}
      />
      <span>{formatMsWithUnit(last)}</span>
    </span>
  );
}

function NoRunsYet() {
  return (
    <Section title="Last releases">
      <NothingHere
        title="Here will be the verdict of every scenario and test type for the last versions"
        text="No run has ended yet."
        action={
          hasRole('Editor') && (
            <LinkButton href={paths.runTests()} icon="play">
              Run tests
            </LinkButton>
          )
        }
      />
    </Section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  type: css({ color: theme.colors.text.secondary }),
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1.5), fontVariantNumeric: 'tabular-nums' }),
});
