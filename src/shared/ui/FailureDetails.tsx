import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, Icon, useStyles2 } from '@grafana/ui';
import type { KeptFailure } from 'perftest-automation-sidecar/contract/statistics';

import { plainText, readableBody, requestLine } from '../failure-text';
import { formatClockWithSeconds, formatMsWithUnit } from '../format';

interface FailureDetailsProps {
  failure: KeptFailure;
  isOpen: boolean;
}

/** One failed request; what was sent and received is there once it was opened. */
export function FailureDetails({ failure, isOpen: isOpenFirst }: FailureDetailsProps) {
  const styles = useStyles2(getStyles);
  const [isOpen, setOpen] = useState(isOpenFirst);
  const { label, responseCode, responseMessage, startMs, elapsedMs } = failure;
  return (
    <details className={styles.failure} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>
        <Icon name="times-circle" size="sm" className={styles.icon} aria-hidden />
        <span className={styles.label}>{label}</span>
        <span className={styles.code}>{[responseCode, responseMessage].filter(Boolean).join(' ') || 'no answer'}</span>
        <span className={styles.when}>
          {formatClockWithSeconds(startMs)}, {formatMsWithUnit(elapsedMs)}
        </span>
      </summary>
      {isOpen && <FailureTexts failure={failure} />}
    </details>
  );
}

function FailureTexts({ failure }: { failure: KeptFailure }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.body}>
      <div className={styles.actions}>
        <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => plainText(failure)}>
          Copy request and response
        </ClipboardButton>
      </div>
      {failure.failureMessage && <p className={styles.assertion}>Assertion: {failure.failureMessage}</p>}
      <h4 className={styles.heading}>Request</h4>
      <Text name="Request line" text={requestLine(failure)} emptyText="no address" />
      <Text name="Request headers" text={failure.requestHeaders} emptyText="no header fields" />
      <Text name="Request body" text={readableBody(failure.requestBody)} emptyText="no body" />
      <h4 className={styles.heading}>Response</h4>
      <Text name="Response headers" text={failure.responseHeaders} emptyText="no header fields" />
      <Text name="Response body" text={readableBody(failure.responseBody)} emptyText="no body" />
      {failure.isTruncated && <p className={styles.note}>Cut off after 64 KB.</p>}
    </div>
  );
}

/** Can be scrolled by keyboard, and says which text it is. */
function Text({ name, text, emptyText }: { name: string; text: string; emptyText: string }) {
  const styles = useStyles2(getStyles);
  return text.trim() === '' ? (
    <p className={styles.none}>{emptyText}</p>
  ) : (
    <pre className={styles.text} tabIndex={0} role="group" aria-label={name}>
      {text.trim()}
    </pre>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  actions: css({ display: 'flex', justifyContent: 'flex-end', marginTop: theme.spacing(1) }),
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
