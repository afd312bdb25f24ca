import { PageLayoutType, type NavModelItem } from '@grafana/data';
import { createContext, useSyncExternalStore } from 'react';
import { type SectionNav } from './nav-rules.ts';

/** What the page tells the frame around it. */
export interface ChromeState {
  section?: NavModelItem;
  page?: NavModelItem;
  layout: PageLayoutType;
}

let state: ChromeState = { layout: PageLayoutType.Standard };
const listeners = new Set<() => void>();

export function updateChrome(next: ChromeState): void {
  const isSame = next.section === state.section && next.page === state.page && next.layout === state.layout;
  if (isSame) {
    return;
  }
  state = next;
  listeners.forEach((listener) => listener());
}

export function useChromeState(): ChromeState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state
  );
}

/** The plugin's place in the menu, for the pages that the plugin renders. */
export const SectionNavContext = createContext<SectionNav | undefined>(undefined);
