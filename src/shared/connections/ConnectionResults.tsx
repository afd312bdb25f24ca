import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ConnectionState, ConnectionTest } from 'perftest-automation-sidecar/contract/system';

import { type Look, Mark } from '../ui/Verdict';

const LOOKS: Record<ConnectionState, Look> = {
  works: { word: 'Works', icon: 'check-circle', tone: 'good' },
  warning: { word: 'Look here', icon: 'exclamation-triangle', tone: 'unsure' },
  fails: { word: 'Fails', icon: 'times-circle', tone: 'bad' },
  'not set up': { word: 'Not set up', icon: 'circle', tone: 'quiet' },
};

/** A newer sidecar may know a state that this page does not. */
function lookOf(state: ConnectionState): Look {
  return LOOKS[state] ?? { word: state, icon: 'question-circle', tone: 'unsure' };
}

/** One line a connection, and below it what was tried of it. */
export function ConnectionResults({ results }: { results: readonly ConnectionTest[] }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list} aria-label="Connections">
      {results.map(({ name, state, detail, checks }) => (
        <li key={name} className={styles.connection}>
          <div className={styles.state}>
            <Mark look={lookOf(state)} />
          </div>
          <div className={styles.text}>
            <strong>{name}</strong>
            {checks.length === 0 ? (
              <p className={styles.detail}>{detail}</p>
            ) : (
              <ul className={styles.checks}>
                {checks.map((check, index) => (
                  <li key={index} className={styles.detail}>
                    {check.state !== 'works' && <Mark look={lookOf(check.state)} />} {check.name}: {check.detail}
                  </li>
                ))}
              </ul>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  connection: css({ display: 'grid', gridTemplateColumns: '120px minmax(0, 1fr)', gap: theme.spacing(1) }),
  state: css({ paddingTop: 1 }),
  text: css({ minWidth: 0, overflowWrap: 'anywhere' }),
  checks: css({ listStyle: 'none' }),
  detail: css({ color: theme.colors.text.secondary, margin: 0 }),
});
