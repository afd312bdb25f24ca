import { css } from '@emotion/css';
import React from 'react';
import { useSearchParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Pagination, useStyles2 } from '@grafana/ui';
import type { Report } from 'perftest-automation-sidecar/contract/reports';

import { useReports } from '../../shared/api/reports';
import { formatCount, formatDateTime, formatRelative, NO_DATA, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { ReportDownloads } from '../../shared/ui/ReportLinks';
import { NothingHere, QueryView } from '../../shared/ui/states';
import { OutcomeMark } from '../../shared/ui/Verdict';

const PAGE_SIZE = 50;

const COLUMNS: ReadonlyArray<Column<Report>> = [
  {
    id: 'outcome',
    header: 'Verdict',
    width: 140,
    cell: ({ outcome }) => (outcome ? <OutcomeMark outcome={outcome} /> : NO_DATA),
  },
  { id: 'name', header: 'Report', cell: ({ id, name }) => <AppLink to={paths.report(id)}>{name}</AppLink> },
  { id: 'of', header: 'Of', width: 140, cell: (report) => <ReportSubject report={report} /> },
  {
    id: 'critical',
    header: 'Critical',
    width: 90,
    isNumber: true,
    cell: ({ criticalCount }) => formatCount(criticalCount),
  },
  {
    id: 'degraded',
    header: 'Slower',
    width: 90,
    isNumber: true,
    cell: ({ degradedCount }) => formatCount(degradedCount),
  },
  {
    id: 'improved',
    header: 'Faster',
    width: 90,
    isNumber: true,
    cell: ({ improvedCount }) => formatCount(improvedCount),
  },
  {
    id: 'created',
    header: 'Made',
    width: 170,
    cell: ({ createdAtMs }) => <time title={formatRelative(createdAtMs)}>{formatDateTime(createdAtMs)}</time>,
  },
  { id: 'downloads', header: 'Download', width: 180, cell: (report) => <ReportDownloads report={report} /> },
];

export default function Reports() {
  const styles = useStyles2(getStyles);
  const [params, setParams] = useSearchParams();
  const reports = useReports({ page: Number(params.get('page')) || 1, pageSize: PAGE_SIZE });
  return (
    <PluginPage
      pageNav={{ text: 'Reports', url: paths.reports() }}
      subTitle="To look at here, or to send as Excel and HTML"
    >
      <QueryView query={reports} subject="the reports">
        {({ items, totalItems, page, pageSize }) =>
          totalItems === 0 ? (
            <NothingHere
              title="Here will be the reports of runs and batches"
              text="A report is made when a run or a batch ends; “Make report” on their pages makes one at any time."
            />
          ) : (
            <div className={styles.list}>
              <DataTable caption="Reports" columns={COLUMNS} rows={items} rowKey={({ id }) => id} minWidth={900} />
              <div className={styles.foot}>
                <span className={styles.count}>{plural(totalItems, 'report')}</span>
                <Pagination
                  currentPage={page}
                  numberOfPages={Math.max(1, Math.ceil(totalItems / pageSize))}
                  onNavigate={(next) => setParams({ page: String(next) })}
                  hideWhenSinglePage
                />
              </div>
            </div>
          )
        }
      </QueryView>
    </PluginPage>
  );
}

function ReportSubject({ report }: { report: Report }) {
  if (report.batchId !== null) {
    return <AppLink to={paths.batch(report.batchId)}>Batch {report.batchId}</AppLink>;
  }
  const runId = report.testRunIds[0];
  return runId === undefined ? <>{NO_DATA}</> : <AppLink to={paths.test(runId)}>Run {runId}</AppLink>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  foot: css({ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }),
  count: css({ color: theme.colors.text.secondary }),
});
