import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';

import { formatDateTime, formatRelative } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { Section } from '../../shared/ui/Section';
import { type Look, lookOfRun, Mark } from '../../shared/ui/Verdict';
import type { Need } from './needs-you';

const MOST_SHOWN = 8;

const LOOKS: Record<Need['kind'], Look> = {
  stopped: { word: 'Stopped', icon: 'pause', tone: 'bad' },
  'will fail': { word: 'Will fail', icon: 'exclamation-triangle', tone: 'unsure' },
  failed: { word: 'Failed', icon: 'times-circle', tone: 'bad' },
};

export function NeedsYou({ needs }: { needs: readonly Need[] }) {
  const styles = useStyles2(getStyles);
  return (
    <Section
      title="Needs you"
      note={needs.length > 0 ? 'what is stopped first, then the newest failed runs' : undefined}
    >
      {needs.length === 0 ? (
        <p className={styles.allWell}>
          <Icon name="check-circle" /> Nothing needs you: nothing is held or paused, and no newest run has failed.
        </p>
      ) : (
        <ul className={styles.list}>
          {needs.slice(0, MOST_SHOWN).map((need) => (
            <NeedItem key={need.key} need={need} />
          ))}
        </ul>
      )}
      {needs.length > MOST_SHOWN && (
        <AppLink to={paths.tests('?outcome=failed,inconclusive')}>{`All ${needs.length}`}</AppLink>
      )}
    </Section>
  );
}

function NeedItem({ need }: { need: Need }) {
  const styles = useStyles2(getStyles);
  const { kind, title, text, to, sinceMs, run } = need;
  return (
    <li className={styles.item}>
      <span className={styles.head}>
        <Mark look={run ? lookOfRun(run) : LOOKS[kind]} />
        <AppLink to={to}>{title}</AppLink>
        {sinceMs !== null && (
          <time className={styles.when} title={formatDateTime(sinceMs)}>
            {formatRelative(sinceMs)}
          </time>
        )}
      </span>
      <span className={styles.why}>{text}</span>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  allWell: css({ margin: 0, color: theme.colors.success.text }),
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  item: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.25) }),
  head: css({ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: theme.spacing(0, 1.5) }),
  why: css({ color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  when: css({
    marginLeft: 'auto',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
  }),
});
