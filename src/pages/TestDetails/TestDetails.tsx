import React from 'react';
import { useParams } from 'react-router-dom';
import { Tab, TabContent, TabsBar } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { isActive } from '../../shared/api/run-status';
import { formatDateTime, formatRelative } from '../../shared/format';
import { loadText } from '../../shared/known-load';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { AppPage } from '../../shared/ui/AppPage';
import { Banner } from '../../shared/ui/Banner';
import { LinkButton } from '../../shared/ui/LinkButton';
import { Notice } from '../../shared/ui/Notice';
import { PageSections } from '../../shared/ui/PageSections';
import { QueryView } from '../../shared/ui/states';
import { STATUS_LOOKS } from '../../shared/ui/Verdict';
import { DetailActions } from './DetailActions';
import { TabBody } from './TabBody';
import { TABS, useTestDetails, type TestDetailsPage } from './useTestDetails';
import { VerdictBanner } from './banner/VerdictBanner';

/** What did we learn, and can I believe it? */
export default function TestDetails() {
  const { runId } = useParams();
  const page = useTestDetails(Number(runId));
  const run = page.data.run.data;
  return (
    <AppPage
      pageNav={{ text: run?.name ?? `Run ${runId}` }}
      subTitle={run && <RunSubTitle run={run} />}
      actions={run && <DetailActions run={run} page={page} />}
    >
      <QueryView query={page.data.run} subject="the run">
        {(loaded) => (
          <PageSections>
            <Place run={loaded} />
            <Answer run={loaded} />
            <DetailTabs run={loaded} page={page} />
          </PageSections>
        )}
      </QueryView>
    </AppPage>
  );
}

function RunSubTitle({ run }: { run: Run }) {
  const load = `${run.environmentName}, ${describeLoad(run)}`;
  const when =
    run.startedAtMs === null
      ? `created ${formatRelative(run.createdAtMs)}`
      : `started ${formatDateTime(run.startedAtMs)} (${formatRelative(run.startedAtMs)})`;
  return (
    <>
      {load}, {when}
      {run.runnerType === 'imported' && ', imported'} by {run.createdBy}
      {run.batchId !== null && (
        <>
          , in{' '}
          <AppLink to={paths.batch(run.batchId)} isInText>
            batch {run.batchId}
          </AppLink>
        </>
      )}
      {run.supersedesRunId !== null && (
        <>
          , repeats <AppLink to={paths.test(run.supersedesRunId)}>run {run.supersedesRunId}</AppLink>
        </>
      )}
    </>
  );
}

function describeLoad(run: Run): string {
  if (run.kind === 'smoke') {
    return 'one user, one iteration';
  }
  const isScripts = !run.appliesLoad && run.runnerType !== 'imported';
  return isScripts ? `the script’s own schedule (about ${loadText(run)})` : loadText(run);
}

/** What one must know before one believes its figures: that it only tried the script, or that another counts instead. */
function Place({ run }: { run: Run }) {
  if (run.kind === 'smoke') {
    return (
      <Notice icon="info-circle" tone="info" title="A smoke run: one user, one iteration">
        It only tries whether the script works; it is in no history, no comparison and no trend.
      </Notice>
    );
  }
  if (run.supersededByRunId !== null) {
    return (
      <Notice
        icon="info-circle"
        tone="warning"
        title={
          <>
            Superseded: <AppLink to={paths.test(run.supersededByRunId)}>run {run.supersededByRunId}</AppLink> repeated
            it
          </>
        }
      >
        The batch counts the repeated run in its place.
      </Notice>
    );
  }
  return null;
}

function Answer({ run }: { run: Run }) {
  if (isActive(run.status)) {
    return (
      <Banner look={STATUS_LOOKS[run.status]} sentence="This run has not ended; its verdict comes with its end.">
        <LinkButton size="sm" icon="heart-rate" href={paths.live(run.id)}>
          Watch it live
        </LinkButton>
      </Banner>
    );
  }
  return <VerdictBanner run={run} />;
}

function DetailTabs({ run, page }: { run: Run; page: TestDetailsPage }) {
  return (
    <div>
      <TabsBar>
        {TABS.map(({ id, title }) => (
          <Tab
            key={id}
            label={title}
            active={page.data.tab === id}
            onChangeTab={(event) => {
              event?.preventDefault();
              page.actions.openTab(id);
            }}
          />
        ))}
      </TabsBar>
      <TabContent style={{ paddingTop: 16, background: 'transparent' }}>
        <TabBody run={run} page={page} />
      </TabContent>
    </div>
  );
}
