import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { LinkButton, useStyles2 } from '@grafana/ui';
import type { Lane, Queue, RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatDuration, formatMsWithUnit, formatRatio, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { AppLink } from '../../shared/ui/AppLink';
import { ProgressBar } from '../../shared/ui/ProgressBar';
import { Section } from '../../shared/ui/Section';
import { StatusMark } from '../../shared/ui/Verdict';

export function NowAndNext({ queue }: { queue: Queue }) {
  const styles = useStyles2(getStyles);
  const busy = queue.lanes.filter(({ running, waiting }) => running !== null || waiting.length > 0);
  return (
    <Section title="Now and next" actions={<AppLink to={paths.queue()}>Queue</AppLink>}>
      {busy.length === 0 ? (
        <p className={styles.nothing}>
          Nothing runs and nothing waits.{' '}
          {hasRole('Editor') && <AppLink to={paths.runTests()}>Choose tests to run</AppLink>}
        </p>
      ) : (
        <div className={styles.lanes} aria-live="polite">
          {busy.map((lane) => (
            <LaneLines key={lane.environmentId} lane={lane} nowMs={queue.nowMs} />
          ))}
        </div>
      )}
    </Section>
  );
}

function LaneLines({ lane, nowMs }: { lane: Lane; nowMs: number }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.lane}>
      {lane.running && <RunningLine run={lane.running} nowMs={nowMs} />}
      {lane.waiting.length > 0 && <NextLine lane={lane} nowMs={nowMs} />}
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
function whyNothingStarts({ hold, pause, cooldownEndsAtMs }: Lane, nowMs: number): string | undefined {
  if (hold) {
    return 'held';
  }
  if (pause) {
    return 'paused';
  }
  return cooldownEndsAtMs === null ? undefined : `cooling down, ${formatDuration(cooldownEndsAtMs - nowMs)} left`;
}

function NextLine({ lane, nowMs }: { lane: Lane; nowMs: number }) {
  const styles = useStyles2(getStyles);
  const rest = lane.waiting.length - NEXT_SHOWN;
  const why = whyNothingStarts(lane, nowMs);
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
            <span className={styles.secondary}>{formatClock(startsAtMs, nowMs)}</span>
          </React.Fragment>
        ))}
        {rest > 0 && ` → ${plural(rest, 'more run')}`}
        {lane.endsAtMs && <span className={styles.secondary}>, ends {formatClock(lane.endsAtMs, nowMs)}</span>}
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
