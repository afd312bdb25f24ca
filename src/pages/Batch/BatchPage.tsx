import { css } from '@emotion/css';
import React from 'react';
import { useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Batch } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatDateTime, formatRelative } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { AppPage } from '../../shared/ui/AppPage';
import { CommentSection } from '../../shared/ui/CommentSection';
import { PageSections } from '../../shared/ui/PageSections';
import { Remarks } from '../../shared/ui/Remarks';
import { ReportLinks } from '../../shared/ui/ReportLinks';
import { RunTable } from '../../shared/ui/RunTable';
import { Section } from '../../shared/ui/Section';
import { QueryView } from '../../shared/ui/states';
import { BatchActions } from './BatchActions';
import { countingRuns, smokeRuns } from './batch-runs';
import { BatchFindings } from './BatchFindings';
import { BatchHold } from './BatchHold';
import { BatchMatrix } from './BatchMatrix';
import { BatchTimeline } from './BatchTimeline';
import { BatchVerdict } from './BatchVerdict';
import { SmokeRuns } from './SmokeRuns';
import { useBatchPage } from './useBatchPage';

/** What is the state of this release? */
export default function BatchPage() {
  const styles = useStyles2(getStyles);
  const { batchId } = useParams();
  const { data, actions } = useBatchPage(Number(batchId));
  const batch = data.batch.data;
  return (
    <AppPage
      pageNav={{ text: batch?.name ?? `Batch ${batchId}` }}
      subTitle={batch && describeBatch(batch)}
      actions={batch && <BatchActions batch={batch} actions={actions} />}
    >
      <QueryView query={data.batch} subject="the batch">
        {(loaded) => (
          <PageSections>
            <BatchVerdict batch={loaded} />
            {loaded.hold && <BatchHold batch={loaded} hold={loaded.hold} actions={actions} />}
            {loaded.findings.length > 0 && <BatchFindings batch={loaded} />}
            <BatchMatrix batch={loaded} />
            <BatchTimeline batch={loaded} />
            {smokeRuns(loaded).length > 0 && <SmokeRuns runs={smokeRuns(loaded)} />}
            <div className={styles.columns}>
              <Section title="Reports">
                <ReportLinks query={{ batchId: loaded.id }} emptyText="A report is made when the last run has ended." />
              </Section>
              <CommentSection
                comment={loaded.comment}
                placeholder="What others should know about this batch"
                isSaving={actions.isSavingComment}
                onSave={actions.saveComment}
              />
            </div>
            <Remarks of={{ batchId: loaded.id }} />
            <Section
              title="Runs"
              note="in their order, without smoke runs and repeated ones"
              actions={
                <AppLink to={paths.compare(`?choose=batches&batches=${loaded.id}`)}>
                  Compare with one another or with other batches
                </AppLink>
              }
              isBare
            >
              <RunTable caption={`Runs of ${loaded.name}`} runs={countingRuns(loaded)} />
            </Section>
          </PageSections>
        )}
      </QueryView>
    </AppPage>
  );
}

function describeBatch(batch: Batch): string {
  const created = `version ${batch.versionName}, started by ${batch.createdBy} ${formatRelative(batch.createdAtMs)} (${formatDateTime(batch.createdAtMs)})`;
  return batch.completedAtMs === null && batch.endsAtMs !== null
    ? `${created}, ends ${formatClock(batch.endsAtMs)}`
    : created;
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 400px), 1fr))',
    gap: theme.spacing(3),
  }),
});
