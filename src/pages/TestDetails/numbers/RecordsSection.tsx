import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { RejectedRecord, RowCounts, RunStatistics } from 'perftest-automation-sidecar/contract/statistics';

import { formatCount, NO_DATA, plural } from '../../../shared/format';
import { type Column, DataTable } from '../../../shared/ui/DataTable';
import { Facts } from '../../../shared/ui/Facts';
import { PageSections } from '../../../shared/ui/PageSections';
import { Section } from '../../../shared/ui/Section';

/** rows = samples + transactions + interrupted + rejected, and what was rejected and why. */
export function RecordsSection({ statistics }: { statistics: RunStatistics }) {
  const { counts, rejected, rejectedByReason } = statistics;
  return (
    <>
      <Section title="Every record is accounted for">
        <Equation counts={counts} />
      </Section>
      <Section title="Rejected records" note={describeRejected(statistics)} isBare>
        <PageSections>
          {Object.keys(rejectedByReason).length > 0 && <Reasons byReason={rejectedByReason} />}
          <DataTable
            caption="Rejected records"
            columns={columnsFor(rejected)}
            rows={rejected}
            rowKey={({ fileName, recordNumber }) => `${recordNumber} ${fileName ?? ''}`}
            minWidth={640}
            maxHeight="60vh"
            emptyText="None was rejected."
          />
        </PageSections>
      </Section>
    </>
  );
}

function describeRejected({ counts, rejected }: RunStatistics): string {
  const what = 'records of the result file that could not be read';
  return counts.rejected > rejected.length
    ? `${what}; the first ${rejected.length} of ${formatCount(counts.rejected)}`
    : what;
}

function Reasons({ byReason }: { byReason: RunStatistics['rejectedByReason'] }) {
  const facts = Object.entries(byReason).map(([reason, count]) => ({ name: reason, value: plural(count, 'record') }));
  return <Facts facts={facts} />;
}

function Equation({ counts }: { counts: RowCounts }) {
  const styles = useStyles2(getStyles);
  const parts = [
    { name: 'samples', count: counts.samples },
    { name: 'transactions', count: counts.transactions },
    { name: 'interrupted', count: counts.interrupted },
    { name: 'rejected', count: counts.rejected },
  ];
  return (
    <p className={styles.equation}>
      <Term name="records" count={counts.rows} />
      {parts.map(({ name, count }, index) => (
        <React.Fragment key={name}>
          <span className={styles.sign}>{index === 0 ? '=' : '+'}</span>
          <Term name={name} count={count} />
        </React.Fragment>
      ))}
    </p>
  );
}

function Term({ name, count }: { name: string; count: number }) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.term}>
      <strong className={styles.count}>{formatCount(count)}</strong> <span className={styles.name}>{name}</span>
    </span>
  );
}

const COLUMNS: ReadonlyArray<Column<RejectedRecord>> = [
  {
    id: 'record',
    header: 'Record',
    description: 'From 1, behind the header',
    width: 90,
    isNumber: true,
    cell: ({ recordNumber }) => formatCount(recordNumber),
  },
  {
    id: 'line',
    header: 'Line',
    description: 'Of the file, where the record begins',
    width: 90,
    isNumber: true,
    cell: ({ lineNumber }) => (lineNumber > 0 ? formatCount(lineNumber) : NO_DATA),
  },
  { id: 'file', header: 'File', width: 200, cell: ({ fileName }) => fileName ?? NO_DATA },
  { id: 'reason', header: 'Reason', width: 280, cell: ({ reason }) => reason },
  { id: 'text', header: 'Text', cell: ({ text }) => <code>{text}</code> },
];

/** The file is named only where there are several. */
function columnsFor(rejected: readonly RejectedRecord[]): ReadonlyArray<Column<RejectedRecord>> {
  const hasFiles = rejected.some(({ fileName }) => fileName !== null);
  return hasFiles ? COLUMNS : COLUMNS.filter(({ id }) => id !== 'file');
}

const getStyles = (theme: GrafanaTheme2) => ({
  equation: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', gap: theme.spacing(0.5, 1.5), margin: 0 }),
  term: css({ whiteSpace: 'nowrap' }),
  count: css({ fontSize: theme.typography.h4.fontSize, fontVariantNumeric: 'tabular-nums' }),
  name: css({ color: theme.colors.text.secondary }),
  sign: css({ color: theme.colors.text.secondary, fontSize: theme.typography.h4.fontSize }),
});
