import { type PluginPageProps } from '@grafana/runtime';
import React, { useContext } from 'react';
import { SectionNavContext } from '../chrome-state.ts';
import { Page } from './Page.tsx';

/** What `PluginPage` of @grafana/runtime is inside Grafana. */
export function HostPluginPage(props: PluginPageProps) {
  return <Page {...props} section={useContext(SectionNavContext)} />;
}
