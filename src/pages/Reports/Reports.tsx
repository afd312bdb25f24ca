import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Pagination, useStyles2 } from '@grafana/ui';
import type { Page } from 'perftest-automation-sidecar/contract/common';
import type { Report } from 'perftest-automation-sidecar/contract/reports';

import { useReports } from '../../shared/api/reports';
import { formatCount, formatDateTime, formatRelative, NO_DATA, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { REPORT_TYPE_WORDS } from '../../shared/report-types';
import { hasRole } from '../../shared/role';
import { AppLink } from '../../shared/ui/AppLink';
import { AppPage } from '../../shared/ui/AppPage';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { ReportDownloads } from '../../shared/ui/ReportLinks';
import { NothingHere, QueryView } from '../../shared/ui/states';
import { OutcomeMark } from '../../shared/ui/Verdict';
import { type AddressChanges, useAddress } from '../../shared/use-address';
import { NewReportDrawer } from './NewReportDrawer';
import { ReportFilters } from './ReportFilters';

const PAGE_SIZE = 50;

const COLUMNS: ReadonlyArray<Column<Report>> = [
  {
    id: 'outcome',
    header: 'Verdict',
    width: 120,
    cell: ({ outcome }) => (outcome ? <OutcomeMark outcome={outcome} /> : NO_DATA),
  },
  { id: 'name', header: 'Report', cell: ({ id, name }) => <AppLink to={paths.report(id)}>{name}</AppLink> },
  { id: 'of', header: 'Of', width: 115, cell: (report) => <ReportSubject report={report} /> },
  {
    id: 'critical',
    header: 'Critical',
    width: 70,
    isNumber: true,
    cell: ({ criticalCount }) => formatCount(criticalCount),
  },
  {
    id: 'degraded',
    header: 'Slower',
    width: 70,
    isNumber: true,
    cell: ({ degradedCount }) => formatCount(degradedCount),
  },
  {
    id: 'improved',
    header: 'Faster',
    width: 70,
    isNumber: true,
    cell: ({ improvedCount }) => formatCount(improvedCount),
  },
  {
    id: 'created',
    header: 'Made',
    width: 150,
    cell: ({ createdAtMs }) => <time title={formatRelative(createdAtMs)}>{formatDateTime(createdAtMs)}</time>,
  },
  { id: 'downloads', header: 'Files and page', width: 260, cell: (report) => <ReportDownloads report={report} /> },
];

export default function Reports() {
  const [params, change] = useAddress();
  const [isMaking, setIsMaking] = useState(false);
  const filter = {
    search: params.get('search') ?? undefined,
    type: params.get('type') ?? undefined,
    outcome: params.get('outcome') ?? undefined,
  };
  const reports = useReports({ page: Number(params.get('page')) || 1, pageSize: PAGE_SIZE, ...filter });
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <AppPage
      pageNav={{ text: 'Reports', url: paths.reports() }}
      subTitle="To look at here, or to send as Excel and HTML"
      actions={
        hasRole('Editor') && (
          <Button icon="plus" onClick={() => setIsMaking(true)}>
            New report
          </Button>
        )
      }
    >
      <QueryView query={reports} subject="the reports">
        {(page) =>
          page.totalItems === 0 && !isFiltered ? (
            <NothingHere
              title="Here will be the reports of runs and batches"
              text="A report is made when a run or a batch ends; “New report” compares versions, or shows a run beside a baseline."
            />
          ) : (
            <ReportList page={page} params={params} onChange={change} />
          )
        }
      </QueryView>
      {isMaking && <NewReportDrawer onClose={() => setIsMaking(false)} />}
    </AppPage>
  );
}

interface ReportListProps {
  page: Page<Report>;
  params: URLSearchParams;
  onChange: (changes: AddressChanges) => void;
}

function ReportList({ page: { items, totalItems, page, pageSize }, params, onChange }: ReportListProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.list}>
      <ReportFilters params={params} onChange={onChange} />
      <DataTable
        caption="Reports"
        columns={COLUMNS}
        rows={items}
        rowKey={({ id }) => id}
        minWidth={880}
        emptyText="No report fits this filter"
      />
      <div className={styles.foot}>
        <span className={styles.count}>{plural(totalItems, 'report')}</span>
        <Pagination
          currentPage={page}
          numberOfPages={Math.max(1, Math.ceil(totalItems / pageSize))}
          onNavigate={(next) => onChange({ page: next })}
          hideWhenSinglePage
        />
      </div>
    </div>
  );
}

function ReportSubject({ report: { type, batchId, testRunIds } }: { report: Report }) {
  const [runId] = testRunIds;
  if (type === 'comparison' || runId === undefined) {
    return <>{REPORT_TYPE_WORDS[type]}</>;
  }
  if (batchId !== null) {
    return <AppLink to={paths.batch(batchId)}>Batch {batchId}</AppLink>;
  }
  return (
    <>
      <AppLink to={paths.test(runId)}>Run {runId}</AppLink>
      {type === 'baseline' && ' beside a baseline'}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  foot: css({ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }),
  count: css({ color: theme.colors.text.secondary }),
});
