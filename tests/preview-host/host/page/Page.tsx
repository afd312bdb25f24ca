import { css, cx } from '@emotion/css';
import { PageLayoutType, toIconName, type GrafanaTheme2, type NavModelItem } from '@grafana/data';
import { type PluginPageProps } from '@grafana/runtime';
import { Tab, TabsBar, useStyles2 } from '@grafana/ui';
import React, { useLayoutEffect } from 'react';
import { updateChrome } from '../chrome-state.ts';
import { type SectionNav } from '../nav-rules.ts';
import { buildBreadcrumbs } from '../nav.ts';

interface PageProps extends PluginPageProps {
  section?: SectionNav;
}

/** Grafana's page: title, subtitle, info and actions, the tabs of `pageNav.children`, and the content below. */
export function Page({
  section,
  pageNav,
  layout = PageLayoutType.Standard,
  background,
  children,
  ...header
}: PageProps) {
  const styles = useStyles2(getStyles);
  const node = section?.node;
  useLayoutEffect(() => {
    updateChrome({ section: node, page: pageNav, layout });
    const names = node ? buildBreadcrumbs(node, pageNav).map(({ text }) => text) : [];
    document.title = [...names.reverse(), 'Grafana'].join(' - ');
  }, [node, pageNav, layout]);
  const isPrimary = (background ?? (layout === PageLayoutType.Standard ? 'primary' : 'canvas')) === 'primary';
  const titleNav = pageNav ?? node;
  return (
    <div className={cx(styles.wrapper, isPrimary && styles.primary)}>
      {layout === PageLayoutType.Standard && (
        <div className={styles.standard}>
          {titleNav && <PageHeader nav={titleNav} {...header} />}
          {pageNav?.children && <PageTabs tabs={pageNav.children} />}
          <div className={styles.grow}>{children}</div>
        </div>
      )}
      {layout === PageLayoutType.Canvas && <div className={styles.canvas}>{children}</div>}
      {layout === PageLayoutType.Custom && children}
    </div>
  );
}

type PageHeaderProps = Pick<PluginPageProps, 'actions' | 'info' | 'renderTitle' | 'subTitle'> & { nav: NavModelItem };

function PageHeader({ nav, actions, info, renderTitle, subTitle }: PageHeaderProps) {
  const styles = useStyles2(getStyles);
  const below = subTitle ?? nav.subTitle;
  return (
    <div className={styles.header}>
      <div className={styles.topRow}>
        <div className={styles.titleAndInfo}>
          <div className={styles.title}>
            {nav.img && <img className={styles.logo} src={nav.img} alt={`logo for ${nav.text}`} />}
            {renderTitle ? renderTitle(nav.text) : <h1>{nav.text}</h1>}
          </div>
          {info && (
            <div className={styles.info}>
              {info.map(({ label, value }) => (
                <div key={label}>
                  <span className={styles.label}>{label}</span>
                  {value}
                </div>
              ))}
            </div>
          )}
        </div>
        <div className={styles.actions}>{actions}</div>
      </div>
      {below && <div className={styles.subTitle}>{below}</div>}
    </div>
  );
}

function PageTabs({ tabs }: { tabs: NavModelItem[] }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.tabs}>
      <TabsBar>
        {tabs
          .filter((tab) => !tab.hideFromTabs)
          .map(({ text, active, icon, url, tabCounter, tabSuffix, onClick }, index) => (
            <Tab
              key={`${url}-${index}`}
              label={text}
              active={active}
              icon={icon ? toIconName(icon) : undefined}
              counter={tabCounter}
              suffix={tabSuffix}
              href={url}
              onChangeTab={onClick}
            />
          ))}
      </TabsBar>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  wrapper: css({
    ...{ display: 'flex', flexDirection: 'column', flex: '1 1 0', position: 'relative' },
    container: 'page / inline-size',
  }),
  primary: css({ background: theme.colors.background.primary }),
  standard: css({
    ...{ display: 'flex', flexDirection: 'column', flexGrow: 1, padding: theme.spacing(2) },
    [theme.breakpoints.up('md')]: { padding: theme.spacing(4) },
  }),
  canvas: css({
    ...{ display: 'flex', flexDirection: 'column', flexGrow: 1, flexBasis: '100%', padding: theme.spacing(2) },
  }),
  grow: css({ flexGrow: 1 }),
  header: css({
    ...{ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), marginBottom: theme.spacing(2) },
  }),
  topRow: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: theme.spacing(1, 3) }),
  titleAndInfo: css({
    ...{ display: 'flex', flex: 1, flexWrap: 'wrap', justifyContent: 'space-between', gap: theme.spacing(1, 4) },
    ...{ minWidth: 200, maxWidth: '100%' },
  }),
  title: css({ display: 'flex', flex: 1, maxWidth: '100%', h1: { marginBottom: 0 } }),
  logo: css({ width: 32, height: 32, marginRight: theme.spacing(2) }),
  info: css({ display: 'flex', gap: theme.spacing(1.5, 3), flexWrap: 'wrap' }),
  label: css({ display: 'block', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  actions: css({ display: 'flex', gap: theme.spacing(1) }),
  subTitle: css({ color: theme.colors.text.secondary }),
  tabs: css({ paddingBottom: theme.spacing(3) }),
});
