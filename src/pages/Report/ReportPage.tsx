import { css } from '@emotion/css';
import React from 'react';
import { useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { Report } from 'perftest-automation-sidecar/contract/reports';

import { useReport, useReportHtml } from '../../shared/api/reports';
import { formatDateTime } from '../../shared/format';
import { AppPage } from '../../shared/ui/AppPage';
import { ReportDownloads } from '../../shared/ui/ReportLinks';
import { NothingHere, QueryView } from '../../shared/ui/states';
import { Artefacts } from './Artefacts';
import { PublishSection } from './PublishSection';

/** The report as it would be sent, and the ways to send it. */
export default function ReportPage() {
  const { reportId } = useParams();
  const report = useReport(Number(reportId));
  return (
    <AppPage
      pageNav={{ text: report.data?.name ?? `Report ${reportId}` }}
      subTitle={report.data && `made ${formatDateTime(report.data.createdAtMs)}`}
      actions={report.data && <ReportDownloads report={report.data} withEvidence />}
    >
      <QueryView query={report} subject="the report">
        {(found) => (
          <>
            <Artefacts report={found} />
            {found.status === 'ready' && <PublishSection reportId={found.id} />}
            <Content report={found} />
          </>
        )}
      </QueryView>
    </AppPage>
  );
}

function Content({ report: { id, status, hasHtml, error, name } }: { report: Report }) {
  if (status === 'pending') {
    return <NothingHere title="The report is being made" text="It appears here by itself." />;
  }
  if (status === 'failed') {
    return <NothingHere isSearch title="The report was not made" text={error ?? 'The reason is not known.'} />;
  }
  return hasHtml ? <ReportFrame reportId={id} name={name} /> : <NothingHere title="This report has no HTML" />;
}

function ReportFrame({ reportId, name }: { reportId: number; name: string }) {
  const styles = useStyles2(getStyles);
  const { isDark } = useTheme2();
  const html = useReportHtml(reportId, true);
  return (
    <QueryView query={html} subject="the report’s HTML">
      {(text) => (
        // Scripts of the report may run, but in an origin of their own: they reach neither Grafana nor its session.
        <iframe
          className={styles.frame}
          title={name}
          sandbox="allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
          srcDoc={inTheme(text, isDark ? 'dark' : 'light')}
        />
      )}
    </QueryView>
  );
}

/** Grafana's theme may be another than the browser's, which the report follows by itself. */
function inTheme(html: string, theme: 'dark' | 'light'): string {
  return html.replace('<html ', `<html data-theme="${theme}" `);
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
