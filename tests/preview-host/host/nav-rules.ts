import type { NavModelItem } from '@grafana/data';

export interface SectionNav {
  /** The menu's main section that the plugin stands in. */
  main: NavModelItem;
  /** The entry within it that the address belongs to. */
  node: NavModelItem;
}

/**
 * Of the plugin's entries in the menu, the one whose url begins the address; the longest of several. An address that no
 * entry begins belongs to the main section itself: the plugin is then missing among the breadcrumbs.
 */
export function buildSectionNav(plugin: NavModelItem, currentUrl: string): SectionNav {
  const main = plugin.parentItem ?? plugin;
  const candidates = [plugin, ...(plugin.children ?? [])].filter(({ url }) => url && currentUrl.startsWith(url));
  const longest = candidates.sort((a, b) => (b.url?.length ?? 0) - (a.url?.length ?? 0))[0];
  return { main, node: longest ? { ...longest, active: true } : main };
}

/** The middle ones of many crumbs give way first. */
export function crumbFlexGrow(index: number, length: number): number {
  const isMiddleOfFew = length < 5 && index > 0 && index < length - 2;
  const isMiddleOfMany = length > 6 && index > 1 && index < length - 3;
  return isMiddleOfFew || isMiddleOfMany ? 4 : 10;
}
