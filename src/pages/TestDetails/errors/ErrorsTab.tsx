import React from 'react';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { useRunStatistics } from '../../../shared/api/runs';
import { formatCount, formatRatio, plural } from '../../../shared/format';
import { ErrorGroups } from '../../../shared/ui/ErrorGroups';
import { KeptFailures } from '../../../shared/ui/KeptFailures';
import { PageSections } from '../../../shared/ui/PageSections';
import { Section } from '../../../shared/ui/Section';
import { QueryView } from '../../../shared/ui/states';
import { hasResult, NoResult } from '../NoResult';

export function ErrorsTab({ run }: { run: Run }) {
  return (
    <PageSections>
      <ErrorsByGroup run={run} />
      {run.keptFailureCount > 0 && <FailedRequests run={run} />}
    </PageSections>
  );
}

function FailedRequests({ run }: { run: Run }) {
  const statistics = useRunStatistics({ runId: run.id, scope: 'run', isEnabled: hasResult(run) });
  return (
    <Section title="Failed requests" note="with what was sent and what came back" isBare>
      <KeptFailures runId={run.id} groups={statistics.data?.errors} emptyText="No failed request was kept." />
    </Section>
  );
}

function ErrorsByGroup({ run }: { run: Run }) {
  const statistics = useRunStatistics({ runId: run.id, scope: 'run', isEnabled: hasResult(run) });
  if (!hasResult(run)) {
    return <NoResult run={run} what="the errors by label, code and message" />;
  }
  return (
    <QueryView query={statistics} subject="the errors">
      {({ errors, total }) => (
        <Section
          title="Errors"
          note={`${formatCount(total.errors)} of ${plural(total.count, 'sample')} failed in the whole run (${formatRatio(total.errorRate)})`}
          isBare
        >
          <ErrorGroups groups={errors} />
        </Section>
      )}
    </QueryView>
  );
}
