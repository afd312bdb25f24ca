import React from 'react';
import { Button } from '@grafana/ui';
import type { Pause } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatRelative } from '../../shared/format';
import { hasRole } from '../../shared/role';
import { Notice } from '../../shared/ui/Notice';
import type { QueueActions } from './useQueuePage';

interface PauseButtonProps {
  isPaused: boolean;
  /** e.g. "the whole queue" */
  what: string;
  environmentId?: number;
  size?: 'sm' | 'md';
  actions: QueueActions;
}

/** Easily taken back, so it asks nothing. */
export function PauseButton({ isPaused, what, environmentId, size = 'md', actions }: PauseButtonProps) {
  const word = isPaused ? 'Resume' : 'Pause';
  return (
    <Button
      size={size}
      variant="secondary"
      icon={isPaused ? 'play' : 'pause'}
      disabled={actions.isPausing}
      aria-label={`${word} ${what}`}
      tooltip={isPaused ? undefined : 'What runs goes on; nothing new starts until somebody resumes'}
      onClick={() => (isPaused ? actions.resume(environmentId) : actions.pause(environmentId))}
    >
      {environmentId === undefined ? `${word} the whole queue` : word}
    </Button>
  );
}

interface PausedNoticeProps {
  /** e.g. "The whole queue" */
  what: string;
  pause: Pause;
  environmentId?: number;
  actions: QueueActions;
}

export function PausedNotice({ what, pause, environmentId, actions }: PausedNoticeProps) {
  return (
    <Notice
      icon="pause"
      tone="warning"
      title={`${what} is paused by ${pause.by} since ${formatClock(pause.sinceMs)} (${formatRelative(pause.sinceMs)})`}
      actions={
        hasRole('Editor') && (
          <Button
            size="sm"
            icon="play"
            disabled={actions.isPausing}
            aria-label={`Let ${what.toLowerCase()} go on`}
            onClick={() => actions.resume(environmentId)}
          >
            Resume
          </Button>
        )
      }
    >
      What runs goes on; nothing new starts. Estimated times hold if it goes on now.
    </Notice>
  );
}
