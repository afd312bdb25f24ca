import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { RejectedRecord, RowCounts, RunStatistics } from 'perftest-automation-sidecar/contract/statistics';

import { useRunStatistics } from '../../../shared/api/runs';
import { toDurationText } from '../../../shared/duration-text';
import { formatBytes, formatCount, formatDateTime, formatClockWithSeconds, NO_DATA } from '../../../shared/format';
import { type Column, DataTable } from '../../../shared/ui/DataTable';
import { Facts } from '../../../shared/ui/Facts';
import { PageSections } from '../../../shared/ui/PageSections';
import { Section } from '../../../shared/ui/Section';
import { QueryView } from '../../../shared/ui/states';
import { hasResult, NoResult } from '../NoResult';
import { RunStages } from '../RunStages';

export function NumbersTab({ run }: { run: Run }) {
  const statistics = useRunStatistics({ runId: run.id, scope: 'run', isEnabled: hasResult(run) });
  return (
    <PageSections>
      {hasResult(run) ? (
        <QueryView query={statistics} subject="the statistics">
          {(loaded) => <Sources run={run} statistics={loaded} />}
        </QueryView>
      ) : (
        <NoResult run={run} what="how the records of the result file add up" />
      )}
      <Section title="Definitions">
        <Facts facts={DEFINITIONS} />
      </Section>
      <Section title="Stages of this run">
        <RunStages stages={run.stages} />
      </Section>
    </PageSections>
  );
}

function Sources({ run, statistics }: { run: Run; statistics: RunStatistics }) {
  return (
    <>
      <Section title="Every record is accounted for">
        <Equation counts={statistics.counts} />
        <Facts facts={sourceFacts(run)} />
      </Section>
      <Section title="Rejected records" note="records of the result file that could not be read" isBare>
        <DataTable
          caption="Rejected records"
          columns={REJECTED_COLUMNS}
          rows={statistics.rejected}
          rowKey={({ recordNumber }) => recordNumber}
          emptyText="None was rejected."
        />
      </Section>
    </>
  );
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

function sourceFacts(run: Run) {
  const { resultFileName, resultSizeBytes, windowFromMs, windowToMs, verdict } = run;
  return [
    { name: 'Result file', value: resultFileName ? `${resultFileName} (${formatBytes(resultSizeBytes)})` : NO_DATA },
    {
      name: 'Analysis window',
      value:
        windowFromMs === null
          ? 'none'
          : `${formatClockWithSeconds(windowFromMs)} – ${formatClockWithSeconds(windowToMs)}; samples that began in it`,
    },
    ...analysisFacts(run.analysis),
    { name: 'Rules of the verdict', value: verdict ? <code>{verdict.rules}</code> : NO_DATA },
    { name: 'Judged', value: formatDateTime(verdict?.judgedAtMs) },
  ];
}

/** How the scenario had its labels counted when the run was prepared. Runs older than such rules have none. */
function analysisFacts(analysis: Run['analysis']) {
  if (analysis === null) {
    return [];
  }
  const { excludedLabels, labelFoldings, windowTrimStartSeconds, windowTrimEndSeconds } = analysis;
  const foldings = labelFoldings.map(({ pattern, label }) => `${pattern} as ${label}`);
  const begin = windowTrimStartSeconds === null ? 'the ramp-up' : toDurationText(windowTrimStartSeconds);
  return [
    {
      name: 'Left out of the window',
      value: `${begin} at the begin, ${toDurationText(windowTrimEndSeconds)} at the end`,
    },
    { name: 'Labels left out of the total', value: excludedLabels.join(', ') || 'none' },
    { name: 'Labels counted as one', value: foldings.join(', ') || 'none' },
  ];
}

const REJECTED_COLUMNS: ReadonlyArray<Column<RejectedRecord>> = [
  {
    id: 'record',
    header: 'Record',
    width: 100,
    isNumber: true,
    cell: ({ recordNumber }) => formatCount(recordNumber),
  },
  { id: 'reason', header: 'Reason', width: 320, cell: ({ reason }) => reason },
  { id: 'text', header: 'Text', cell: ({ text }) => <code>{text}</code> },
];

const DEFINITIONS = [
  { name: 'sample', value: 'One record of the result file that a sampler wrote.' },
  {
    name: 'transaction',
    value: 'The record of a Transaction Controller: statistics of its own, never part of totals.',
  },
  {
    name: 'interrupted',
    value: 'A failure that only the stopping of the run caused; counted apart and in no other figure.',
  },
  { name: 'rejected', value: 'A record that could not be read; counted with its reason.' },
  {
    name: 'p50, p90, p95, p99',
    value:
      'Exact order statistics of every sample: the value at place round(n·p), as in JMeter’s Aggregate Report. No sampling, no averages of percentiles.',
  },
  { name: 'error rate', value: 'Failed samples ÷ samples.' },
  { name: 'throughput', value: 'Samples ÷ (latest end − earliest start).' },
  { name: 'KB/s', value: 'Received bytes ÷ the same time; 1 KB = 1024 bytes.' },
  { name: 'analysis window', value: 'The run without its ramp-up, by the samples’ start; the verdict judges it.' },
  { name: '–', value: 'No data. It is never the same as 0.' },
];

const getStyles = (theme: GrafanaTheme2) => ({
  equation: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', gap: theme.spacing(0.5, 1.5) }),
  term: css({ whiteSpace: 'nowrap' }),
  count: css({ fontSize: theme.typography.h4.fontSize, fontVariantNumeric: 'tabular-nums' }),
  name: css({ color: theme.colors.text.secondary }),
  sign: css({ color: theme.colors.text.secondary, fontSize: theme.typography.h4.fontSize }),
});
