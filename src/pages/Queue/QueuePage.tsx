import React from 'react';
import { PluginPage } from '@grafana/runtime';
import { LinkButton } from '@grafana/ui';

import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { PageSections } from '../../shared/ui/PageSections';
import { NothingHere, QueryView } from '../../shared/ui/states';
import { LaneSection } from './LaneSection';
import { useQueuePage } from './useQueuePage';

/** What runs, what comes next, and when is it over? */
export default function QueuePage() {
  const { data, actions } = useQueuePage();
  return (
    <PluginPage
      pageNav={{ text: 'Queue', url: paths.queue() }}
      subTitle="Runs of one environment go one after another, with a cool-down between them"
      actions={
        hasRole('Editor') && (
          <LinkButton href={paths.runTests()} icon="play">
            Run tests
          </LinkButton>
        )
      }
    >
      <PageSections>
        <QueryView query={data.queue} subject="the queue">
          {(queue) =>
            queue.lanes.length === 0 ? (
              <NothingHere
                title="Here will be a lane for each environment"
                text="No environment is known yet. The sidecar’s API or the demo’s seed creates them."
              />
            ) : (
              queue.lanes.map((lane) => (
                <LaneSection key={lane.environmentId} lane={lane} nowMs={data.nowMs} actions={actions} />
              ))
            )
          }
        </QueryView>
      </PageSections>
    </PluginPage>
  );
}
