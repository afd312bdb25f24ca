import { css, cx } from '@emotion/css';
import { toIconName, type GrafanaTheme2, type NavModelItem } from '@grafana/data';
import { Icon, IconButton, Link, Text, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { useChromeState } from '../chrome-state.ts';
import { holdsEntry, isSameEntry } from '../nav.ts';
import { HEADER_HEIGHT_PX } from '../services.ts';
import { HomeLogo } from './HomeLogo.tsx';

export const MENU_WIDTH_PX = 300;

interface MegaMenuProps {
  navTree: NavModelItem[];
  className: string;
  onClose: () => void;
  onNavigate?: () => void;
}

/** The menu of all sections, three levels deep, with the section of the open page expanded and marked. */
export function MegaMenu({ navTree, className, onClose, onNavigate }: MegaMenuProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={className} data-testid="data-testid navigation mega-menu">
      <div className={styles.header}>
        <div className={styles.brand}>
          <HomeLogo />
          <Text truncate>Grafana</Text>
        </div>
        <IconButton tooltip="Close menu" name="times" size="lg" variant="secondary" onClick={onClose} />
      </div>
      <nav className={styles.scroll}>
        <ul className={styles.list} aria-label="Navigation">
          {navTree.map((item) => (
            <MenuItem key={item.text} item={item} level={0} onNavigate={onNavigate} />
          ))}
        </ul>
      </nav>
    </div>
  );
}

interface MenuItemProps {
  item: NavModelItem;
  level: number;
  onNavigate?: () => void;
}

const DEEPEST_LEVEL = 2;

function MenuItem({ item, level, onNavigate }: MenuItemProps) {
  const styles = useStyles2(getStyles);
  const { section } = useChromeState();
  const holdsActive = holdsEntry(item, section);
  const isActive = isSameEntry(item, section);
  const [isExpanded = false, setExpanded] = useState<boolean>();
  const [heldActive, setHeldActive] = useState(false);
  if (heldActive !== holdsActive) {
    setHeldActive(holdsActive);
    setExpanded(isExpanded || holdsActive);
  }
  const children = item.children ?? [];
  const canExpand = level < DEEPEST_LEVEL && children.length > 0;
  const verb = isExpanded ? 'Collapse' : 'Expand';
  return (
    <li className={styles.item}>
      <div className={styles.row}>
        {level > 0 && <span style={{ paddingLeft: 24 * Math.min(level, DEEPEST_LEVEL - 1) }} />}
        {level === DEEPEST_LEVEL && <div className={styles.connector} />}
        <div className={cx(styles.linkWrapper, isActive && styles.active)}>
          <Link
            href={item.url}
            className={cx(
              styles.link,
              level === 0 && styles.linkWithIcon,
              (isActive || holdsActive) && styles.linkActive
            )}
            onClick={onNavigate}
            aria-current={isActive ? 'page' : undefined}
          >
            {level === 0 && item.icon && (
              <Icon className={styles.icon} name={toIconName(item.icon) ?? 'link'} size="lg" />
            )}
            <Text truncate element="p">
              {item.text}
            </Text>
          </Link>
        </div>
        <div className={styles.collapse}>
          {canExpand && (
            <IconButton
              aria-label={`${verb} section: ${item.text}`}
              name={isExpanded ? 'angle-up' : 'angle-down'}
              variant="secondary"
              onClick={() => setExpanded(!isExpanded)}
            />
          )}
        </div>
      </div>
      {canExpand && isExpanded && (
        <ul className={styles.children}>
          {children.map((child) => (
            <MenuItem key={child.text} item={child} level={level + 1} onNavigate={onNavigate} />
          ))}
        </ul>
      )}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  header: css({
    ...{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', flexShrink: 0 },
    height: HEADER_HEIGHT_PX,
    padding: theme.spacing(0, 1),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  brand: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), minWidth: 0 }),
  scroll: css({ flexGrow: 1, minHeight: 0, overflowY: 'auto' }),
  list: css({ listStyle: 'none', margin: 0, padding: theme.spacing(1, 1, 2, 0.5) }),
  children: css({ listStyle: 'none', margin: 0, padding: 0 }),
  item: css({ maxWidth: '100%' }),
  row: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1.5), height: theme.spacing(4) }),
  connector: css({
    ...{ position: 'relative', height: '100%', width: theme.spacing(1.5), flexShrink: 0 },
    '&::before': {
      ...{ content: '""', position: 'absolute', right: 0, height: '100%', transform: 'translateX(50%)' },
      borderLeft: `1px solid ${theme.colors.border.medium}`,
    },
  }),
  linkWrapper: css({ display: 'flex', flex: 1, alignItems: 'center', height: '100%', minWidth: 0 }),
  active: css({
    ...{ position: 'relative', background: theme.colors.action.selected },
    borderTopRightRadius: theme.shape.radius.default,
    borderBottomRightRadius: theme.shape.radius.default,
    '&::before': {
      ...{ content: '" "', position: 'absolute', left: 0, height: '100%', width: theme.spacing(0.25) },
      ...{ transform: 'translateX(-50%)', borderRadius: theme.shape.radius.default },
      backgroundImage: theme.colors.gradients.brandVertical,
    },
  }),
  link: css({
    ...{ display: 'flex', alignItems: 'center', gap: theme.spacing(1), height: '100%', width: '100%', minWidth: 0 },
    paddingLeft: theme.spacing(1),
    color: theme.colors.text.secondary,
    '&:hover': { color: theme.colors.text.primary, textDecoration: 'underline' },
  }),
  linkWithIcon: css({ paddingLeft: theme.spacing(0.5) }),
  linkActive: css({ color: theme.colors.text.primary }),
  icon: css({ width: theme.spacing(3), flexShrink: 0 }),
  collapse: css({ display: 'flex', justifyContent: 'center', width: theme.spacing(3), flexShrink: 0 }),
});
