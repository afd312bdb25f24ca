import React, { useMemo } from 'react';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { ErrorGroup, RunStatistics } from 'perftest-automation-sidecar/contract/statistics';

import { useStatistics } from '../../../shared/api/analysis';
import { useKeptFailures } from '../../../shared/api/failures';
import { failureGroupId, groupFailures } from '../../../shared/failure-text';
import { formatCount, formatRatio, plural } from '../../../shared/format';
import { KeptFailures } from '../../../shared/ui/KeptFailures';
import { PageSections } from '../../../shared/ui/PageSections';
import { Section } from '../../../shared/ui/Section';
import { QueryView } from '../../../shared/ui/states';
import { hasResult, NoResult } from '../NoResult';
import { ErrorTable } from './ErrorTable';

export function ErrorsTab({ run }: { run: Run }) {
  const statistics = useStatistics({ runId: run.id, scope: 'run', isEnabled: hasResult(run) });
  return (
    <PageSections>
      {hasResult(run) ? (
        <QueryView query={statistics} subject="the errors">
          {(loaded) => <Groups run={run} statistics={loaded} />}
        </QueryView>
      ) : (
        <NoResult run={run} what="the errors by label, code and message" />
      )}
      {run.keptFailureCount > 0 && (
        <Section title="Failed requests" note="with what was sent and what came back" isBare>
          <KeptFailures runId={run.id} groups={statistics.data?.errors} emptyText="No failed request was kept." />
        </Section>
      )}
    </PageSections>
  );
}

function Groups({ run, statistics }: { run: Run; statistics: RunStatistics }) {
  const { errors, total } = statistics;
  const keptOf = useKeptCounts(run, errors);
  return (
    <Section
      title="Errors"
      note={`${formatCount(total.errors)} of ${plural(total.count, 'sample')} failed in the whole run (${formatRatio(total.errorRate)})`}
      isBare
    >
      <ErrorTable runId={run.id} groups={errors} keptOf={keptOf} failedCount={total.errors} />
    </Section>
  );
}

function useKeptCounts(run: Run, groups: readonly ErrorGroup[]): (group: ErrorGroup) => number {
  const kept = useKeptFailures({ runId: run.id, isEnabled: run.keptFailureCount > 0 });
  return useMemo(() => {
    const found = groupFailures(kept.data?.failures ?? [], groups);
    const counts = new Map<string, number>(
      found.flatMap(({ group, failures }) => (group ? [[failureGroupId(group), failures.length]] : []))
    );
    return (group) => counts.get(failureGroupId(group)) ?? 0;
  }, [kept.data, groups]);
}
