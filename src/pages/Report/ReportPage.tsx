import { css } from '@emotion/css';
import React from 'react';
import { useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';

import { useReport, useReportHtml } from '../../shared/api/reports';
import { formatDateTime } from '../../shared/format';
import { ReportDownloads } from '../../shared/ui/ReportLinks';
import { NothingHere, QueryView } from '../../shared/ui/states';

/** The report as it would be sent, and the ways to send it. */
export default function ReportPage() {
  const { reportId } = useParams();
  const report = useReport(Number(reportId));
  return (
    <PluginPage
      pageNav={{ text: report.data?.name ?? `Report ${reportId}` }}
      subTitle={report.data && `made ${formatDateTime(report.data.createdAtMs)}`}
      actions={report.data && <ReportDownloads report={report.data} />}
    >
      <QueryView query={report} subject="the report">
        {({ id, status, hasHtml, error, name }) => {
          if (status === 'pending') {
            return <NothingHere title="The report is being made" text="It appears here by itself." />;
          }
          if (status === 'failed') {
            return <NothingHere isSearch title="The report was not made" text={error ?? 'The reason is not known.'} />;
          }
          return hasHtml ? <ReportFrame reportId={id} name={name} /> : <NothingHere title="This report has no HTML" />;
        }}
      </QueryView>
    </PluginPage>
  );
}

function ReportFrame({ reportId, name }: { reportId: number; name: string }) {
  const styles = useStyles2(getStyles);
  const html = useReportHtml(reportId, true);
  return (
    <QueryView query={html} subject="the report’s HTML">
      {(text) => (
        // Scripts of the report may run, but in an origin of their own: they reach neither Grafana nor its session.
        <iframe className={styles.frame} title={name} sandbox="allow-scripts allow-downloads" srcDoc={text} />
      )}
    </QueryView>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({
    width: '100%',
    height: 'calc(100vh - 200px)',
    minHeight: 480,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.canvas,
  }),
});
