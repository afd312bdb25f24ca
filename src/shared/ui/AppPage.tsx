import React from 'react';
import { locationUtil, type NavModelItem } from '@grafana/data';
import { PluginPage, type PluginPageProps } from '@grafana/runtime';

/**
 * A page of this app. Grafana compares the addresses of `pageNav` with those of its menu, which begin with the path that
 * Grafana is served below: without it each page would stand twice in the breadcrumbs.
 */
export function AppPage({ pageNav, ...rest }: PluginPageProps) {
  return <PluginPage {...rest} pageNav={pageNav && withBase(pageNav)} />;
}

function withBase({ url, parentItem, ...rest }: NavModelItem): NavModelItem {
  return {
    ...rest,
    url: url === undefined ? undefined : locationUtil.assureBaseUrl(url),
    parentItem: parentItem && withBase(parentItem),
  };
}
