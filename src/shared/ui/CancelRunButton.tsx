import React from 'react';
import type { RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { isActive } from '../api/run-status';
import { hasRole } from '../role';
import { ConfirmButton } from './ConfirmButton';

interface CancelRunButtonProps {
  run: Pick<RunSummary, 'name' | 'status'>;
  isBusy: boolean;
  onConfirm: () => void;
  size?: 'sm' | 'md';
}

/** Stops a run that goes on, takes one that waits out of the queue; each says what follows. */
export function CancelRunButton({ run, isBusy, onConfirm, size = 'sm' }: CancelRunButtonProps) {
  if (!hasRole('Editor')) {
    return null;
  }
  const isRunning = isActive(run.status);
  return (
    <ConfirmButton
      size={size}
      icon={isRunning ? 'square-shape' : 'times'}
      isBusy={isBusy}
      title={isRunning ? 'Stop this run?' : 'Take this run out of the queue?'}
      body={
        isRunning
          ? `${run.name} is stopped now. What was measured stays; the run counts as cancelled and enters no comparison.`
          : `${run.name} will not be run. The other runs move up.`
      }
      confirmText={isRunning ? 'Stop run' : 'Cancel run'}
      onConfirm={onConfirm}
    >
      {isRunning ? 'Stop' : 'Cancel'}
    </ConfirmButton>
  );
}
