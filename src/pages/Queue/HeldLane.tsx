import React from 'react';
import { Button } from '@grafana/ui';
import type { Hold, HoldAnswer, Lane } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatRelative } from '../../shared/format';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { AppLink } from '../../shared/ui/AppLink';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { Notice } from '../../shared/ui/Notice';
import type { QueueActions } from './useQueuePage';

interface HeldLaneProps {
  lane: Lane;
  hold: Hold;
  actions: QueueActions;
}

/** What is wrong, and the three answers. */
export function HeldLane({ lane, hold, actions }: HeldLaneProps) {
  return (
    <Notice
      icon="exclamation-triangle"
      tone="error"
      title={`Held: ${hold.reason}`}
      actions={hasRole('Editor') && <Answers lane={lane} hold={hold} actions={actions} />}
    >
      <p>{hold.question}</p>
      <p>
        Since {formatClock(hold.sinceMs)} ({formatRelative(hold.sinceMs)}); nothing starts in this lane until somebody
        answers. {hold.runId !== null && <AppLink to={paths.test(hold.runId)}>Look at the run</AppLink>}
        {hold.runId !== null && ' · '}
        <AppLink to={paths.environment(lane.environmentId)}>Checks of {lane.environmentName}</AppLink>
      </p>
    </Notice>
  );
}

function Answers({ lane, hold, actions }: HeldLaneProps) {
  const answer = (word: HoldAnswer['answer']) => actions.answer({ environmentId: lane.environmentId, answer: word });
  // The run of a hook that came after it has ended already.
  const isRunOver = hold.reason === 'hook after failed';
  // Where JMeter cannot be started, there is nothing to go on with.
  const isWaivable = hold.reason !== 'generator not ready';
  return (
    <>
      <Button size="sm" icon="sync" disabled={actions.isAnswering} onClick={() => answer('check again')}>
        Check again
      </Button>
      {isWaivable && (
        <ConfirmButton
          size="sm"
          variant="secondary"
          icon="play"
          isBusy={actions.isAnswering}
          title={`Go on in ${lane.environmentName} all the same?`}
          body={`${hold.question} ${isRunOver ? 'The next run begins in its turn.' : 'The run starts without this check; its result may tell of something else than people think.'}`}
          confirmText="Go on"
          onConfirm={() => answer('go on')}
        >
          Go on
        </ConfirmButton>
      )}
      {!isRunOver && (
        <ConfirmButton
          size="sm"
          icon="times"
          isBusy={actions.isAnswering}
          title="Cancel the run that is held?"
          body="It will not be run. The next run of this lane is checked anew."
          confirmText="Cancel the run"
          onConfirm={() => answer('cancel the run')}
        >
          Cancel the run
        </ConfirmButton>
      )}
    </>
  );
}
