import React from 'react';
import { useParams } from 'react-router-dom';
import { PluginPage } from '@grafana/runtime';
import type { Batch } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatDateTime, formatRelative } from '../../shared/format';
import { PageSections } from '../../shared/ui/PageSections';
import { ReportLinks } from '../../shared/ui/ReportLinks';
import { RunTable } from '../../shared/ui/RunTable';
import { Section } from '../../shared/ui/Section';
import { QueryView } from '../../shared/ui/states';
import { BatchActions } from './BatchActions';
import { BatchFindings } from './BatchFindings';
import { BatchMatrix } from './BatchMatrix';
import { BatchVerdict } from './BatchVerdict';
import { useBatchPage } from './useBatchPage';

/** What is the state of this release? */
export default function BatchPage() {
  const { batchId } = useParams();
  const { data, actions } = useBatchPage(Number(batchId));
  const batch = data.batch.data;
  return (
    <PluginPage
      pageNav={{ text: batch?.name ?? `Batch ${batchId}` }}
      subTitle={batch && describeBatch(batch)}
      actions={batch && <BatchActions batch={batch} actions={actions} />}
    >
      <QueryView query={data.batch} subject="the batch">
        {(loaded) => (
          <PageSections>
            <BatchVerdict batch={loaded} />
            <BatchMatrix runs={loaded.runs} />
            {loaded.findings.length > 0 && <BatchFindings batch={loaded} />}
            <Section title="Reports">
              <ReportLinks query={{ batchId: loaded.id }} emptyText="A report is made when the last run has ended." />
            </Section>
            <Section title="Runs" note="in their order" isBare>
              <RunTable caption={`Runs of ${loaded.name}`} runs={loaded.runs} />
            </Section>
          </PageSections>
        )}
      </QueryView>
    </PluginPage>
  );
}

function describeBatch(batch: Batch): string {
  const created = `version ${batch.versionName}, started by ${batch.createdBy} ${formatRelative(batch.createdAtMs)} (${formatDateTime(batch.createdAtMs)})`;
  return batch.completedAtMs === null && batch.endsAtMs !== null
    ? `${created}, ends ${formatClock(batch.endsAtMs)}`
    : created;
}
