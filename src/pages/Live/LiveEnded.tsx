import React from 'react';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { paths } from '../../shared/paths';
import { Banner } from '../../shared/ui/Banner';
import { LinkButton } from '../../shared/ui/LinkButton';
import { lookOfRun } from '../../shared/ui/Verdict';

/** What came of it: the verdict's own icon, word and colour, as everywhere else. */
export function LiveEnded({ run }: { run: Run }) {
  return (
    <Banner look={lookOfRun(run)} sentence={`This run has ended. ${endOf(run)}`}>
      <LinkButton size="sm" variant="secondary" href={paths.test(run.id)}>
        See what it found
      </LinkButton>
    </Banner>
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
