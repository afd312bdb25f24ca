import React from 'react';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { hasEnded } from '../../shared/api/run-status';
import { NothingHere } from '../../shared/ui/states';

/** Statistics exist once the result file has been analyzed. */
export function hasResult(run: Run): boolean {
  return run.counts !== null;
}

export function NoResult({ run, what }: { run: Run; what: string }) {
  return (
    <NothingHere
      title={`Here will be ${what}`}
      text={
        hasEnded(run.status) ? 'This run left no result that could be analyzed.' : 'It comes with the end of the run.'
      }
    />
  );
}
