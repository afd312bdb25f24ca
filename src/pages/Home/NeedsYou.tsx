import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { formatDateTime, formatRelative } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { Section } from '../../shared/ui/Section';
import { RunMark } from '../../shared/ui/Verdict';

const MOST_SHOWN = 6;

export function NeedsYou({ runs }: { runs: readonly RunSummary[] }) {
  const styles = useStyles2(getStyles);
  return (
    <Section title="Needs you" note={runs.length > 0 ? 'the newest run of each scenario and test type' : undefined}>
      {runs.length === 0 ? (
        <p className={styles.allWell}>
          <Icon name="check-circle" /> Nothing needs you: no newest run has failed.
        </p>
      ) : (
        <ul className={styles.list}>
          {runs.slice(0, MOST_SHOWN).map((run) => (
            <NeedsYouItem key={run.id} run={run} />
          ))}
        </ul>
      )}
      {runs.length > MOST_SHOWN && (
        <AppLink to={paths.tests('?outcome=failed,inconclusive')}>{`All ${runs.length}`}</AppLink>
      )}
    </Section>
  );
}

function NeedsYouItem({ run }: { run: RunSummary }) {
  const styles = useStyles2(getStyles);
  return (
    <li className={styles.item}>
      <span className={styles.head}>
        <RunMark run={run} />
        <AppLink to={paths.test(run.id)}>{run.name}</AppLink>
        <time className={styles.when} title={formatDateTime(run.completedAtMs)}>
          {formatRelative(run.completedAtMs)}
        </time>
      </span>
      <span className={styles.why}>{run.verdictSentence ?? run.errorCode}</span>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  allWell: css({ margin: 0, color: theme.colors.success.text }),
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  item: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.25) }),
  head: css({ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: theme.spacing(0, 1.5) }),
  why: css({ color: theme.colors.text.secondary }),
  when: css({
    marginLeft: 'auto',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
  }),
});
