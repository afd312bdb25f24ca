import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, useStyles2 } from '@grafana/ui';
import type { BatchPreview } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatDuration, plural } from '../../shared/format';
import { ErrorState, ErrorText, LoadingState } from '../../shared/ui/states';
import { useNow } from '../../shared/use-now';
import { PlannedRuns } from './PlannedRuns';
import { PlanNotes } from './PlanNotes';
import type { Plan } from './useRunTests';
import { busyIcon } from '../../shared/ui/busy-icon';

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
      <div className={cx(styles.body, plan.isStale && plan.preview && styles.stale)} tabIndex={0}>
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
        icon={busyIcon(plan.isStarting, 'play')}
        disabled={!canStart}
        onClick={onStart}
        className={styles.start}
      >
        {startText(plan)}
      </Button>
    </aside>
  );
}

function startText({ isStarting, runCount }: Plan): string {
  if (isStarting) {
    return 'Starting…';
  }
  return runCount === 0 ? 'Run tests' : `Run ${plural(runCount, 'test')}`;
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
  return plan.preview ? <WorkedOut preview={plan.preview} /> : <LoadingState text="Working out the plan…" />;
}

function whatIsMissing({ hasVersion, runCount }: Plan): string | undefined {
  if (!hasVersion && runCount === 0) {
    return 'Choose a version and at least one test. Their order, times and references will stand here.';
  }
  if (!hasVersion) {
    return 'Choose the version that is tested.';
  }
  return runCount === 0 ? 'Choose at least one test.' : undefined;
}

function WorkedOut({ preview }: { preview: BatchPreview }) {
  const styles = useStyles2(getStyles);
  const nowMs = useNow(10_000);
  return (
    <>
      <p className={styles.end} aria-live="polite">
        Over at <strong>{formatClock(preview.endsAtMs, nowMs)}</strong>, in {formatDuration(preview.endsAtMs - nowMs)}
      </p>
      <PlanNotes preview={preview} />
      <PlannedRuns runs={preview.runs} nowMs={nowMs} />
    </>
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
  secondary: css({ color: theme.colors.text.secondary }),
});
