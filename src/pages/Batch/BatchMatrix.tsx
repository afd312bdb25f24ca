import { css } from '@emotion/css';
import React, { useMemo } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Batch, RunSummary } from 'perftest-automation-sidecar/contract/runs';
import type { LabelComparison } from 'perftest-automation-sidecar/contract/verdict';

import { isActive } from '../../shared/api/run-status';
import { useScenarios } from '../../shared/api/scenarios';
import { useTestTypes } from '../../shared/api/test-types';
import { placesOf } from '../../shared/catalogue-order';
import {
  formatChange,
  formatClock,
  formatDuration,
  formatMsWithUnit,
  formatRatio,
  METRIC_NAMES,
  NO_DATA,
  plural,
} from '../../shared/format';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { AppLink } from '../../shared/ui/AppLink';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { toneOfState } from '../../shared/ui/LabelStateMark';
import { ProgressBar } from '../../shared/ui/ProgressBar';
import { RepeatButton } from '../../shared/ui/RepeatButton';
import { Section } from '../../shared/ui/Section';
import { lookOfRun, Mark } from '../../shared/ui/Verdict';
import { arrangeRuns, type BatchCell, type BatchRow, canRepeat } from './batch-runs';

interface Notes {
  worst: ReadonlyMap<number, LabelComparison>;
  startsAtMs: ReadonlyMap<number, number>;
}

export function BatchMatrix({ batch }: { batch: Batch }) {
  const scenarios = useScenarios().data;
  const allTypes = useTestTypes().data;
  const { rows, testTypes } = useMemo(
    () =>
      arrangeRuns({
        runs: batch.runs,
        compareScenarios: placesOf(scenarios),
        compareTestTypes: placesOf(allTypes),
      }),
    [batch.runs, scenarios, allTypes]
  );
  const notes: Notes = {
    worst: new Map(batch.worstChanges?.map(({ runId, comparison }) => [runId, comparison])),
    startsAtMs: new Map(batch.timeline.map(({ runId, startsAtMs }) => [runId, startsAtMs])),
  };
  const columns: Array<Column<BatchRow>> = [
    {
      id: 'scenario',
      header: 'Scenario',
      width: 160,
      cell: ({ scenarioId, scenarioName }) => (
        <AppLink isQuiet to={paths.scenario(scenarioId)}>
          {scenarioName}
        </AppLink>
      ),
    },
    ...testTypes.map(([testTypeId, name]) => ({
      id: `type-${testTypeId}`,
      header: name,
      cell: (row: BatchRow) => <MatrixCell cell={row.cells.get(testTypeId)} notes={notes} />,
    })),
  ];
  return (
    <Section title="Verdicts" note="scenarios against test types" isBare>
      <DataTable
        caption="Verdicts by scenario and test type"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.scenarioId}
        minWidth={160 + 220 * testTypes.length}
        isFixed
      />
    </Section>
  );
}

function MatrixCell({ cell, notes }: { cell: BatchCell | undefined; notes: Notes }) {
  const styles = useStyles2(getStyles);
  if (!cell) {
    return <span className={styles.secondary}>{NO_DATA}</span>;
  }
  return (
    <div className={styles.cell}>
      {cell.runs.map((run, index) => (
        <RunEntry key={run.id} run={run} notes={notes} number={cell.runs.length > 1 ? index + 1 : undefined} />
      ))}
      {cell.superseded.length > 0 && <SupersededRuns runs={cell.superseded} />}
    </div>
  );
}

interface RunEntryProps {
  run: RunSummary;
  notes: Notes;
  /** Among the repeats of a cell. */
  number?: number;
}

function RunEntry({ run, notes, number }: RunEntryProps) {
  const styles = useStyles2(getStyles);
  const look = lookOfRun(run);
  const isRunning = isActive(run.status);
  return (
    <div>
      <div className={styles.head}>
        {number !== undefined && <span className={styles.secondary}>{number}.</span>}
        <AppLink
          isQuiet
          to={isRunning ? paths.live(run.id) : paths.test(run.id)}
          aria-label={`${run.name}${number === undefined ? '' : `, run ${number}`}: ${look.word}`}
        >
          <Mark look={look} />
        </AppLink>
        <span className={styles.took}>{durationOf(run, notes.startsAtMs.get(run.id))}</span>
        {hasRole('Editor') && canRepeat(run) && <RepeatButton runs={[run]} />}
      </div>
      {isRunning && <ProgressBar progress={run.progress} label={`Progress of ${run.name}`} height={6} />}
      <Findings run={run} worst={notes.worst.get(run.id)} />
    </div>
  );
}

function durationOf(run: RunSummary, startsAtMs: number | undefined): string {
  const { startedAtMs, completedAtMs, durationSeconds, endsAtMs, status } = run;
  if (startedAtMs !== null && completedAtMs !== null) {
    return formatDuration(completedAtMs - startedAtMs);
  }
  if (isActive(status)) {
    return endsAtMs === null ? '' : `ends ${formatClock(endsAtMs)}`;
  }
  if (status === 'queued') {
    return startsAtMs === undefined
      ? `${formatDuration(durationSeconds * 1000)} planned`
      : `about ${formatClock(startsAtMs)}`;
  }
  return '';
}

/** The worst label with its change, and the figures of the total. */
function Findings({ run, worst }: { run: RunSummary; worst: LabelComparison | undefined }) {
  const styles = useStyles2(getStyles);
  const { figures } = run;
  return (
    <>
      {worst && (
        <div className={styles.line} title={worst.why}>
          <AppLink isQuiet to={paths.test(run.id, `?tab=labels&label=${encodeURIComponent(worst.label)}`)}>
            {worst.label}
          </AppLink>{' '}
          <span className={styles[toneOfState(worst.state)]}>
            {METRIC_NAMES[worst.metric]} {formatChange(worst)}
          </span>
        </div>
      )}
      {figures.totalSamples !== null && (
        <div className={styles.secondary}>
          p90 {formatMsWithUnit(figures.p90Ms)} · errors {formatRatio(figures.errorRate)}
        </div>
      )}
      {run.status === 'failed' && <div className={styles.secondary}>{run.errorCode}</div>}
    </>
  );
}

function SupersededRuns({ runs }: { runs: readonly RunSummary[] }) {
  const styles = useStyles2(getStyles);
  return (
    <details className={styles.secondary}>
      <summary>{plural(runs.length, 'repeated run')}</summary>
      {runs.map((run) => (
        <div key={run.id}>
          <AppLink isQuiet to={paths.test(run.id)} aria-label={`${run.name}, repeated: ${lookOfRun(run).word}`}>
            <Mark look={lookOfRun(run)} />
          </AppLink>{' '}
          {durationOf(run, undefined)}
        </div>
      ))}
    </details>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  cell: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0, maxWidth: 340 }),
  head: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), minHeight: 24 }),
  took: css({ marginLeft: 'auto', color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
  line: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  secondary: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
    '& summary': { cursor: 'pointer' },
  }),
  good: css({ color: theme.colors.success.text }),
  bad: css({ color: theme.colors.error.text }),
  unsure: css({ color: theme.colors.warning.text }),
  busy: css({ color: theme.colors.text.primary }),
  quiet: css({ color: theme.colors.text.secondary }),
});
