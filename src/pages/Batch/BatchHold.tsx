import React from 'react';
import { Button } from '@grafana/ui';
import type { Batch, Hold, Run } from 'perftest-automation-sidecar/contract/runs';

import { useRun } from '../../shared/api/runs';
import { formatRelative } from '../../shared/format';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { AppLink } from '../../shared/ui/AppLink';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { KeptFailures } from '../../shared/ui/KeptFailures';
import { Notice } from '../../shared/ui/Notice';
import { Section } from '../../shared/ui/Section';
import type { BatchPageActions } from './useBatchPage';

interface BatchHoldProps {
  batch: Batch;
  hold: Hold;
  actions: BatchPageActions;
}

/** Why the batch waits, what its smoke run could not do, and the answers. */
export function BatchHold({ batch, hold, actions }: BatchHoldProps) {
  return (
    <Section title="The batch is held" note={`since ${formatRelative(hold.sinceMs)}`} isBare>
      <Notice
        icon="exclamation-triangle"
        tone="error"
        title={hold.question}
        actions={hasRole('Editor') && <Answers batch={batch} actions={actions} />}
      >
        Nothing of this batch starts until somebody answers; other batches go on.
      </Notice>
      {hold.runId !== null && <SmokeFailure runId={hold.runId} />}
    </Section>
  );
}

function Answers({ batch, actions }: Omit<BatchHoldProps, 'hold'>) {
  return (
    <>
      <Button size="sm" icon="sync" disabled={actions.isAnswering} onClick={() => actions.answer('smoke again')}>
        Smoke again
      </Button>
      <ConfirmButton
        size="sm"
        variant="secondary"
        icon="play"
        isBusy={actions.isAnswering}
        title="Go on although a smoke run failed?"
        body="The runs of this batch begin in their turn. What failed with one user will most likely fail with many."
        confirmText="Go on"
        onConfirm={() => actions.answer('go on')}
      >
        Go on
      </ConfirmButton>
      <ConfirmButton
        size="sm"
        icon="times"
        isBusy={actions.isAnswering}
        title={`Cancel ${batch.name}?`}
        body="All its runs that wait are cancelled. What has ended stays."
        confirmText="Cancel the batch"
        onConfirm={() => actions.answer('cancel the batch')}
      >
        Cancel the batch
      </ConfirmButton>
    </>
  );
}

function SmokeFailure({ runId }: { runId: number }) {
  const run = useRun(runId).data;
  return (
    <div style={{ marginTop: 8 }}>
      {run && <WhatFailed run={run} />}
      <KeptFailures runId={runId} emptyText="No failed request was kept of it." />
    </div>
  );
}

function WhatFailed({ run }: { run: Run }) {
  const why = run.error ? [run.error.title, run.error.detail, run.error.hint].filter(Boolean).join(' · ') : null;
  return (
    <p>
      <AppLink to={paths.test(run.id)}>Smoke run of {run.scenarioName}</AppLink>
      {run.scriptId !== null && (
        <>
          , script <AppLink to={paths.script(run.scriptId)}>{run.scriptName}</AppLink>
        </>
      )}
      {': '}
      {why ?? run.verdictSentence ?? 'these requests failed.'}{' '}
      <AppLink to={paths.test(run.id, '?tab=files')}>Its log</AppLink>
    </p>
  );
}
