import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Report } from 'perftest-automation-sidecar/contract/reports';

import { reportEvidenceHref, reportExcelHref, reportHtmlHref, useReports } from '../api/reports';
import { formatRelative } from '../format';
import { paths } from '../paths';
import { AppLink } from './AppLink';
import { QueryView } from './states';

interface ReportLinksProps {
  query: { testRunId?: number; batchId?: number };
  emptyText: string;
}

/** The reports of a run or a batch: to look at and to download. */
export function ReportLinks({ query, emptyText }: ReportLinksProps) {
  const styles = useStyles2(getStyles);
  const reports = useReports({ ...query });
  return (
    <QueryView query={reports} subject="the reports">
      {({ items }) =>
        items.length === 0 ? (
          <p className={styles.empty}>{emptyText}</p>
        ) : (
          <ul className={styles.list}>
            {items.map((report) => (
              <li key={report.id} className={styles.item}>
                <AppLink to={paths.report(report.id)}>{report.name}</AppLink>
                <ReportDownloads report={report} />
                <span className={styles.when}>{formatRelative(report.createdAtMs)}</span>
              </li>
            ))}
          </ul>
        )
      }
    </QueryView>
  );
}

interface ReportDownloadsProps {
  report: Report;
  /** Also all that stands behind it, in one zip. */
  withEvidence?: boolean;
}

export function ReportDownloads({ report, withEvidence = false }: ReportDownloadsProps) {
  const styles = useStyles2(getStyles);
  const { id, name, status, error, hasExcel, hasHtml } = report;
  if (status === 'pending') {
    return (
      <span className={styles.when}>
        <Icon name="spinner" /> being made
      </span>
    );
  }
  if (status === 'failed') {
    return <span className={styles.failed}>not made: {error ?? 'the reason is not known'}</span>;
  }
  return (
    <span className={styles.downloads}>
      {hasExcel && <DownloadLink href={reportExcelHref(id)} text="Excel" name={`${name} as Excel`} />}
      {hasHtml && <DownloadLink href={reportHtmlHref(id)} text="HTML" name={`${name} as HTML`} />}
      {!withEvidence && <ConfluencePage report={report} />}
      {withEvidence && (
        <DownloadLink href={reportEvidenceHref(id)} text="Evidence pack" name={`Evidence pack of ${name} as a zip`} />
      )}
    </span>
  );
}

/** In short; the report's own page says how far it is, and why it is not there. */
function ConfluencePage({ report: { id, name, artefacts, confluenceUrl } }: { report: Report }) {
  const styles = useStyles2(getStyles);
  const state = artefacts.find(({ kind }) => kind === 'confluence')?.state ?? 'none';
  return (
    <>
      {confluenceUrl !== null && (
        <a
          className={styles.link}
          href={confluenceUrl}
          target="_blank"
          rel="noreferrer"
          aria-label={`Confluence page of ${name}`}
        >
          <Icon name="external-link-alt" size="sm" /> Confluence
        </a>
      )}
      {(state === 'waiting' || state === 'making') && <span className={styles.when}>being published</span>}
      {state === 'failed' && (
        <AppLink to={paths.report(id)} aria-label={`Not published: why ${name} is not in Confluence`}>
          not published
        </AppLink>
      )}
    </>
  );
}

function DownloadLink({ href, text, name }: { href: string; text: string; name: string }) {
  const styles = useStyles2(getStyles);
  return (
    <a className={styles.link} href={href} download target="_self" aria-label={name}>
      <Icon name="download-alt" size="sm" /> {text}
    </a>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  empty: css({ margin: 0, color: theme.colors.text.secondary }),
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  item: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2) }),
  downloads: css({ display: 'inline-flex', gap: theme.spacing(1.5), whiteSpace: 'nowrap' }),
  link: css({ color: theme.colors.text.link, '&:hover': { textDecoration: 'underline' } }),
  when: css({ color: theme.colors.text.secondary }),
  failed: css({ color: theme.colors.error.text }),
});
