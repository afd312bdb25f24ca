import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { LiveSnapshot } from 'perftest-automation-sidecar/contract/live';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import type { LiveState } from '../../shared/api/live';
import {
  formatClock,
  formatCount,
  formatDuration,
  formatMsWithUnit,
  formatRatio,
  formatRequestsPerSec,
  formatUnit,
  NO_DATA,
} from '../../shared/format';
import { Figure, Figures } from '../../shared/ui/Figure';
import { ProgressBar } from '../../shared/ui/ProgressBar';
import { StatusMark } from '../../shared/ui/Verdict';

interface LiveProgressProps {
  run: Run;
  snapshot: LiveSnapshot;
  lost: LiveState['lost'];
  isEnded: boolean;
}

/** The answer of the page: how far it is, and the figures that say whether it goes well. */
export function LiveProgress({ run, snapshot, lost, isEnded }: LiveProgressProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.progress}>
      <div className={styles.head}>
        <StatusMark status={isEnded ? run.status : snapshot.status} size="md" />
        <span aria-live="polite">{phaseWords(snapshot, isEnded)}</span>
        <span className={styles.left}>{timeWords(snapshot, isEnded)}</span>
      </div>
      <ProgressBar progress={snapshot.progress} label={`Progress of ${run.name}`} height={12} />
      <SourceLine snapshot={snapshot} lost={lost} />
      <TotalFigures snapshot={snapshot} />
    </div>
  );
}

const PHASES: Record<NonNullable<LiveSnapshot['phase']>, string> = {
  'ramp-up': 'ramp-up: users are still being added',
  steady: 'steady: all users are there',
  ending: 'ending: users finish their last samples',
};

function phaseWords({ phase }: LiveSnapshot, isEnded: boolean): string {
  if (isEnded) {
    return 'ended';
  }
  return phase ? PHASES[phase] : '';
}

function timeWords({ startedAtMs, endsAtMs, atMs, progress }: LiveSnapshot, isEnded: boolean): string {
  if (startedAtMs === null || endsAtMs === null) {
    return '';
  }
  const gone = `${formatDuration(atMs - startedAtMs)} of ${formatDuration(endsAtMs - startedAtMs)}`;
  if (isEnded) {
    return gone;
  }
  const end = endsAtMs > atMs ? `${formatDuration(endsAtMs - atMs)} left, ends ${formatClock(endsAtMs)}` : 'ending';
  return `${formatUnit('percentunit', progress, 0)}, ${gone}; ${end}`;
}

function SourceLine({ snapshot, lost }: { snapshot: LiveSnapshot; lost: LiveState['lost'] }) {
  const styles = useStyles2(getStyles);
  if (lost) {
    return (
      <p className={styles.lost} role="status">
        <Icon name="exclamation-triangle" /> The connection is interrupted ({lost.error.title.toLowerCase()}). Figures
        are as of the last event; the run goes on and nothing is lost. Connecting again…
      </p>
    );
  }
  const lag = snapshot.lagMs === null ? 'no sample yet' : `${formatDuration(snapshot.lagMs)} behind`;
  return <p className={styles.source}>result file, exact · {lag}</p>;
}

function TotalFigures({ snapshot }: { snapshot: LiveSnapshot }) {
  const { total, activeThreads } = snapshot;
  return (
    <Figures>
      <Figure
        name="p90"
        value={formatMsWithUnit(total.p90Ms)}
        note={`last 60 s: ${formatMsWithUnit(total.last60s.p90Ms)}`}
      />
      <Figure name="Errors" value={formatRatio(total.errorRate)} note={`${formatCount(total.errors)} samples failed`} />
      <Figure
        name="Throughput"
        value={formatRequestsPerSec(total.throughputPerSec)}
        note={`last 60 s: ${formatRequestsPerSec(total.last60s.throughputPerSec)}`}
      />
      <Figure
        name="Samples"
        value={formatCount(total.count)}
        note={`${formatCount(snapshot.counts.transactions)} transactions`}
      />
      <Figure name="Active threads" value={activeThreads === null ? NO_DATA : formatCount(activeThreads)} />
    </Figures>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  progress: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  head: css({ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: theme.spacing(0.5, 2) }),
  left: css({ marginLeft: 'auto', fontVariantNumeric: 'tabular-nums' }),
  source: css({
    margin: 0,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  }),
  lost: css({ margin: 0, color: theme.colors.warning.text, fontSize: theme.typography.bodySmall.fontSize }),
});
