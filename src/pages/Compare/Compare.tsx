import React from 'react';
import { Button } from '@grafana/ui';

import { paths } from '../../shared/paths';
import { AppPage } from '../../shared/ui/AppPage';
import { PageSections } from '../../shared/ui/PageSections';
import { ErrorState, LoadingState } from '../../shared/ui/states';
import { ComparedRuns } from './ComparedRuns';
import { ComparisonTable } from './ComparisonTable';
import { DistributionSection } from './DistributionSection';
import { LoadDifferences } from './LoadDifferences';
import { RunChooser } from './RunChooser';
import { type ComparePage, useComparePage } from './useComparePage';

/** What changed between runs, versions or batches? */
export default function Compare() {
  const page = useComparePage();
  const { way, groups } = page.data;
  return (
    <AppPage
      pageNav={{ text: 'Compare', url: paths.compare() }}
      subTitle="Two to ten runs side by side: what changed, by how much, and whether that can be believed"
      actions={
        way === undefined && (
          <Button variant="secondary" icon="list-ul" onClick={() => page.actions.choose('runs')}>
            Choose runs
          </Button>
        )
      }
    >
      {way === undefined ? <ComparedGroups page={page} /> : <RunChooser way={way} groups={groups} page={page} />}
    </AppPage>
  );
}

function ComparedGroups({ page }: { page: ComparePage }) {
  const { comparisons, columns } = page.data;
  const isReading = columns.length === 0 && comparisons.some(({ isPending }) => isPending);
  return (
    <PageSections>
      {isReading && <LoadingState text="Reading the comparison…" />}
      {comparisons.map(
        ({ error, data, refetch }, index) =>
          error &&
          !data && (
            <ErrorState
              key={index}
              error={error}
              what={`The comparison of ${page.data.groups[index]?.map((id) => `run ${id}`).join(', ')} could not be read`}
              onRetry={() => void refetch()}
            />
          )
      )}
      {columns.length > 0 && (
        <>
          <ComparedRuns page={page} />
          <LoadDifferences columns={columns} />
          <ComparisonTable page={page} />
          <DistributionSection page={page} />
        </>
      )}
    </PageSections>
  );
}
