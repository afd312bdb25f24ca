import React, { useState } from 'react';
import { Button } from '@grafana/ui';
import type { History, RunDecision } from 'perftest-automation-sidecar/contract/history';

import { DecisionModal } from '../../shared/decision/DecisionModal';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { LinkButton } from '../../shared/ui/LinkButton';
import { Notice } from '../../shared/ui/Notice';

/** One run that makes the others look noisy: offered to be left out, never left out by itself. */
export function SuspiciousRun({ history: { suspiciousRunId, entries } }: { history: History }) {
  const [asked, setAsked] = useState<RunDecision>();
  if (suspiciousRunId === null) {
    return null;
  }
  const version = entries.find(({ runId }) => runId === suspiciousRunId)?.versionName;
  return (
    <Notice
      icon="exclamation-triangle"
      tone="warning"
      title={`Run ${suspiciousRunId}${version === undefined ? '' : ` of ${version}`} perhaps does not belong here`}
      actions={
        <>
          <LinkButton size="sm" variant="secondary" href={paths.test(suspiciousRunId)}>
            Look at it
          </LinkButton>
          {hasRole('Editor') && (
            <Button size="sm" variant="secondary" onClick={() => setAsked('quarantined')}>
              Quarantine
            </Button>
          )}
        </>
      }
    >
      <p>
        Without it the spread from run to run would be below half. One slow run, accepted by mistake, can hide a change
        of 20 % completely.
      </p>
      {asked && <DecisionModal runIds={[suspiciousRunId]} decision={asked} onClose={() => setAsked(undefined)} />}
    </Notice>
  );
}
