import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { HistoryQuery, TrendMatrix } from 'perftest-automation-sidecar/contract/history';

import { DECISION_LOOKS } from '../../shared/decision/decision-look';
import { formatMsWithUnit, NO_DATA } from '../../shared/format';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { AppLink } from '../../shared/ui/AppLink';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { LinkButton } from '../../shared/ui/LinkButton';
import { Section } from '../../shared/ui/Section';
import { NothingHere } from '../../shared/ui/states';
import { Mark } from '../../shared/ui/Verdict';
import { lookOfOutcome } from './outcome-look';

type Row = TrendMatrix['rows'][number];
type Cell = NonNullable<Row['cells'][number]>;

const NAME_WIDTH = 240;
const VERSION_WIDTH = 140;

interface VersionMatrixProps {
  matrix: TrendMatrix;
  /** Whose trend is shown above. */
  chosen: HistoryQuery | undefined;
}

/** The newest run of each scenario, test type and version: its verdict, and who accepted what. */
export function VersionMatrix({ matrix, chosen }: VersionMatrixProps) {
  const { rows, versions } = matrix;
  if (rows.length === 0) {
    return (
      <NothingHere
        title="Here will be the verdicts of your scenarios by version"
        text="No test has been run yet."
        action={
          hasRole('Editor') && (
            <LinkButton href={paths.runTests()} icon="play">
              Run tests
            </LinkButton>
          )
        }
      />
    );
  }
  return (
    <Section title="Verdicts by version" note="the newest run of each; the name shows its trend" isBare>
      <DataTable
        caption="Verdicts by scenario and version"
        columns={columnsFor(versions)}
        rows={rows}
        rowKey={keyOf}
        selectedKey={chosen && keyOf(chosen)}
        minWidth={NAME_WIDTH + VERSION_WIDTH * versions.length}
      />
    </Section>
  );
}

function keyOf({ scenarioId, testTypeId }: HistoryQuery): string {
  return `${scenarioId} ${testTypeId}`;
}

function columnsFor(versions: TrendMatrix['versions']): ReadonlyArray<Column<Row>> {
  return [
    { id: 'name', header: 'Scenario and test type', width: NAME_WIDTH, cell: (row) => <RowName row={row} /> },
    ...versions.map(({ id, name }, index) => ({
      id: `version-${id}`,
      header: name,
      cell: (row: Row) => <MatrixCell cell={row.cells[index] ?? null} name={`${nameOf(row)} · ${name}`} />,
    })),
  ];
}

function nameOf({ scenarioName, testTypeName }: Row): string {
  return `${scenarioName} · ${testTypeName}`;
}

const COMPARED_VERSIONS = 5;

function RowName({ row }: { row: Row }) {
  const styles = useStyles2(getStyles);
  const newest = row.cells.flatMap((cell) => (cell ? [cell.runId] : [])).slice(0, COMPARED_VERSIONS);
  return (
    <>
      <AppLink to={paths.trend(row)}>{nameOf(row)}</AppLink>
      {newest.length > 1 && (
        <div className={styles.note}>
          <AppLink to={paths.compareRuns(newest.reverse())} aria-label={`Compare versions of ${nameOf(row)}`}>
            Compare versions
          </AppLink>
        </div>
      )}
    </>
  );
}

function MatrixCell({ cell, name }: { cell: Cell | null; name: string }) {
  const styles = useStyles2(getStyles);
  if (cell === null) {
    return <span className={styles.note}>{NO_DATA}</span>;
  }
  const { runId, outcome, sentence, decision, decidedBy, p90Ms } = cell;
  const look = lookOfOutcome(outcome);
  return (
    <div title={sentence ?? undefined}>
      <AppLink isQuiet to={paths.test(runId)} aria-label={`${name}: ${look.word}`}>
        <Mark look={look} />
      </AppLink>
      <div className={styles.note}>p90 {formatMsWithUnit(p90Ms)}</div>
      {decision !== 'none' && (
        <div className={styles.note}>
          {DECISION_LOOKS[decision].word.toLowerCase()}
          {decidedBy !== null && ` by ${decidedBy}`}
        </div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  note: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  }),
});
