import React from 'react';
import { Spinner } from '@grafana/ui';
import type { UseQueryResult } from '@tanstack/react-query';
import type { RunSummary } from 'perftest-automation-sidecar/contract/runs';

import type { ApiError } from '../../shared/api/api-error';
import { formatDateTime } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { RunMark } from '../../shared/ui/Verdict';

export interface FoundRun {
  key: string;
  what: string;
  query: UseQueryResult<RunSummary | null, ApiError> | undefined;
}

const COLUMNS: ReadonlyArray<Column<FoundRun>> = [
  { id: 'what', header: 'Test type and version', width: 240, cell: ({ what }) => what },
  { id: 'run', header: 'Run that would be compared', cell: ({ query }) => <Found query={query} /> },
];

/** Which runs a choice of versions means. */
export function FoundRuns({ caption, rows }: { caption: string; rows: readonly FoundRun[] }) {
  return <DataTable caption={caption} columns={COLUMNS} rows={rows} rowKey={({ key }) => key} />;
}

function Found({ query }: Pick<FoundRun, 'query'>) {
  if (query?.error) {
    return <span role="alert">{query.error.title}</span>;
  }
  if (!query || query.data === undefined) {
    return <Spinner inline />;
  }
  const run = query.data;
  if (run === null) {
    return 'no completed run: this version will be missing';
  }
  return (
    <>
      <RunMark run={run} /> <AppLink to={paths.test(run.id)}>{run.name}</AppLink> {formatDateTime(run.completedAtMs)}
    </>
  );
}
