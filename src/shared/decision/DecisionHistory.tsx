import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { DecisionEntry } from 'perftest-automation-sidecar/contract/history';

import { formatDateTime, formatRelative } from '../format';
import { Mark } from '../ui/Verdict';
import { DECISION_LOOKS } from './decision-look';

/** One decision: what, who, when and why. */
export function DecisionLine({ entry }: { entry: DecisionEntry }) {
  return (
    <>
      <Mark look={DECISION_LOOKS[entry.decision]} /> by {entry.by}{' '}
      <time dateTime={new Date(entry.atMs).toISOString()} title={formatDateTime(entry.atMs)}>
        {formatRelative(entry.atMs)}
      </time>
      {entry.reason && `: ${entry.reason}`}
    </>
  );
}

/** The newest decision, and the earlier ones on demand. */
export function DecisionHistory({ entries }: { entries: readonly DecisionEntry[] }) {
  const styles = useStyles2(getStyles);
  const [newest, ...earlier] = entries;
  if (!newest) {
    return null;
  }
  return (
    <>
      <p className={styles.line}>
        <DecisionLine entry={newest} />
      </p>
      {earlier.length > 0 && (
        <details>
          <summary className={styles.summary}>
            {earlier.length === 1 ? 'One earlier decision' : `${earlier.length} earlier decisions`}
          </summary>
          <ul className={styles.list}>
            {earlier.map((entry) => (
              <li key={`${entry.atMs} ${entry.decision}`}>
                <DecisionLine entry={entry} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({ overflowWrap: 'anywhere' }),
  summary: css({ cursor: 'pointer', fontSize: theme.typography.bodySmall.fontSize }),
  list: css({ paddingLeft: theme.spacing(2.5) }),
});
