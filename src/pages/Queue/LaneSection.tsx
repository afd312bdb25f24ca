import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Lane } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatCountdown, formatDuration, plural } from '../../shared/format';
import { hasRole } from '../../shared/role';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { Section } from '../../shared/ui/Section';
import { RunningRun } from './RunningRun';
import type { QueueActions } from './useQueuePage';
import { WaitingRuns } from './WaitingRuns';

interface LaneSectionProps {
  lane: Lane;
  nowMs: number;
  actions: QueueActions;
}

export function LaneSection({ lane, nowMs, actions }: LaneSectionProps) {
  const styles = useStyles2(getStyles);
  return (
    <Section title={lane.environmentName} note={describeLane(lane, nowMs)} isBare>
      <div className={styles.lane}>
        {lane.running && <RunningRun run={lane.running} nowMs={nowMs} actions={actions} />}
        <LaneState lane={lane} nowMs={nowMs} actions={actions} />
        {lane.waiting.length > 0 && <WaitingRuns lane={lane} nowMs={nowMs} actions={actions} />}
      </div>
    </Section>
  );
}

function describeLane({ state, waiting, endsAtMs }: Lane, nowMs: number): string {
  if (state === 'idle' && waiting.length === 0) {
    return 'free';
  }
  const end = endsAtMs ? `, all over at ${formatClock(endsAtMs, nowMs)} (in ${formatDuration(endsAtMs - nowMs)})` : '';
  return `${waiting.length === 0 ? 'nothing waits' : `${plural(waiting.length, 'run waits', 'runs wait')}`}${end}`;
}

function LaneState({ lane, nowMs, actions }: LaneSectionProps) {
  const styles = useStyles2(getStyles);
  switch (lane.state) {
    case 'running':
      return null;
    case 'idle':
      return lane.waiting.length > 0 ? null : <div className={styles.state}>Nothing runs and nothing waits.</div>;
    case 'waiting for the generator':
      return (
        <div className={styles.state}>
          <Icon name="hourglass" /> Waits for the generator: it runs one test at a time, and another lane has it.
        </div>
      );
    case 'cooling down':
      return <CoolDown lane={lane} nowMs={nowMs} actions={actions} />;
  }
}

function CoolDown({ lane, nowMs, actions }: LaneSectionProps) {
  const styles = useStyles2(getStyles);
  const leftMs = (lane.cooldownEndsAtMs ?? nowMs) - nowMs;
  return (
    <div className={styles.state}>
      <Icon name="clock-nine" />
      <span>
        Cooling down, <strong className={styles.countdown}>{formatCountdown(leftMs)}</strong> left
      </span>
      {hasRole('Editor') && (
        <ConfirmButton
          size="sm"
          variant="secondary"
          icon="forward"
          title="Skip the cool-down?"
          body={`The next run on ${lane.environmentName} begins at once. The system may still be busy with what the last run left behind, which can make it slower.`}
          confirmText="Skip cool-down"
          isBusy={actions.isSkipping}
          onConfirm={() => actions.skipCooldown(lane.environmentId)}
        >
          Skip cool-down
        </ConfirmButton>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  lane: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  state: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(1.5, 2),
    background: theme.colors.background.primary,
    border: `1px dashed ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
  }),
  countdown: css({ color: theme.colors.text.primary, fontVariantNumeric: 'tabular-nums' }),
});
