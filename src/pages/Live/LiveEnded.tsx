import React from 'react';
import { Alert, LinkButton } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { paths } from '../../shared/paths';

export function LiveEnded({ run }: { run: Run }) {
  return (
    <Alert severity={run.status === 'completed' ? 'success' : 'warning'} title={`This run has ended. ${endOf(run)}`}>
      <LinkButton size="sm" href={paths.test(run.id)}>
        See what it found
      </LinkButton>
    </Alert>
  );
}

function endOf(run: Run): string {
  switch (run.status) {
    case 'completed':
      return run.verdictSentence ?? '';
    case 'failed':
      return run.error?.title ?? 'It was not carried out.';
    case 'cancelled':
      return run.cancelledBy ? `It was cancelled by ${run.cancelledBy}.` : 'It was cancelled.';
    default:
      return 'Its result is being analyzed.';
  }
}
