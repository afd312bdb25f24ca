import React from 'react';
import type { Batch } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, plural } from '../../shared/format';
import { ProgressBar } from '../../shared/ui/ProgressBar';
import { Banner } from '../../shared/ui/Banner';
import { OUTCOME_LOOKS, STATUS_LOOKS } from '../../shared/ui/Verdict';

export function BatchVerdict({ batch }: { batch: Batch }) {
  const isOpen = batch.completedAtMs === null && batch.status !== 'cancelled';
  return (
    <Banner look={lookOfBatch(batch)} sentence={batch.sentence}>
      {isOpen && (
        <>
          <ProgressBar progress={batch.endedRunCount / Math.max(1, batch.runCount)} label="Runs that have ended" />
          <p>
            {batch.endedRunCount} of {plural(batch.runCount, 'run')} ended
            {batch.endsAtMs !== null && `; the last ends at ${formatClock(batch.endsAtMs)}`}
          </p>
        </>
      )}
    </Banner>
  );
}

function lookOfBatch({ status, outcome }: Batch) {
  if (outcome) {
    return OUTCOME_LOOKS[outcome];
  }
  return STATUS_LOOKS[status];
}
