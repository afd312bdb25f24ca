import { ThemeContext, type EventBusExtended, type GrafanaTheme2, type NavModelItem } from '@grafana/data';
import { config, locationService, LocationServiceProvider, ThemeChangedEvent } from '@grafana/runtime';
import { EmptyState, GlobalStyles, ModalRoot, ModalsProvider, PortalContainer } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import { Router } from 'react-router-dom';
import { CompatRouter, Route, Routes } from 'react-router-dom-v5-compat';
import { AppChrome } from './chrome/AppChrome.tsx';
import { Toasts } from './chrome/Toasts.tsx';
import { AppRootPage } from './page/AppRootPage.tsx';
import { PluginConfigPage } from './page/PluginConfigPage.tsx';

/** The whole window: theme, Grafana's router stack (v5 with the v6 bridge), frame, pages, toasts, modals, portals. */
export function App({ appEvents, navTree }: { appEvents: EventBusExtended; navTree: NavModelItem[] }) {
  const theme = useSwitchableTheme(appEvents);
  return (
    <ThemeContext.Provider value={theme}>
      <ModalsProvider>
        <GlobalStyles />
        <div className="grafana-app">
          <Router history={locationService.getHistory()}>
            <LocationServiceProvider service={locationService}>
              <CompatRouter>
                <Toasts appEvents={appEvents} />
                <AppChrome navTree={navTree}>
                  {config.bootData.user.orgRole ? <Pages navTree={navTree} /> : <SignedOut />}
                </AppChrome>
                <ModalRoot />
              </CompatRouter>
            </LocationServiceProvider>
          </Router>
          <PortalContainer />
        </div>
      </ModalsProvider>
    </ThemeContext.Provider>
  );
}

function Pages({ navTree }: { navTree: NavModelItem[] }) {
  return (
    <Routes>
      <Route path="/a/:pluginId/*" element={<AppRootPage navTree={navTree} />} />
      <Route path="/plugins/:pluginId" element={<PluginConfigPage navTree={navTree} />} />
      <Route path="*" element={<EmptyState variant="not-found" message="Not part of this preview" />} />
    </Routes>
  );
}

/** Stands for the login page, to which the server redirects. */
function SignedOut() {
  return <EmptyState variant="call-to-action" message="You are signed out: choose somebody at the upper right" />;
}

function useSwitchableTheme(appEvents: EventBusExtended): GrafanaTheme2 {
  const [theme, setTheme] = useState(config.theme2);
  useEffect(() => {
    const subscription = appEvents.subscribe(ThemeChangedEvent, ({ payload }) => {
      config.theme2 = payload;
      document.body.classList.replace(payload.isDark ? 'theme-light' : 'theme-dark', themeClass(payload));
      setTheme(payload);
    });
    return () => subscription.unsubscribe();
  }, [appEvents]);
  return theme;
}

function themeClass(theme: GrafanaTheme2): string {
  return theme.isDark ? 'theme-dark' : 'theme-light';
}
