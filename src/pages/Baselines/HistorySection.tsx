import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, useStyles2 } from '@grafana/ui';
import type { History, HistoryEntry, RunDecision } from 'perftest-automation-sidecar/contract/history';

import { DECISION_DEEDS } from '../../shared/decision/decision-look';
import { DecisionHistory } from '../../shared/decision/DecisionHistory';
import { DecisionModal } from '../../shared/decision/DecisionModal';
import { formatDateTime, formatMs, formatRelative, NO_DATA, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { AppLink } from '../../shared/ui/AppLink';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { LinkButton } from '../../shared/ui/LinkButton';
import { Section } from '../../shared/ui/Section';
import { Mark, OutcomeMark } from '../../shared/ui/Verdict';
import { PickedRuns } from './PickedRuns';
import type { HistoryChoice } from '../../shared/use-history-choice';

type Decide = (asked: { runIds: readonly number[]; decision: RunDecision }) => void;

interface Picking {
  runIds: readonly number[];
  toggle: (runId: number) => void;
}

/** Each run: whether later ones are compared with it, why, and what people said of it. */
export function HistorySection({ history: { entries }, choice }: { history: History; choice: HistoryChoice }) {
  const [asked, setAsked] = useState<Parameters<Decide>[0]>();
  const [picked, pick] = useState<readonly number[]>([]);
  const toggle = (runId: number) =>
    pick(picked.includes(runId) ? picked.filter((id) => id !== runId) : [...picked, runId]);
  const forget = (runIds: readonly number[]) => pick((all) => all.filter((id) => !runIds.includes(id)));
  const inHistory = entries.filter(({ isInHistory }) => isInHistory);
  return (
    <Section
      title="Runs"
      note={`${inHistory.length} of ${plural(entries.length, 'run')} of ${choice.name} are compared with`}
      actions={
        choice.query && (
          <LinkButton size="sm" variant="secondary" icon="chart-line" href={paths.trend(choice.query)}>
            Trend
          </LinkButton>
        )
      }
      isBare
    >
      {hasRole('Editor') && (
        <PickedRuns
          picked={picked}
          all={entries.map(({ runId }) => runId)}
          onPick={pick}
          onDecide={(decision) => setAsked({ runIds: picked, decision })}
        />
      )}
      <DataTable
        caption="Runs and their part in the history"
        columns={columnsFor(setAsked, { runIds: picked, toggle })}
        rows={entries}
        rowKey={({ runId }) => runId}
        isFixed
        minWidth={920}
      />
      {asked && <DecisionModal {...asked} onClose={() => setAsked(undefined)} onDecided={forget} />}
    </Section>
  );
}

const IN_LOOK = { word: 'In', icon: 'check', tone: 'good' } as const;
const OUT_LOOK = { word: 'Out', icon: 'minus', tone: 'quiet' } as const;

function columnsFor(onDecide: Decide, picking: Picking): ReadonlyArray<Column<HistoryEntry>> {
  const columns: ReadonlyArray<Column<HistoryEntry>> = [
    {
      id: 'in',
      header: 'History',
      width: 74,
      cell: ({ isInHistory }) => <Mark look={isInHistory ? IN_LOOK : OUT_LOOK} />,
      sortValue: ({ isInHistory }) => Number(!isInHistory),
    },
    {
      id: 'run',
      header: 'Run',
      width: 160,
      cell: (entry) => <RunName entry={entry} />,
      sortValue: ({ runId }) => runId,
    },
    {
      id: 'outcome',
      header: 'Verdict',
      width: 120,
      cell: ({ outcome }) => (outcome === null ? NO_DATA : <OutcomeMark outcome={outcome} />),
    },
    {
      id: 'p90',
      header: 'p90',
      unit: 'ms',
      width: 76,
      isNumber: true,
      cell: ({ p90Ms }) => formatMs(p90Ms),
      sortValue: ({ p90Ms }) => p90Ms,
    },
    { id: 'why', header: 'Why', cell: (entry) => <Why entry={entry} /> },
  ];
  if (!hasRole('Editor')) {
    return columns;
  }
  const decisions: Column<HistoryEntry> = {
    id: 'decide',
    header: 'Decide',
    width: 170,
    cell: (entry) => <Decisions entry={entry} onDecide={onDecide} />,
  };
  return [tickColumn(picking), ...columns, decisions];
}

function tickColumn({ runIds, toggle }: Picking): Column<HistoryEntry> {
  return {
    id: 'tick',
    header: 'Pick',
    width: 46,
    cell: ({ runId, versionName }) => (
      <Checkbox
        aria-label={`Pick run ${runId} of ${versionName}`}
        value={runIds.includes(runId)}
        onChange={() => toggle(runId)}
      />
    ),
  };
}

function RunName({ entry: { runId, versionName, completedAtMs } }: { entry: HistoryEntry }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <AppLink to={paths.test(runId)}>{`Run ${runId} · ${versionName}`}</AppLink>
      <time className={styles.note} title={formatRelative(completedAtMs)}>
        {formatDateTime(completedAtMs)}
      </time>
    </>
  );
}

function Why({ entry: { why, isValid, changedLabels, fingerprintDifference, decisions } }: { entry: HistoryEntry }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.why}>
      <p>{why}</p>
      {isValid === false && <p>Its evidence is not valid.</p>}
      {fingerprintDifference.length > 0 && <p>Another load: {fingerprintDifference.join('; ')}.</p>}
      {changedLabels.length > 0 && <p>What is usual begins anew with it for {changedLabels.join(', ')}.</p>}
      <DecisionHistory entries={decisions} />
    </div>
  );
}

const DECISIONS: readonly RunDecision[] = ['accepted', 'rejected', 'quarantined', 'none'];

function Decisions({ entry: { runId, decision }, onDecide }: { entry: HistoryEntry; onDecide: Decide }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.decisions}>
      {DECISIONS.filter((one) => one !== decision).map((one) => (
        <Button
          key={one}
          size="sm"
          variant="secondary"
          fill="text"
          aria-label={`${DECISION_DEEDS[one].verb}: run ${runId}`}
          tooltip={DECISION_DEEDS[one].consequence}
          onClick={() => onDecide({ runIds: [runId], decision: one })}
        >
          {DECISION_DEEDS[one].verb}
        </Button>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  note: css({
    display: 'block',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  why: css({ overflowWrap: 'anywhere', '& p': { margin: 0 } }),
  decisions: css({ display: 'flex', flexWrap: 'wrap' }),
});
