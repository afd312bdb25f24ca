import { type NavModelItem } from '@grafana/data';
import { config } from '@grafana/runtime';

export interface Breadcrumb {
  text: string;
  href: string;
}

const HOME_URL = '/';

/** The menu with parents linked, as the server made it. */
export function loadNavTree(): NavModelItem[] {
  const link = (items: NavModelItem[], parentItem?: NavModelItem): NavModelItem[] => {
    for (const item of items) {
      item.parentItem = parentItem;
      link(item.children ?? [], item);
    }
    return items;
  };
  return link(structuredClone(config.bootData.navTree));
}

export function findPluginNav(tree: NavModelItem[], pluginId: string): NavModelItem | undefined {
  for (const item of tree) {
    const found = item.id === `plugin-page-${pluginId}` ? item : findPluginNav(item.children ?? [], pluginId);
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** Crumbs from the outermost section to the page. The first active tab is not named, a later one is. */
export function buildBreadcrumbs(section: NavModelItem, page?: NavModelItem): Breadcrumb[] {
  const crumbs: Breadcrumb[] = [];
  let lastPath: string | undefined;
  const add = (node: NavModelItem, isDeduping: boolean): boolean => {
    const path = node.url?.split('?')[0] ?? '';
    if (path === HOME_URL) {
      return false;
    }
    const isRepeated = isDeduping && path.length > 0 && path === lastPath;
    lastPath = path;
    if (!node.hideFromBreadcrumbs && !isRepeated) {
      crumbs.unshift(...crumbsOf(node));
    }
    return node.parentItem ? add(node.parentItem, isDeduping) : true;
  };
  if (!page || add(page, false)) {
    add(section, true);
  }
  return crumbs;
}

function crumbsOf(node: NavModelItem): Breadcrumb[] {
  const own = { text: node.text, href: node.url ?? '' };
  const activeIndex = node.children?.findIndex((child) => child.active) ?? -1;
  const tab = activeIndex > 0 ? node.children?.[activeIndex] : undefined;
  return tab ? [own, { text: tab.text, href: tab.url ?? '' }] : [own];
}

/** Whether a menu entry is the section the page stands in. */
export function isSameEntry(entry: NavModelItem, section: NavModelItem | undefined): boolean {
  return entry.text === section?.text && entry.url === section.url;
}

export function holdsEntry(entry: NavModelItem, section: NavModelItem | undefined): boolean {
  return (entry.children ?? []).some((child) => isSameEntry(child, section) || holdsEntry(child, section));
}
