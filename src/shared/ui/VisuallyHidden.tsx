import { css } from '@emotion/css';
import React, { type ReactNode } from 'react';
import { useStyles2 } from '@grafana/ui';

interface VisuallyHiddenProps {
  children: ReactNode;
  /** Changes of the text are said. */
  isLive?: boolean;
}

/** For screen readers alone. */
export function VisuallyHidden({ children, isLive = false }: VisuallyHiddenProps) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.hidden} aria-live={isLive ? 'assertive' : undefined} role={isLive ? 'status' : undefined}>
      {children}
    </span>
  );
}

const getStyles = () => ({
  hidden: css({
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  }),
});
