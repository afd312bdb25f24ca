import React, { type ReactNode } from 'react';

import { FakeSidecar } from './fake-sidecar';

export const sidecar = new FakeSidecar();

interface Toast {
  type: string;
  payload: unknown[];
}
export const toasts: Toast[] = [];

interface PluginPageProps {
  pageNav?: { text: string };
  subTitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

interface Leaving {
  pathname: string;
  state?: unknown;
}
type Block = (next: Leaving) => false | void;

/** Grafana's history, as far as a page can hold somebody back: `leave` is an attempt to go, and whether it was let go. */
export const grafanaHistory = {
  location: { pathname: '/a/perftest-automation-app/here' },
  blocks: new Set<Block>(),
  left: [] as string[],
  block(ask: Block) {
    this.blocks.add(ask);
    return () => this.blocks.delete(ask);
  },
  push(next: Leaving) {
    this.leave(next);
  },
  leave(next: Leaving): boolean {
    const isHeld = [...this.blocks].some((ask) => ask(next) === false);
    if (!isHeld) {
      this.left.push(next.pathname);
    }
    return !isHeld;
  },
};

/** Grafana's datasources of the kind that is asked for. */
export const datasources: Array<{ uid: string; name: string; jsonData: Record<string, unknown> }> = [];

/** What Grafana gives the app through @grafana/runtime, as far as the app uses it. */
export const runtime = {
  config: { appSubUrl: '', bootData: { user: { orgRole: 'Editor' } } },
  getBackendSrv: () => ({ fetch: sidecar.fetch }),
  getDataSourceSrv: () => ({ getList: () => datasources }),
  locationService: { getHistory: () => grafanaHistory },
  getAppEvents: () => ({ publish: (toast: Toast) => toasts.push(toast) }),
  PluginPage: ({ pageNav, subTitle, actions, children }: PluginPageProps) => (
    <main>
      <h1>{pageNav?.text}</h1>
      <div>{subTitle}</div>
      <div>{actions}</div>
      {children}
    </main>
  ),
};
