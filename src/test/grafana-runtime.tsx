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

/** What Grafana gives the app through @grafana/runtime, as far as the app uses it. */
export const runtime = {
  config: { appSubUrl: '', bootData: { user: { orgRole: 'Editor' } } },
  getBackendSrv: () => ({ fetch: sidecar.fetch }),
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
