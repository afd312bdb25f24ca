import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Icon, useStyles2 } from '@grafana/ui';
import type { BatchPreview, PlannedRun } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatDuration, formatRelative, plural } from '../../shared/format';
import { ErrorState, ErrorText, LoadingState } from '../../shared/ui/states';
import { useNow } from '../../shared/use-now';
import type { Plan } from './useRunTests';

interface PlanPanelProps {
  plan: Plan;
  onStart: () => void;
}

/** What will happen and when it is over; always in view beside the choice. */
export function PlanPanel({ plan, onStart }: PlanPanelProps) {
  const styles = useStyles2(getStyles);
  const canStart = Boolean(plan.preview?.canStart) && !plan.isStale && !plan.isStarting;
  return (
    <aside className={styles.panel} aria-label="What will happen">
      <h2 className={styles.title}>What will happen</h2>
      <div className={cx(styles.body, plan.isStale && plan.preview && styles.stale)} aria-live="polite">
        <PlanBody plan={plan} />
      </div>
      {plan.startError && (
        <Alert severity="error" title="The tests were not started">
          <ErrorText error={plan.startError} />
        </Alert>
      )}
      <Button
        size="lg"
        fullWidth
        icon={plan.isStarting ? 'spinner' : 'play'}
        disabled={!canStart}
        onClick={onStart}
        className={styles.start}
      >
        {plan.isStarting ? 'Starting…' : `Run ${plural(plan.chosenCount, 'test')}`}
      </Button>
    </aside>
  );
}

function PlanBody({ plan }: { plan: Plan }) {
  const styles = useStyles2(getStyles);
  const missing = whatIsMissing(plan);
  if (missing) {
    return <p className={styles.secondary}>{missing}</p>;
  }
  if (plan.previewError) {
    return <ErrorState error={plan.previewError} what="The plan could not be worked out" onRetry={plan.retryPreview} />;
  }
  return plan.preview ? <PlannedRuns preview={plan.preview} /> : <LoadingState text="Working out the plan…" />;
}

function whatIsMissing({ hasVersion, chosenCount }: Plan): string | undefined {
  if (!hasVersion && chosenCount === 0) {
    return 'Choose a version and at least one test. Their order, times and references will stand here.';
  }
  if (!hasVersion) {
    return 'Choose the version that is tested.';
  }
  return chosenCount === 0 ? 'Choose at least one test.' : undefined;
}

function PlannedRuns({ preview }: { preview: BatchPreview }) {
  const styles = useStyles2(getStyles);
  const nowMs = useNow(10_000);
  return (
    <>
      <p className={styles.end}>
        Over at <strong>{formatClock(preview.endsAtMs, nowMs)}</strong>, in {formatDuration(preview.endsAtMs - nowMs)}
      </p>
      {!preview.canStart && (
        <p className={styles.blocked}>
          <Icon name="exclamation-triangle" /> Something keeps these tests from being started; see below.
        </p>
      )}
      <ol className={styles.runs}>
        {preview.runs.map((run) => (
          <PlannedRunItem key={`${run.scenarioId}:${run.testTypeId}`} run={run} nowMs={nowMs} />
        ))}
      </ol>
    </>
  );
}

function PlannedRunItem({ run, nowMs }: { run: PlannedRun; nowMs: number }) {
  const styles = useStyles2(getStyles);
  return (
    <li className={styles.run}>
      <span className={styles.head}>
        <span className={styles.name}>
          {run.scenarioName} · {run.testTypeName}
        </span>
        <span className={styles.times} title={formatRelative(run.startsAtMs)}>
          {formatClock(run.startsAtMs, nowMs)} – {formatClock(run.endsAtMs, nowMs)}
        </span>
      </span>
      <span>
        <span className={styles.line}>
          {plural(run.userCount, 'user')}, {formatDuration(run.durationSeconds * 1000)}, {run.environmentName}
          {run.cooldownSeconds > 0 && `, then ${formatDuration(run.cooldownSeconds * 1000)} cool-down`}
        </span>
        <span className={styles.line}>
          {run.referenceName ? `compared with ${run.referenceName}` : 'nothing to compare with: SLOs alone judge it'}
        </span>
        {run.problems.map((problem) => (
          <span key={problem} className={styles.problem}>
            <Icon name="exclamation-triangle" size="sm" /> {problem}
          </span>
        ))}
      </span>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({
    position: 'sticky',
    top: theme.spacing(2),
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    maxHeight: 'calc(100vh - 180px)',
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  title: css({ ...theme.typography.h5, margin: 0 }),
  body: css({ overflowY: 'auto', minHeight: 80 }),
  stale: css({ opacity: 0.55 }),
  start: css({ justifyContent: 'center', flexShrink: 0 }),
  end: css({ fontVariantNumeric: 'tabular-nums' }),
  blocked: css({ color: theme.colors.error.text }),
  runs: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  run: css({ paddingBottom: theme.spacing(1), borderBottom: `1px solid ${theme.colors.border.weak}` }),
  head: css({ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', columnGap: theme.spacing(1) }),
  times: css({ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  name: css({ fontWeight: theme.typography.fontWeightMedium }),
  line: css({
    display: 'block',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  problem: css({ display: 'block', color: theme.colors.error.text, fontSize: theme.typography.bodySmall.fontSize }),
  secondary: css({ color: theme.colors.text.secondary }),
});
