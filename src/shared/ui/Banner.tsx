import { css, cx } from '@emotion/css';
import React, { type ReactNode } from 'react';
import type { GrafanaTheme2, IconName } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { Mark, type Tone } from './Verdict';

interface BannerProps {
  look: { word: string; icon: IconName; tone: Tone };
  sentence: ReactNode;
  children?: ReactNode;
}

/** The answer of a page: icon, word and colour, one sentence, and the few lines that carry it. */
export function Banner({ look, sentence, children }: BannerProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={cx(styles.banner, styles[look.tone])} aria-live="polite">
      <div className={styles.head}>
        <Mark look={look} size="xl" />
        <p className={styles.sentence}>{sentence}</p>
      </div>
      {children && <div className={styles.more}>{children}</div>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  banner: css({
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderLeftWidth: 4,
    borderRadius: theme.shape.radius.default,
  }),
  head: css({ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: theme.spacing(0.5, 2) }),
  sentence: css({ margin: 0, fontSize: theme.typography.h5.fontSize }),
  more: css({
    marginTop: theme.spacing(1),
    color: theme.colors.text.secondary,
    '& p': { margin: theme.spacing(0.5, 0, 0) },
  }),
  good: css({ borderLeftColor: theme.colors.success.border }),
  bad: css({ borderLeftColor: theme.colors.error.border }),
  unsure: css({ borderLeftColor: theme.colors.warning.border }),
  busy: css({ borderLeftColor: theme.colors.info.border }),
  quiet: css({ borderLeftColor: theme.colors.border.strong }),
});
