import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { KeptFailure } from 'perftest-automation-sidecar/contract/statistics';

import { useKeptFailures } from '../api/runs';
import { formatClockWithSeconds, formatMsWithUnit } from '../format';
import { QueryView } from './states';

interface KeptFailuresProps {
  runId: number;
  emptyText: string;
}

/** Failed requests with what was sent and what came back; each opens by a click or Enter. */
export function KeptFailures({ runId, emptyText }: KeptFailuresProps) {
  const styles = useStyles2(getStyles);
  const kept = useKeptFailures(runId);
  return (
    <QueryView query={kept} subject="the failed requests" whenMissing={<p className={styles.note}>{emptyText}</p>}>
      {({ failures, keptPerLabel, isComplete }) =>
        failures.length === 0 ? (
          <p className={styles.note}>{emptyText}</p>
        ) : (
          <>
            <ul className={styles.list}>
              {failures.map((failure, index) => (
                <li key={`${failure.startMs} ${failure.label} ${index}`}>
                  <FailureDetails failure={failure} isOpen={index === 0 && failures.length <= 3} />
                </li>
              ))}
            </ul>
            <p className={styles.note}>
              The first {keptPerLabel} failures of each label are kept; secrets are masked.
              {!isComplete && ' Some could not be kept: too many came at once.'}
            </p>
          </>
        )
      }
    </QueryView>
  );
}

function FailureDetails({ failure, isOpen }: { failure: KeptFailure; isOpen: boolean }) {
  const styles = useStyles2(getStyles);
  const { label, responseCode, responseMessage, failureMessage, startMs, elapsedMs } = failure;
  return (
    <details className={styles.failure} open={isOpen}>
      <summary className={styles.summary}>
        <Icon name="times-circle" size="sm" className={styles.icon} aria-hidden />
        <span className={styles.label}>{label}</span>
        <span className={styles.code}>{[responseCode, responseMessage].filter(Boolean).join(' ') || 'no answer'}</span>
        <span className={styles.when}>
          {formatClockWithSeconds(startMs)}, {formatMsWithUnit(elapsedMs)}
        </span>
      </summary>
      <div className={styles.body}>
        {failureMessage && <p className={styles.assertion}>Assertion: {failureMessage}</p>}
        <h4 className={styles.heading}>Request</h4>
        <Text text={[failure.method, failure.url].filter(Boolean).join(' ')} emptyText="no address" />
        <Text text={failure.requestHeaders} emptyText="no header fields" />
        <Text text={failure.requestBody} emptyText="no body" />
        <h4 className={styles.heading}>Response</h4>
        <Text text={failure.responseHeaders} emptyText="no header fields" />
        <Text text={failure.responseBody} emptyText="no body" />
        {failure.isTruncated && <p className={styles.note}>Cut off after 64 KB.</p>}
      </div>
    </details>
  );
}

function Text({ text, emptyText }: { text: string; emptyText: string }) {
  const styles = useStyles2(getStyles);
  return text.trim() === '' ? (
    <p className={styles.none}>{emptyText}</p>
  ) : (
    <pre className={styles.text} tabIndex={0}>
      {text.trim()}
    </pre>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5) }),
  failure: css({
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  summary: css({
    display: 'grid',
    gridTemplateColumns: '16px minmax(120px, 1fr) minmax(0, 1.4fr) 160px',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 1),
    cursor: 'pointer',
    '&:hover': { background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}` },
  }),
  icon: css({ color: theme.colors.error.text }),
  label: css({ fontWeight: theme.typography.fontWeightMedium, overflow: 'hidden', textOverflow: 'ellipsis' }),
  code: css({ color: theme.colors.error.text, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  when: css({ color: theme.colors.text.secondary, textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
  body: css({ padding: theme.spacing(0, 1, 1), borderTop: `1px solid ${theme.colors.border.weak}` }),
  assertion: css({ margin: theme.spacing(1, 0, 0), color: theme.colors.text.primary, overflowWrap: 'anywhere' }),
  heading: css({ ...theme.typography.bodySmall, margin: theme.spacing(1, 0, 0.5), color: theme.colors.text.secondary }),
  text: css({
    maxHeight: 240,
    margin: theme.spacing(0, 0, 0.5),
    padding: theme.spacing(0.75, 1),
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    overflowY: 'auto',
  }),
  none: css({ margin: theme.spacing(0, 0, 0.5), color: theme.colors.text.disabled }),
  note: css({ margin: theme.spacing(1, 0, 0), color: theme.colors.text.secondary }),
});
