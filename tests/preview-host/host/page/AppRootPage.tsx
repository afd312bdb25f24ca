import { PluginContextProvider, type AppPlugin, type NavModelItem } from '@grafana/data';
import { config, locationSearchToObject } from '@grafana/runtime';
import { Alert, ErrorBoundaryAlert, LoadingPlaceholder } from '@grafana/ui';
import React, { useMemo } from 'react';
import { useLocation, useParams } from 'react-router-dom-v5-compat';
import { SectionNavContext } from '../chrome-state.ts';
import { buildSectionNav } from '../nav-rules.ts';
import { findPluginNav } from '../nav.ts';
import { Page } from './Page.tsx';
import { useAppPlugin } from './use-app-plugin.ts';

/** `/a/:pluginId/*`: loads the plugin and renders its root page with the properties that Grafana gives. */
export function AppRootPage({ navTree }: { navTree: NavModelItem[] }) {
  const { pluginId = '' } = useParams();
  const { pathname, search } = useLocation();
  const loaded = useAppPlugin(pluginId);
  const main = findPluginNav(navTree, pluginId);
  const section = useMemo(() => main && buildSectionNav(main, pathname + search), [main, pathname, search]);
  const emptyNav = useMemo(() => ({ text: '' }), []);
  if (loaded.kind !== 'loaded') {
    return (
      <Page section={section} pageNav={emptyNav}>
        {loaded.kind === 'loading' && <LoadingPlaceholder text="Loading..." />}
        {loaded.kind === 'failed' && (
          <Alert severity="warning" title="App not found">
            {loaded.error.message}
          </Alert>
        )}
      </Page>
    );
  }
  if (!mayOpen(loaded.plugin, pathname)) {
    return (
      <Alert severity="warning" title="Access denied">
        You do not have permission to see this page.
      </Alert>
    );
  }
  return (
    <SectionNavContext.Provider value={section}>
      <PluginRoot plugin={loaded.plugin} />
    </SectionNavContext.Provider>
  );
}

function PluginRoot({ plugin }: { plugin: AppPlugin }) {
  const { pathname, search } = useLocation();
  const query = useMemo(() => locationSearchToObject(search), [search]);
  const Root = plugin.root;
  if (!Root) {
    return <div>No root app page component found</div>;
  }
  return (
    <PluginContextProvider meta={plugin.meta}>
      <ErrorBoundaryAlert boundaryName="plugin" title="Plugin failed to load">
        <Root meta={plugin.meta} basename={pathname} path={pathname} query={query} onNavChanged={() => undefined} />
      </ErrorBoundaryAlert>
    </PluginContextProvider>
  );
}

const RANK: Record<string, number> = { Viewer: 1, Editor: 2, Admin: 3 };

/** Grafana checks exact include paths only: a page below one is open to everybody. */
function mayOpen({ meta }: AppPlugin, pathname: string): boolean {
  const include = meta.includes?.find(({ path }) => path === pathname);
  const required = RANK[include?.role ?? ''] ?? 0;
  return (RANK[config.bootData.user.orgRole] ?? 0) >= required;
}
