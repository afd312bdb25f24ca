import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Lane, Queue, RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatDuration, formatMsWithUnit, formatRatio, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { AppLink } from '../../shared/ui/AppLink';
import { LinkButton } from '../../shared/ui/LinkButton';
import { ProgressBar } from '../../shared/ui/ProgressBar';
import { Section } from '../../shared/ui/Section';
import { StatusMark } from '../../shared/ui/Verdict';

interface NowAndNextProps {
  queue: Queue;
  /** Their runs are passed over until somebody has answered. */
  heldBatchIds: ReadonlySet<number>;
}

export function NowAndNext({ queue, heldBatchIds }: NowAndNextProps) {
  const styles = useStyles2(getStyles);
  const busy = queue.lanes.filter(({ running, waiting }) => running !== null || waiting.length > 0);
  return (
    <Section title="Now and next" actions={<AppLink to={paths.queue()}>Queue</AppLink>}>
      {busy.length === 0 ? (
        <p className={styles.nothing}>
          Nothing runs and nothing waits.{' '}
          {hasRole('Editor') && (
            <AppLink to={paths.runTests()} isInText>
              Choose tests to run
            </AppLink>
          )}
        </p>
      ) : (
        <div className={styles.lanes} aria-live="polite">
          {busy.map((lane) => (
            <LaneLines
              key={lane.environmentId}
              lane={lane}
              isQueuePaused={queue.pause !== null}
              heldBatchIds={heldBatchIds}
              nowMs={queue.nowMs}
            />
          ))}
        </div>
      )}
    </Section>
  );
}

interface LaneLinesProps {
  lane: Lane;
  isQueuePaused: boolean;
  heldBatchIds: ReadonlySet<number>;
  nowMs: number;
}

function LaneLines(props: LaneLinesProps) {
  const { lane, nowMs } = props;
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.lane}>
      {lane.running && <RunningLine run={lane.running} nowMs={nowMs} />}
      {lane.waiting.length > 0 && <NextLine {...props} />}
    </div>
  );
}

function RunningLine({ run, nowMs }: { run: RunSummary; nowMs: number }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.running}>
      <StatusMark status={run.status} />
      <span className={styles.name}>
        <AppLink to={paths.live(run.id)}>{run.name}</AppLink>
        <span className={styles.secondary}> {run.environmentName}</span>
      </span>
      <span className={styles.progress}>
        <ProgressBar progress={run.progress} label={`Progress of ${run.name}`} />
        <span className={styles.secondary}>{timeLeft(run, nowMs)}</span>
      </span>
      <span className={styles.number}>
        <span className={styles.secondary}>p90 </span>
        {formatMsWithUnit(run.figures.p90Ms)}
      </span>
      <span className={styles.number}>
        <span className={styles.secondary}>errors </span>
        {formatRatio(run.figures.errorRate)}
      </span>
      <LinkButton size="sm" variant="secondary" href={paths.live(run.id)} aria-label={`Open ${run.name} live`}>
        Open
      </LinkButton>
    </div>
  );
}

function timeLeft({ endsAtMs, progress }: RunSummary, nowMs: number): string {
  if (endsAtMs === null || progress === null) {
    return 'beginning';
  }
  return endsAtMs > nowMs ? `${formatDuration(endsAtMs - nowMs)} left` : 'ending';
}

const NEXT_SHOWN = 3;

/** Why what waits does not start; undefined when it starts in its turn. */
function whyNothingStarts({ lane, isQueuePaused, heldBatchIds, nowMs }: LaneLinesProps): string | undefined {
  const { hold, pause, cooldownEndsAtMs, waiting } = lane;
  if (hold || waiting.every(({ run }) => heldBatchIds.has(run.batchId ?? 0))) {
    return 'held';
  }
  if (pause || isQueuePaused) {
    return 'paused';
  }
  return cooldownEndsAtMs === null ? undefined : `cooling down, ${formatDuration(cooldownEndsAtMs - nowMs)} left`;
}

function NextLine(props: LaneLinesProps) {
  const { lane, nowMs } = props;
  const styles = useStyles2(getStyles);
  const rest = lane.waiting.length - NEXT_SHOWN;
  const why = whyNothingStarts(props);
  return (
    <div className={styles.next}>
      <StatusMark status="queued" />
      <span>
        {lane.running === null && (
          <span className={styles.secondary}>
            {lane.environmentName}
            {why && ` (${why})`}:{' '}
          </span>
        )}
        {lane.waiting.slice(0, NEXT_SHOWN).map(({ run, startsAtMs }, index) => (
          <React.Fragment key={run.id}>
            {index > 0 && ' → '}
            <AppLink isQuiet to={paths.test(run.id)}>
              {run.scenarioName} · {run.kind === 'smoke' ? 'smoke' : run.testTypeName}
            </AppLink>{' '}
            <span className={styles.secondary}>{why === 'held' ? '' : formatClock(startsAtMs, nowMs)}</span>
          </React.Fragment>
        ))}
        {rest > 0 && ` → ${plural(rest, 'more run')}`}
        {lane.endsAtMs && why !== 'held' && (
          <span className={styles.secondary}>, ends {formatClock(lane.endsAtMs, nowMs)}</span>
        )}
      </span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  nothing: css({ margin: 0, color: theme.colors.text.secondary }),
  lanes: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  lane: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  running: css({
    display: 'grid',
    gridTemplateColumns: '100px minmax(180px, 1.4fr) minmax(160px, 1.6fr) 110px 110px auto',
    alignItems: 'center',
    gap: theme.spacing(1.5),
  }),
  name: css({ fontWeight: theme.typography.fontWeightMedium, '& span': { fontWeight: 'normal' } }),
  progress: css({
    display: 'grid',
    gridTemplateColumns: '1fr 96px',
    alignItems: 'center',
    gap: theme.spacing(1),
    fontVariantNumeric: 'tabular-nums',
  }),
  number: css({ textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  next: css({ display: 'grid', gridTemplateColumns: '100px minmax(0, 1fr)', gap: theme.spacing(1.5) }),
  secondary: css({ color: theme.colors.text.secondary }),
});
