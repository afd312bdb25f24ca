import { css, cx } from '@emotion/css';
import { type GrafanaTheme2, type NavModelItem } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useEffect, useState, type ReactNode } from 'react';
import { HEADER_HEIGHT_PX } from '../services.ts';
import { MegaMenu, MENU_WIDTH_PX } from './MegaMenu.tsx';
import { TopBar } from './TopBar.tsx';

/** Grafana's frame: menu on the left (docked on wide screens), top bar with breadcrumbs, the page below. */
export function AppChrome({ navTree, children }: { navTree: NavModelItem[]; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  const isWide = useMediaQuery('(min-width: 1200px)');
  const [choice, setChoice] = useState({ isWide, isOpen: isWide });
  const isOpen = choice.isWide === isWide ? choice.isOpen : isWide;
  const setOpen = (isOpenNow: boolean) => setChoice({ isWide, isOpen: isOpenNow });
  const isDocked = isOpen && isWide;
  return (
    <div className="main-view">
      {isOpen && (
        <MegaMenu
          navTree={navTree}
          className={cx(styles.menu, !isDocked && styles.menuOverlay)}
          onClose={() => setOpen(false)}
          onNavigate={isDocked ? undefined : () => setOpen(false)}
        />
      )}
      <header className={cx(styles.topNav, isDocked && styles.besideMenu)}>
        <TopBar isMenuDocked={isDocked} onToggleMenu={() => setOpen(!isOpen)} />
      </header>
      <div className={styles.content}>
        <main id="pageContent" className={cx(styles.page, isDocked && styles.pageBesideMenu)}>
          {children}
        </main>
      </div>
    </div>
  );
}

function useMediaQuery(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const update = () => setMatches(list.matches);
    list.addEventListener('change', update);
    return () => list.removeEventListener('change', update);
  }, [query]);
  return matches;
}

const getStyles = (theme: GrafanaTheme2) => ({
  content: css({ display: 'flex', flexDirection: 'column', flexGrow: 1, paddingTop: HEADER_HEIGHT_PX }),
  page: css({ display: 'flex', flexDirection: 'column', flexGrow: 1 }),
  pageBesideMenu: css({ paddingLeft: MENU_WIDTH_PX }),
  topNav: css({
    ...{ position: 'fixed', left: 0, right: 0, zIndex: theme.zIndex.navbarFixed },
    ...{ display: 'flex', flexDirection: 'column', background: theme.colors.background.primary },
  }),
  besideMenu: css({ left: MENU_WIDTH_PX }),
  menu: css({
    ...{ position: 'fixed', top: 0, zIndex: 2, height: '100%', width: MENU_WIDTH_PX },
    ...{ display: 'flex', flexDirection: 'column', background: theme.colors.background.primary },
    borderRight: `1px solid ${theme.colors.border.weak}`,
  }),
  menuOverlay: css({ zIndex: theme.zIndex.modal, boxShadow: theme.shadows.z3 }),
});
