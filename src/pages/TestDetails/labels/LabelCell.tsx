import { css } from '@emotion/css';
import React, { type ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';

import { plural } from '../../../shared/format';

interface LabelCellProps {
  remarkCount?: number;
  onSelect: () => void;
  children: ReactNode;
}

/** The label is a button, so that a keyboard can choose the row too. */
export function LabelCell({ remarkCount = 0, onSelect, children }: LabelCellProps) {
  const styles = useStyles2(getStyles);
  const remarks = remarkCount > 0 ? plural(remarkCount, 'remark') : undefined;
  return (
    <>
      <button
        type="button"
        className={styles.button}
        onClick={(event) => {
          event.stopPropagation();
          onSelect();
        }}
      >
        {children}
      </button>
      {remarks && (
        <span className={styles.remarks} title={remarks} role="img" aria-label={remarks}>
          <Icon name="comment-alt" size="sm" /> {remarkCount}
        </span>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  button: css({
    all: 'unset',
    cursor: 'pointer',
    display: 'inline',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}` },
  }),
  remarks: css({ marginLeft: theme.spacing(0.5), color: theme.colors.text.secondary }),
});
