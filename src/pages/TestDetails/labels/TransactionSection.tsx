import { css } from '@emotion/css';
import React, { useMemo, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { IconButton, useStyles2 } from '@grafana/ui';
import type { TransactionTree } from 'perftest-automation-sidecar/contract/analysis';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { StatisticsRow } from 'perftest-automation-sidecar/contract/statistics';

import { useStatistics, useTransactions } from '../../../shared/api/analysis';
import { formatCount, formatMs, plural } from '../../../shared/format';
import { paths } from '../../../shared/paths';
import { AppLink } from '../../../shared/ui/AppLink';
import { type Column, DataTable } from '../../../shared/ui/DataTable';
import { Section } from '../../../shared/ui/Section';
import { LabelName } from '../../../shared/ui/statistics-columns';
import { QueryView } from '../../../shared/ui/states';
import { openLines, toTreeLines, type TreeLine } from './transaction-tree';

/** What ran within each transaction. */
export function TransactionSection({ run }: { run: Run }) {
  const transactions = useTransactions({ runId: run.id });
  const statistics = useStatistics({ runId: run.id, scope: 'run' });
  return (
    <Section title="Transactions" note="and what ran within them, over the whole run" isBare>
      <QueryView query={transactions} subject="the transactions">
        {(tree) => <Tree runId={run.id} tree={tree} rows={statistics.data?.rows ?? []} />}
      </QueryView>
    </Section>
  );
}

interface TreeProps {
  runId: number;
  tree: TransactionTree;
  rows: readonly StatisticsRow[];
}

function Tree({ runId, tree, rows }: TreeProps) {
  const styles = useStyles2(getStyles);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const lines = useMemo(() => toTreeLines(tree.parts), [tree.parts]);
  const toggle = (key: string) =>
    setClosed((previous) => {
      const next = new Set(previous);
      if (!next.delete(key)) {
        next.add(key);
      }
      return next;
    });
  const columns = useMemo(() => figureColumns(rows), [rows]);
  const label: Column<TreeLine> = {
    id: 'label',
    header: 'Label',
    cell: (line) => (
      <LineLabel runId={runId} line={line} isOpen={!closed.has(line.key)} onToggle={() => toggle(line.key)} />
    ),
  };
  return (
    <>
      <DataTable
        caption="Transactions and what ran within them"
        columns={[label, ...columns]}
        rows={openLines(lines, closed)}
        rowKey={({ key }) => key}
        minWidth={560}
        maxHeight="60vh"
        emptyText="What ran within the transactions is not known of this result."
      />
      {tree.unmatchedCount > 0 && (
        <p className={styles.note}>
          Of {plural(tree.unmatchedCount, 'sample')} within transactions it could not be told to which they belong.
        </p>
      )}
    </>
  );
}

/** Of a transaction at the top the figures of its own records; of all others those within the transaction above. */
function figureColumns(rows: readonly StatisticsRow[]): Array<Column<TreeLine>> {
  const figuresOf = ({ part, label }: TreeLine) =>
    part ?? rows.find((row) => row.kind === 'transaction' && row.label === label);
  return [
    {
      id: 'count',
      header: 'Count',
      width: 110,
      isNumber: true,
      cell: (line) => formatCount(figuresOf(line)?.count),
    },
    {
      id: 'errors',
      header: 'Failed',
      width: 110,
      isNumber: true,
      cell: (line) => formatCount(figuresOf(line)?.errors),
    },
    {
      id: 'mean',
      header: 'Mean',
      unit: 'ms',
      width: 110,
      isNumber: true,
      cell: (line) => formatMs(figuresOf(line)?.meanMs),
    },
  ];
}

interface LineLabelProps {
  runId: number;
  line: TreeLine;
  isOpen: boolean;
  onToggle: () => void;
}

function LineLabel({ runId, line, isOpen, onToggle }: LineLabelProps) {
  const styles = useStyles2(getStyles);
  const { label, kind, level, hasChildren } = line;
  const search = new URLSearchParams({ tab: 'labels', label, kind });
  return (
    <span className={styles.label} style={{ paddingLeft: (level - 1) * INDENT_PX }}>
      {hasChildren ? (
        <IconButton
          name={isOpen ? 'angle-down' : 'angle-right'}
          aria-label={`What ran in ${label}`}
          aria-expanded={isOpen}
          onClick={onToggle}
        />
      ) : (
        <span className={styles.leaf} />
      )}
      <AppLink isQuiet to={paths.test(runId, `?${search}`)}>
        <LabelName row={line} />
      </AppLink>
    </span>
  );
}

const INDENT_PX = 24;

const getStyles = (theme: GrafanaTheme2) => ({
  label: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5) }),
  leaf: css({ width: theme.spacing(2.5) }),
  note: css({ margin: theme.spacing(1, 0, 0), color: theme.colors.text.secondary }),
});
