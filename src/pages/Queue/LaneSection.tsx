import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Lane } from 'perftest-automation-sidecar/contract/runs';

import { assertNever } from '../../shared/assert-never';
import { formatClock, formatCountdown, formatDuration, plural } from '../../shared/format';
import { hasRole } from '../../shared/role';
import { useNow } from '../../shared/use-now';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { Section } from '../../shared/ui/Section';
import { HeldLane } from './HeldLane';
import { PauseButton, PausedNotice } from './Pausing';
import { RunningRun } from './RunningRun';
import type { QueueActions } from './useQueuePage';
import { WaitingRuns } from './WaitingRuns';

interface LaneSectionProps {
  lane: Lane;
  /** Their runs are passed over until somebody has answered. */
  heldBatchIds: ReadonlySet<number>;
  isGeneratorBusy: boolean;
  /** How far the sidecar's clock is ahead of the browser's. */
  aheadMs: number;
  actions: QueueActions;
}

export function LaneSection({ lane, heldBatchIds, isGeneratorBusy, aheadMs, actions }: LaneSectionProps) {
  const styles = useStyles2(getStyles);
  const nowMs = useNow(10_000) + aheadMs;
  return (
    <Section
      title={lane.environmentName}
      note={describeLane({ lane, heldBatchIds, nowMs })}
      actions={
        hasRole('Editor') && (
          <PauseButton
            size="sm"
            isPaused={lane.pause !== null}
            what={`the lane ${lane.environmentName}`}
            environmentId={lane.environmentId}
            actions={actions}
          />
        )
      }
      isBare
    >
      <div className={styles.lane}>
        {lane.hold && <HeldLane lane={lane} hold={lane.hold} actions={actions} />}
        {lane.pause && (
          <PausedNotice what="This lane" pause={lane.pause} environmentId={lane.environmentId} actions={actions} />
        )}
        {lane.running && <RunningRun run={lane.running} aheadMs={aheadMs} actions={actions} />}
        {lane.running === null && lane.cooldownEndsAtMs !== null && (
          <CoolDown lane={lane} endsAtMs={lane.cooldownEndsAtMs} aheadMs={aheadMs} actions={actions} />
        )}
        <LaneState lane={lane} isGeneratorBusy={isGeneratorBusy} />
        {lane.waiting.length > 0 && <WaitingRuns lane={lane} heldBatchIds={heldBatchIds} actions={actions} />}
      </div>
    </Section>
  );
}

interface LaneAt {
  lane: Lane;
  heldBatchIds: ReadonlySet<number>;
  nowMs: number;
}

function describeLane({ lane, heldBatchIds, nowMs }: LaneAt): string {
  const { waiting, running, endsAtMs } = lane;
  if (running === null && waiting.length === 0) {
    return 'free';
  }
  const waits = waiting.length === 0 ? 'nothing waits' : plural(waiting.length, 'run waits', 'runs wait');
  if (waiting.length > 0 && waiting.every(({ run }) => heldBatchIds.has(run.batchId ?? 0))) {
    return `${waits} for an answer to the batch that is held`;
  }
  return endsAtMs === null
    ? waits
    : `${waits}, all over at ${formatClock(endsAtMs, nowMs)} (in ${formatDuration(endsAtMs - nowMs)})`;
}

function LaneState({ lane, isGeneratorBusy }: Pick<LaneSectionProps, 'lane' | 'isGeneratorBusy'>) {
  const styles = useStyles2(getStyles);
  switch (lane.state) {
    case 'running':
    case 'held':
    case 'paused':
    case 'cooling down':
      return null;
    case 'idle':
      return lane.waiting.length > 0 ? null : <div className={styles.state}>Nothing runs and nothing waits.</div>;
    case 'waiting for the generator':
      return isGeneratorBusy ? (
        <div className={styles.state}>
          <Icon name="hourglass" /> Waits for the generator: it runs one test at a time, and another lane has it.
        </div>
      ) : null;
    default:
      return assertNever(lane.state);
  }
}

interface CoolDownProps {
  lane: Lane;
  endsAtMs: number;
  aheadMs: number;
  actions: QueueActions;
}

function CoolDown({ lane, endsAtMs, aheadMs, actions }: CoolDownProps) {
  const styles = useStyles2(getStyles);
  const nowMs = useNow() + aheadMs;
  return (
    <div className={styles.state}>
      <Icon name="clock-nine" />
      <span>
        Cooling down, <strong className={styles.countdown}>{formatCountdown(endsAtMs - nowMs)}</strong> left
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
