import React from 'react';
import { useParams } from 'react-router-dom';
import { Stack } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { canCancel } from '../../shared/api/run-status';
import { formatDuration, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { AppPage } from '../../shared/ui/AppPage';
import { CancelRunButton } from '../../shared/ui/CancelRunButton';
import { LinkButton } from '../../shared/ui/LinkButton';
import { PageSections } from '../../shared/ui/PageSections';
import { ErrorState, LoadingState, NothingHere, QueryView } from '../../shared/ui/states';
import { LiveCharts } from './LiveCharts';
import { LiveDrawers } from './LiveDrawers';
import { LiveEnded } from './LiveEnded';
import { LiveInfluxTable } from './LiveInfluxTable';
import { LiveProgress } from './LiveProgress';
import { LiveTable } from './LiveTable';
import { type LivePage, useLivePage } from './useLivePage';

/** Is it going well, or should I stop it? */
export default function Live() {
  const { runId } = useParams();
  const page = useLivePage(Number(runId));
  const run = page.data.run.data;
  return (
    <AppPage
      pageNav={{ text: run?.name ?? `Run ${runId}` }}
      subTitle={run && describeLoad(run)}
      actions={run && <LiveActions run={run} page={page} />}
    >
      <QueryView query={page.data.run} subject="the run">
        {(loaded) => <LiveBody run={loaded} page={page} />}
      </QueryView>
    </AppPage>
  );
}

function describeLoad({ environmentName, userCount, durationSeconds, rampUpSeconds }: Run): string {
  return `${environmentName}, ${plural(userCount, 'user')}, ${formatDuration(durationSeconds * 1000)} with ${formatDuration(rampUpSeconds * 1000)} ramp-up`;
}

function LiveActions({ run, page }: { run: Run; page: LivePage }) {
  return (
    <Stack gap={1}>
      <LinkButton variant="secondary" icon="file-alt" href={paths.test(run.id)}>
        Details
      </LinkButton>
      {canCancel(run.status) && (
        <CancelRunButton
          size="md"
          run={run}
          isBusy={page.data.isStopping || run.stopSentAtMs !== null}
          onConfirm={page.actions.stop}
        />
      )}
    </Stack>
  );
}

function LiveBody({ run, page }: { run: Run; page: LivePage }) {
  const { live, isEnded } = page.data;
  if (run.status === 'pending' || run.status === 'queued') {
    return (
      <NothingHere
        title="This run waits for its turn"
        text="Its figures appear here by themselves when it begins."
        action={<AppLink to={paths.queue()}>See the queue</AppLink>}
      />
    );
  }
  if (live.lost?.isFinal && !live.snapshot && page.data.figures.readable === undefined) {
    return <ErrorState error={live.lost.error} what="The live figures could not be read" />;
  }
  return (
    <PageSections>
      {isEnded && <LiveEnded run={run} />}
      <LiveFigures run={run} page={page} />
    </PageSections>
  );
}

function LiveFigures({ run, page }: { run: Run; page: LivePage }) {
  const {
    live: { snapshot, lost },
    isEnded,
  } = page.data;
  // A run that ended while nothing could be heard: its last live figures are not its final ones.
  if (isEnded && (lost || !snapshot)) {
    return null;
  }
  if (!snapshot) {
    return <WithoutFile run={run} page={page} />;
  }
  return (
    <>
      <LiveProgress run={run} snapshot={snapshot} lost={lost} isEnded={isEnded} />
      <LiveCharts run={run} snapshot={snapshot} page={page} isEnded={isEnded} />
      <LiveTable
        run={run}
        snapshot={snapshot}
        page={page}
        actions={<LiveDrawers snapshot={snapshot} runId={run.id} />}
      />
    </>
  );
}

/** Nothing is known of the result file, yet or for good: what InfluxDB has stands in for it. */
function WithoutFile({ run, page }: { run: Run; page: LivePage }) {
  const { live, figures, isEnded } = page.data;
  return (
    <>
      <LoadingState text={live.lost ? 'Connecting again…' : 'Connecting to the run…'} />
      {figures.readable !== undefined && (
        <>
          <LiveCharts run={run} snapshot={undefined} page={page} isEnded={isEnded} />
          <LiveInfluxTable run={run} readable={figures.readable} isEnded={isEnded} />
        </>
      )}
    </>
  );
}
