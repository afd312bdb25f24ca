import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { PlannedRun } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatDuration, formatRelative, plural } from '../../shared/format';
import { SmokeBadge } from '../../shared/ui/SmokeBadge';

interface PlannedRunsProps {
  runs: readonly PlannedRun[];
  nowMs: number;
}

/** In their order, smoke runs first. */
export function PlannedRuns({ runs, nowMs }: PlannedRunsProps) {
  const styles = useStyles2(getStyles);
  return (
    <ol className={styles.runs}>
      {runs.map((run, index) => (
        // A repeated test is there several times; its place is what tells one from the other.
        <PlannedRunItem key={`${run.kind} ${run.scenarioId}:${run.testTypeId} ${index}`} run={run} nowMs={nowMs} />
      ))}
    </ol>
  );
}

function PlannedRunItem({ run, nowMs }: { run: PlannedRun; nowMs: number }) {
  const styles = useStyles2(getStyles);
  return (
    <li className={styles.run}>
      <span className={styles.head}>
        <span className={styles.name}>
          {run.kind === 'smoke' ? (
            <>
              {run.scenarioName} <SmokeBadge />
            </>
          ) : (
            `${run.scenarioName} · ${run.testTypeName}`
          )}
        </span>
        <span className={styles.times} title={formatRelative(run.startsAtMs)}>
          {formatClock(run.startsAtMs, nowMs)} – {formatClock(run.endsAtMs, nowMs)}
        </span>
      </span>
      {run.kind === 'test' && <TestLines run={run} />}
      {run.problems.length > 0 && (
        <span className={styles.problem}>
          <Icon name="exclamation-triangle" size="sm" aria-hidden /> cannot be started, see above
        </span>
      )}
    </li>
  );
}

function TestLines({ run }: { run: PlannedRun }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <span className={styles.line}>
        {plural(run.userCount, 'user')}, {formatDuration(run.durationSeconds * 1000)}, {run.environmentName}
        {run.cooldownSeconds > 0 && `, then ${formatDuration(run.cooldownSeconds * 1000)} cool-down`}
      </span>
      {run.groups.length > 0 && <span className={styles.line}>{describeGroups(run)}</span>}
      <span className={styles.line}>
        {run.referenceName ? `compared with ${run.referenceName}` : 'nothing to compare with: SLOs alone judge it'}
      </span>
    </>
  );
}

/** The users each thread group gets; those that get none of it after them. */
function describeGroups({ groups }: PlannedRun): string {
  const given = groups.flatMap(({ name, load }) => (load ? [`${name}: ${plural(load.userCount, 'user')}`] : []));
  const others = groups.filter(({ load }) => load === null).map(({ name }) => name);
  const asWritten = others.length === 0 ? [] : [`${others.join(', ')} as in the script`];
  return [...given, ...asWritten].join('; ');
}

const getStyles = (theme: GrafanaTheme2) => ({
  runs: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  run: css({
    paddingBottom: theme.spacing(1),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '&:last-of-type': { borderBottom: 'none' },
  }),
  head: css({ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', columnGap: theme.spacing(1) }),
  times: css({ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  name: css({ fontWeight: theme.typography.fontWeightMedium, overflowWrap: 'anywhere' }),
  line: css({
    display: 'block',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
  }),
  problem: css({ display: 'block', color: theme.colors.error.text, fontSize: theme.typography.bodySmall.fontSize }),
});
