import { css, cx } from '@emotion/css';
import React, { type CSSProperties, type ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface AppLinkProps {
  to: string;
  children: ReactNode;
  /** The colour of the text around it; underlined on hover. For rows full of links. */
  isQuiet?: boolean;
  /** Within a sentence colour alone would not tell it from the words around it: it is underlined. */
  isInText?: boolean;
  title?: string;
  'aria-label'?: string;
  className?: string;
  style?: CSSProperties;
}

/** A link to a page of this app. */
export function AppLink({ to, children, isQuiet = false, isInText = false, className, ...rest }: AppLinkProps) {
  const styles = useStyles2(getStyles);
  return (
    <Link to={to} className={cx(isQuiet ? styles.quiet : styles.link, isInText && styles.inText, className)} {...rest}>
      {children}
    </Link>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  link: css({
    color: theme.colors.text.link,
    '&:hover, &:focus-visible': { textDecoration: 'underline' },
  }),
  inText: css({ textDecoration: 'underline' }),
  quiet: css({
    color: 'inherit',
    '&:hover, &:focus-visible': { color: theme.colors.text.link, textDecoration: 'underline' },
  }),
});
