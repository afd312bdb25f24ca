import React from 'react';
import type { Batch, FailurePolicy } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatDuration, withoutOutcome } from '../../shared/format';
import { Banner } from '../../shared/ui/Banner';
import { lookOfBatch } from '../../shared/ui/batch-look';
import { ProgressBar } from '../../shared/ui/ProgressBar';
import { isOpen } from './batch-runs';

const POLICIES: Record<FailurePolicy, string> = {
  continue: 'A failed run does not stop the others',
  'stop on failed run': 'A run that is not carried out stops the rest',
  'stop on failed verdict': 'A failed verdict, or a run that is not carried out, stops the rest',
};

export function BatchVerdict({ batch }: { batch: Batch }) {
  return (
    <Banner look={lookOfBatch(batch)} sentence={withoutOutcome(batch.sentence)}>
      {isOpen(batch) && (
        <ProgressBar progress={batch.endedRunCount / Math.max(1, batch.runCount)} label="Runs that have ended" />
      )}
      <p>
        {describeEnd(batch)} {POLICIES[batch.failurePolicy]};{' '}
        {batch.hasSmoke ? 'with a smoke run of each script before.' : 'without smoke runs.'}
      </p>
    </Banner>
  );
}

function describeEnd(batch: Batch): string {
  const { endedRunCount, runCount, endsAtMs, completedAtMs, createdAtMs } = batch;
  if (completedAtMs !== null) {
    return `Over at ${formatClock(completedAtMs)}, ${formatDuration(completedAtMs - createdAtMs)} after it was started.`;
  }
  const ended = `${endedRunCount} of ${runCount} have ended`;
  return endsAtMs === null ? `${ended}.` : `${ended}; the last one ends at ${formatClock(endsAtMs)}.`;
}
