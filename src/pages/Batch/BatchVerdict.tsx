import React from 'react';
import type { Batch } from 'perftest-automation-sidecar/contract/runs';

import { isActive } from '../../shared/api/run-status';
import { formatClock } from '../../shared/format';
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
          {batch.endsAtMs !== null && <p>The last run ends at {formatClock(batch.endsAtMs)}.</p>}
        </>
      )}
    </Banner>
  );
}

function lookOfBatch({ status, outcome, runs }: Batch) {
  if (outcome) {
    return OUTCOME_LOOKS[outcome];
  }
  if (runs.some((run) => isActive(run.status))) {
    return STATUS_LOOKS.running;
  }
  return STATUS_LOOKS[status];
}
