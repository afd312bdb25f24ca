import { PluginContextProvider, type AppPlugin, type NavModelItem } from '@grafana/data';
import { config, locationSearchToObject } from '@grafana/runtime';
import { Alert, LoadingPlaceholder } from '@grafana/ui';
import React, { useMemo } from 'react';
import { useLocation, useParams } from 'react-router-dom-v5-compat';
import { type SectionNav } from '../nav-rules.ts';
import { Page } from './Page.tsx';
import { useAppPlugin } from './use-app-plugin.ts';

/** `/plugins/:pluginId`: the catalogue's page of the plugin, reduced to an overview and its configuration tabs. */
export function PluginConfigPage({ navTree }: { navTree: NavModelItem[] }) {
  const { pluginId = '' } = useParams();
  const { pathname, search } = useLocation();
  const loaded = useAppPlugin(pluginId);
  const query = useMemo(() => locationSearchToObject(search), [search]);
  const plugin = loaded.kind === 'loaded' ? loaded.plugin : undefined;
  const section = useMemo(() => administrationNav(navTree), [navTree]);
  const openPage = plugin && (query.page ? String(query.page) : configPagesOf(plugin)[0]?.id);
  const pageNav = useMemo(() => pluginNav(plugin, { pathname, openPage }), [plugin, pathname, openPage]);
  return (
    <Page section={section} pageNav={pageNav}>
      {loaded.kind === 'loading' && <LoadingPlaceholder text="Loading..." />}
      {loaded.kind === 'failed' && (
        <Alert severity="error" title="Plugin failed to load">
          {loaded.error.message}
        </Alert>
      )}
      {plugin && <ConfigPageBody plugin={plugin} openPage={openPage} query={query} />}
    </Page>
  );
}

type BodyProps = { plugin: AppPlugin; openPage?: string; query: Record<string, unknown> };

function ConfigPageBody({ plugin, openPage, query }: BodyProps) {
  const page = configPagesOf(plugin).find(({ id }) => id === openPage);
  if (!page) {
    return <p>{plugin.meta.info.description}</p>;
  }
  const Body = page.body;
  return (
    <PluginContextProvider meta={plugin.meta}>
      <Body plugin={plugin} query={query as BodyProps['query'] & Record<string, never>} />
    </PluginContextProvider>
  );
}

/** Only who may write plugin settings sees the configuration tabs. */
function configPagesOf(plugin: AppPlugin): NonNullable<AppPlugin['configPages']> {
  return config.bootData.user.orgRole === 'Admin' ? (plugin.configPages ?? []) : [];
}

function administrationNav(navTree: NavModelItem[]): SectionNav {
  const parent = navTree.find(({ id }) => id === 'cfg');
  const node = { text: 'Plugins', url: '/plugins', parentItem: parent };
  return { main: node, node };
}

function pluginNav(
  plugin: AppPlugin | undefined,
  { pathname, openPage }: { pathname: string; openPage?: string }
): NavModelItem {
  if (!plugin) {
    return { text: '' };
  }
  const { name, info } = plugin.meta;
  const pages = configPagesOf(plugin).map(({ id, title, icon }) => {
    return { text: title, icon, url: `${pathname}?page=${id}`, active: id === openPage };
  });
  const isOverview = !pages.some(({ active }) => active);
  const overview = {
    text: 'Overview',
    icon: 'file-alt',
    url: `${pathname}?page=overview`,
    active: isOverview,
  } as const;
  return {
    text: name,
    img: info.logos.small,
    subTitle: info.description,
    url: pathname,
    children: [overview, ...pages],
  };
}
