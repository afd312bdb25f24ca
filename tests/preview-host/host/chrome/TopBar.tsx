import React from 'react';
import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, Text, ToolbarButton, useStyles2 } from '@grafana/ui';
import { useChromeState } from '../chrome-state.ts';
import { crumbFlexGrow } from '../nav-rules.ts';
import { buildBreadcrumbs, type Breadcrumb } from '../nav.ts';
import { HEADER_HEIGHT_PX } from '../services.ts';
import { HomeLogo } from './HomeLogo.tsx';
import { ProfileMenu } from './ProfileMenu.tsx';

export function TopBar({ isMenuDocked, onToggleMenu }: { isMenuDocked: boolean; onToggleMenu: () => void }) {
  const styles = useStyles2(getStyles);
  const { section, page } = useChromeState();
  const breadcrumbs = section ? buildBreadcrumbs(section, page) : [];
  return (
    <div className={cx(styles.bar, isMenuDocked && styles.barBesideMenu)}>
      <div className={styles.side}>
        {!isMenuDocked && (
          <>
            <ToolbarButton narrow tooltip="Open menu" onClick={onToggleMenu} icon="bars" iconSize="xl" iconOnly />
            <HomeLogo />
          </>
        )}
        <Breadcrumbs breadcrumbs={breadcrumbs} />
      </div>
      <div className={cx(styles.side, styles.right)}>
        <div className={styles.search}>
          <Icon name="search" />
          <span className={styles.searchText}>Search...</span>
          <Text variant="bodySmall">ctrl+k</Text>
        </div>
        <ToolbarButton iconOnly icon="question-circle" aria-label="Help" />
        <ProfileMenu />
      </div>
    </div>
  );
}

function Breadcrumbs({ breadcrumbs }: { breadcrumbs: Breadcrumb[] }) {
  const styles = useStyles2(getStyles);
  return (
    <nav aria-label="Breadcrumbs" className={styles.breadcrumbs}>
      <ol className={styles.crumbList}>
        {breadcrumbs.map(({ text, href }, index) => {
          const isCurrent = index === breadcrumbs.length - 1;
          return (
            <li key={index} className={styles.crumb} style={{ flexGrow: crumbFlexGrow(index, breadcrumbs.length) }}>
              {isCurrent ? (
                <span className={styles.crumbText} aria-current="page" title={text}>
                  {text}
                </span>
              ) : (
                <>
                  <a className={cx(styles.crumbText, styles.crumbLink)} href={href} title={text}>
                    {text}
                  </a>
                  <Icon name="angle-right" className={styles.separator} />
                </>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    ...{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: theme.spacing(2) },
    height: HEADER_HEIGHT_PX,
    padding: theme.spacing(0, 1, 0, 0.75),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  barBesideMenu: css({ paddingLeft: theme.spacing(3.5) }),
  side: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), flex: 1, minWidth: 0 }),
  right: css({ justifyContent: 'flex-end' }),
  search: css({
    ...{ display: 'flex', alignItems: 'center', gap: theme.spacing(1), flexGrow: 1, height: theme.spacing(4) },
    ...{ minWidth: 140, maxWidth: 350, padding: theme.spacing(0, 1) },
    color: theme.colors.text.secondary,
    background: theme.components.input.background,
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    [theme.breakpoints.down('lg')]: { display: 'none' },
  }),
  searchText: css({ flexGrow: 1, color: theme.colors.text.disabled }),
  breadcrumbs: css({ display: 'flex', overflow: 'hidden' }),
  crumbList: css({ display: 'flex', alignItems: 'center', listStyle: 'none', margin: 0, overflow: 'hidden' }),
  crumb: css({
    ...{ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), flex: 1, minWidth: 0 },
    ...{ maxWidth: 'max-content', padding: theme.spacing(0.5, 0, 0.5, 0.5) },
  }),
  crumbText: css({
    ...{ display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
    color: theme.colors.text.secondary,
  }),
  crumbLink: css({ color: theme.colors.text.primary, '&:hover': { textDecoration: 'underline' } }),
  separator: css({ color: theme.colors.text.secondary, flexShrink: 0 }),
});
