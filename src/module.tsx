import React, { lazy, Suspense } from 'react';
import {
  AppPlugin,
  type AppPluginMeta,
  type AppRootProps,
  locationUtil,
  type PluginConfigPageProps,
  PluginExtensionPoints,
  type PluginExtensionPanelContext,
  rangeUtil,
} from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';

const LazyApp = lazy(() => import('./App'));
const LazyAppConfig = lazy(() => import('./AppConfig'));

const App = (props: AppRootProps) => (
  <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
    <LazyApp {...props} />
  </Suspense>
);

const AppConfig = (props: PluginConfigPageProps<AppPluginMeta>) => (
  <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
    <LazyAppConfig {...props} />
  </Suspense>
);

const TESTS = '/a/perftest-automation-app/tests';

/** Resolved when the menu opens, so that it is the time that the panel shows: `now-1h` would move on. */
function testsWithin({ timeRange, timeZone }: PluginExtensionPanelContext): string {
  const { from, to } = rangeUtil.convertRawToRange(timeRange, timeZone);
  // Grafana takes it for the menu as it is; below a path only a click would be put right, a new tab would lead nowhere.
  return locationUtil.assureBaseUrl(`${TESTS}?fromMs=${from.valueOf()}&toMs=${to.valueOf()}`);
}

export const plugin = new AppPlugin<{}>()
  .setRootPage(App)
  .addConfigPage({
    title: 'Configuration',
    icon: 'cog',
    body: AppConfig,
    id: 'configuration',
  })
  .addLink<PluginExtensionPanelContext>({
    // Grafana cuts titles after 25 characters, and plugin.json has to name the same.
    title: 'Load tests here',
    description: 'Runs of load tests in the time range of the panel',
    targets: PluginExtensionPoints.DashboardPanelMenu,
    icon: 'heart-rate',
    path: TESTS,
    configure: (context) => (context === undefined ? {} : { path: testsWithin(context) }),
  });
