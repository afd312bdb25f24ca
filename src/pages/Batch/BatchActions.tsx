import React from 'react';
import { Button, Stack } from '@grafana/ui';
import type { Batch, RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { plural } from '../../shared/format';
import { hasRole } from '../../shared/role';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { RepeatButton } from '../../shared/ui/RepeatButton';
import { cancelledRuns, failedRuns } from './batch-runs';
import type { BatchPageActions } from './useBatchPage';
import { busyIcon } from '../../shared/ui/busy-icon';

export function BatchActions({ batch, actions }: { batch: Batch; actions: BatchPageActions }) {
  if (!hasRole('Editor')) {
    return null;
  }
  const openCount = batch.runCount - batch.endedRunCount;
  return (
    <Stack gap={1}>
      {openCount > 0 && (
        <ConfirmButton
          icon="times"
          title="Cancel the rest of this batch?"
          body={`${plural(openCount, 'run')} that still wait or run will be cancelled. Ended runs and their results stay.`}
          confirmText="Cancel the rest"
          isBusy={actions.isCancelling}
          onConfirm={actions.cancelBatch}
        >
          Cancel the rest
        </ConfirmButton>
      )}
      <RepeatSome runs={failedRuns(batch)} what="failed" />
      <RepeatSome runs={cancelledRuns(batch)} what="cancelled" />
      {batch.endedRunCount > 0 && (
        <Button
          variant="secondary"
          icon={busyIcon(actions.isGenerating, 'file-alt')}
          disabled={actions.isGenerating}
          onClick={actions.generateReport}
        >
          Make report
        </Button>
      )}
    </Stack>
  );
}

function RepeatSome({ runs, what }: { runs: readonly RunSummary[]; what: string }) {
  return runs.length > 0 && <RepeatButton runs={runs}>{`Run ${plural(runs.length, what, what)} again`}</RepeatButton>;
}
