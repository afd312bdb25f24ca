import React from 'react';
import { Stack } from '@grafana/ui';
import type { Queue } from 'perftest-automation-sidecar/contract/runs';

import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { AppPage } from '../../shared/ui/AppPage';
import { LinkButton } from '../../shared/ui/LinkButton';
import { PageSections } from '../../shared/ui/PageSections';
import { NothingHere, QueryView } from '../../shared/ui/states';
import { HeldBatches } from './HeldBatches';
import { LaneSection } from './LaneSection';
import { LastBatches } from './LastBatches';
import { PauseButton, PausedNotice } from './Pausing';
import { type QueueActions, useQueuePage } from './useQueuePage';

/** What runs, what comes next, and when is it over? */
export default function QueuePage() {
  const { data, actions } = useQueuePage();
  return (
    <AppPage
      pageNav={{ text: 'Queue', url: paths.queue() }}
      subTitle="Runs of one environment go one after another, with a cool-down between them"
      actions={hasRole('Editor') && <PageActions queue={data.queue.data} actions={actions} />}
    >
      <PageSections>
        <HeldBatches batches={data.batches.data?.items ?? []} />
        <QueryView query={data.queue} subject="the queue">
          {(queue) => (
            <>
              {queue.pause && <PausedNotice what="The whole queue" pause={queue.pause} actions={actions} />}
              <Lanes queue={queue} heldBatchIds={data.heldBatchIds} aheadMs={data.aheadMs} actions={actions} />
            </>
          )}
        </QueryView>
        <QueryView query={data.batches} subject="the last batches">
          {({ items }) => <LastBatches batches={items} />}
        </QueryView>
      </PageSections>
    </AppPage>
  );
}

interface PageActionsProps {
  queue: Queue | undefined;
  actions: QueueActions;
}

function PageActions({ queue, actions }: PageActionsProps) {
  const canPause = queue !== undefined && queue.lanes.length > 0;
  return (
    <Stack gap={1}>
      {canPause && <PauseButton isPaused={queue.pause !== null} what="the whole queue" actions={actions} />}
      <LinkButton href={paths.runTests()} icon="play">
        Run tests
      </LinkButton>
    </Stack>
  );
}

interface LanesProps {
  queue: Queue;
  heldBatchIds: ReadonlySet<number>;
  aheadMs: number;
  actions: QueueActions;
}

function Lanes({ queue, heldBatchIds, aheadMs, actions }: LanesProps) {
  if (queue.lanes.length === 0) {
    return (
      <NothingHere
        title="Here will be a lane for each environment"
        text="No environment is known yet."
        action={
          hasRole('Editor') && (
            <LinkButton href={paths.environments()} icon="plus">
              Add an environment
            </LinkButton>
          )
        }
      />
    );
  }
  return (
    <>
      {queue.lanes.map((lane) => (
        <LaneSection
          key={lane.environmentId}
          lane={lane}
          heldBatchIds={heldBatchIds}
          isGeneratorBusy={queue.lanes.some(({ running }) => running !== null)}
          aheadMs={aheadMs}
          actions={actions}
        />
      ))}
    </>
  );
}
